import { doubleRelease } from './doubleRelease';
import { flagsIllegal } from './flagsIllegal';
import { gupWherePinNeeded } from './gupWherePinNeeded';
import { leakOnError } from './leakOnError';
import { leakOnPartial } from './leakOnPartial';
import { leakOnSuccess } from './leakOnSuccess';
import { missingDirty } from './missingDirty';
import { missingFollLongterm } from './missingFollLongterm';
import { missingFollWrite } from './missingFollWrite';
import { missingMmapLock } from './missingMmapLock';
import { negativeReturnUsedAsCount } from './negativeReturnUsedAsCount';
import { releaseCountMismatch } from './releaseCountMismatch';
import { removedApi } from './removedApi';
import type { CallRule, Rule } from './rule';
import { wrongReleaseApi } from './wrongReleaseApi';

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  wrongReleaseApi,
  leakOnError,
  leakOnPartial,
  leakOnSuccess,
  doubleRelease,
  releaseCountMismatch,
  negativeReturnUsedAsCount,
  missingDirty,
  missingFollWrite,
  missingFollLongterm,
  gupWherePinNeeded,
  missingMmapLock,
  flagsIllegal,
  removedApi,
];

/** Those that need no paths. */
export const RULES_OF_CALLS: readonly CallRule[] = [flagsIllegal, removedApi];

/** The rule of that id, or undefined. */
export function ruleById(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
