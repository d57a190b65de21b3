/**
 * Explains a word for a release: the same content in the editor's hover, on the command line and on
 * the rule pages.
 */
import { flagByName } from '../flags';
import { functionByName } from '../functions';
import { type KernelRelease } from '../release';
import { ruleById } from '../rules';
import { COUNTING_BIAS, explainCountingBias } from './countingBias';
import { type Explanation } from './explanation';
import { explainFlag } from './flag';
import { explainFunction } from './function';
import { explainRule } from './rule';

export {
  type CombinationExplanation,
  type CombinationVerdict,
  explainCombination,
  verdictText,
} from './combination';
export type { Explanation, Section, SectionKey } from './explanation';
export { prose, renderMarkdown } from './markdown';
export { renderText } from './text';

/**
 * Explains a FOLL_* flag, a GUP or release function (with or without "()"), GUP_PIN_COUNTING_BIAS
 * or a rule id.
 *
 * @returns null when the word is none of these.
 */
export function explain(word: string, r: KernelRelease): Explanation | null {
  const name = word.trim().replace(/\(\)$/, '');
  const flag = flagByName(name);
  if (flag !== undefined) {
    return explainFlag(flag, r);
  }
  const fn = functionByName(name);
  if (fn !== undefined) {
    return explainFunction(fn, r);
  }
  const rule = ruleById(name);
  if (rule !== undefined) {
    return explainRule(rule, r);
  }
  return name === COUNTING_BIAS ? explainCountingBias(r) : null;
}

/** Whether C code that has the identifier means something {@link explain} knows. */
export function isKernelWord(identifier: string): boolean {
  return (
    flagByName(identifier) !== undefined ||
    functionByName(identifier) !== undefined ||
    identifier === COUNTING_BIAS
  );
}
