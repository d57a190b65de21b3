import { type Refusal, refuse } from './edit';
import type { Fix, FixContext, Fixer } from './fix';
import { fixMissingDirty } from './fixDirty';
import { fixCount } from './fixCount';
import { fixDouble } from './fixDouble';
import { fixIllegalFlags, fixMissingFlag, fixMissingLongterm } from './fixFlags';
import { fixLeak } from './fixLeak';
import { fixMissingLock } from './fixLock';
import { fixNegativeResult } from './fixNegative';
import { fixByPinning, fixWrongRelease } from './fixRelease';
import { fixRemovedApi } from './fixRemovedApi';

/** How the findings of each rule are mended. A rule that is not listed has no safe fix. */
const FIXERS: ReadonlyMap<string, Fixer> = new Map(
  Object.entries({
    'wrong-release-api': fixWrongRelease,
    'leak-on-error': fixLeak('all'),
    'leak-on-success': fixLeak('all'),
    'leak-on-partial': fixLeak('partial'),
    'double-release': fixDouble,
    'release-count-mismatch': fixCount,
    'missing-mmap-lock': fixMissingLock,
    'negative-return-used-as-count': fixNegativeResult,
    'missing-dirty': fixMissingDirty,
    'missing-FOLL_WRITE': fixMissingFlag('FOLL_WRITE'),
    'missing-FOLL_LONGTERM': fixMissingLongterm,
    'gup-where-pin-needed': fixByPinning,
    'flags-illegal': fixIllegalFlags,
    'removed-api': fixRemovedApi,
  }),
);

/** The rules that have fixes, for a manifest or a menu. */
export const FIXABLE_RULES: readonly string[] = [...FIXERS.keys()];

/** The fixes of a finding, the preferred first, or why there is none. */
export function quickFixes(context: FixContext): readonly Fix[] | Refusal {
  const fixer = FIXERS.get(context.finding.rule);
  return fixer ? fixer(context) : refuse('what is right here takes a developer');
}
