import { flagsIllegal } from './flagsIllegal';
import { removedApi } from './removedApi';
import type { Rule } from './rule';
import { wrongReleaseApi } from './wrongReleaseApi';

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [wrongReleaseApi, flagsIllegal, removedApi];

/** The rule of that id, or undefined. */
export function ruleById(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
