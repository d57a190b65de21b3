/** The catalogue of rules: what each reports, why, and how to mend it. */
import { RELEASE_RULES } from './releaseRules';
import { type RuleFact, type RuleId } from './types';
import { USE_RULES } from './useRules';

export { PIN_CASES, type PinCaseFact, pinCasesAt } from './cases';
export type { PinCase, RuleFact, RuleId, RuleSeverity } from './types';

export const RULES: readonly RuleFact[] = [...RELEASE_RULES, ...USE_RULES];

const byId = new Map<string, RuleFact>(RULES.map((rule) => [rule.id, rule]));

/** The rule of that id, or undefined. */
export function ruleById(id: string): RuleFact | undefined {
  return byId.get(id);
}

/** Whether a text, for example from a setting or the command line, names a rule. */
export function isRuleId(text: string): text is RuleId {
  return byId.has(text);
}
