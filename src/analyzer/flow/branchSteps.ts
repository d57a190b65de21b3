import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { State } from './state';

/** How steps name the conditions they went through. */
const conditionTexts = new WeakMap<SyntaxNode, string>();

/** Writes down which way a path went, once it met an acquire. */
export function noteBranch(
  state: State,
  source: SourceText,
  condition: SyntaxNode,
  truth: boolean,
): void {
  if (state.holds.length === 0 && state.failed.length === 0) return;
  let text = conditionTexts.get(condition);
  if (text === undefined) {
    text = source.short(condition).replace(/^\(\s*(.*?)\s*\)$/, '$1');
    conditionTexts.set(condition, text);
  }
  state.step('branch', source, condition, `${text} is ${truth ? 'true' : 'false'}`, { truth });
}
