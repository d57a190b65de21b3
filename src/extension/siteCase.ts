import * as l10n from '@vscode/l10n';
import type { Site } from '../analyzer/records';

/** "case 2", "case 1 or 5" of Documentation/core-api/pin_user_pages.rst; null where nothing tells. */
export function caseText({ case: told }: Site): string | null {
  if (told === null) return null;
  const [first, ...others] = told.numbers.map(String);
  return others.reduce(
    (text, number) => l10n.t('{0} or {1}', text, number),
    l10n.t('case {0}', first ?? ''),
  );
}
