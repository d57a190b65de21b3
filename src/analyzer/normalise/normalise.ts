import { resolveConditionals } from './conditionals';
import { Draft } from './draft';
import { rewriteFunctionHeads } from './functionHeads';
import { rewriteMacroStatements } from './macroStatements';
import { blankMacroWords } from './macroWords';
import { mendOddArguments } from './oddArguments';
import { stripAnnotations } from './stripAnnotations';
import { weldTypeArguments } from './typeArguments';

/**
 * Makes kernel C readable for a parser of plain C. The result has the same length and the same line
 * breaks, so every offset into it is an offset into the source; what a node means is read from the
 * source text. Comments and strings stay as they are, but for what stands in dropped `#if` arms.
 *
 * @param keep Offsets of code that matters: of arms that exclude each other, one that holds such an
 *   offset is kept.
 */
export function normalise(text: string, keep: readonly number[] = []): string {
  const draft = new Draft(text);
  resolveConditionals(draft, keep);
  stripAnnotations(draft);
  blankMacroWords(draft);
  rewriteFunctionHeads(draft);
  weldTypeArguments(draft);
  mendOddArguments(draft);
  rewriteMacroStatements(draft);
  return draft.toString();
}
