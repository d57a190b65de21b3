import { doubleRelease } from './doubleRelease';
import { flagsIllegal } from './flagsIllegal';
import { leakOnError } from './leakOnError';
import { leakOnPartial } from './leakOnPartial';
import { leakOnSuccess } from './leakOnSuccess';
import { negativeReturnUsedAsCount } from './negativeReturnUsedAsCount';
import { releaseCountMismatch } from './releaseCountMismatch';
import { removedApi } from './removedApi';
import type { Rule } from './rule';
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
  flagsIllegal,
  removedApi,
];

/** The rule of that id, or undefined. */
export function ruleById(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
