import * as l10n from '@vscode/l10n';
import type { Site } from '../analyzer/records';
import { type KernelRelease, pinCasesAt } from '../kernel';

/**
 * Which case of Documentation/core-api/pin_user_pages.rst the call itself says it is; null before
 * 5.6, and for a get: that may be case 3 or 4, or a call that should have been a pin.
 */
export function caseOf({ tracking, flags }: Site, release: KernelRelease): string | null {
  if (tracking !== 'pin' || pinCasesAt(release).length === 0) return null;
  if (flags.bits.includes('FOLL_LONGTERM')) return l10n.t('case 2');
  // On some paths only, or hidden in a variable that is not followed: the call does not say.
  if (flags.bits.includes('FOLL_LONGTERM?')) return null;
  const writes = pinCasesAt(release).some(({ number }) => number === 5);
  return writes ? l10n.t('case 1 or 5') : l10n.t('case 1');
}
