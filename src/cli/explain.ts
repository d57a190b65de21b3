import { explain, NEWEST_RELEASE, parseRelease, renderMarkdown, renderText } from '../kernel';
import { findKernelTree } from '../tree/kernelTree';
import { type Output, UsageError } from './output';

export interface ExplainOptions {
  readonly kernel?: string;
  readonly format: 'text' | 'markdown' | 'json';
}

/** `gup-review explain`: a flag, a function or a rule, for the release of the tree one stands in. */
export function explainWord(
  word: string,
  { kernel, format }: ExplainOptions,
  output: Output,
): number {
  const wanted = kernel === undefined ? null : parseRelease(kernel);
  if (kernel !== undefined && !wanted) {
    throw new UsageError(`--kernel: '${kernel}' is no kernel release (like 6.12)`);
  }
  const here = findKernelTree(process.cwd());
  const release = wanted ?? (here.top === null ? NEWEST_RELEASE : here.release);
  const explanation = explain(word, release);
  if (!explanation) {
    throw new UsageError(`'${word}' is no FOLL_* flag, GUP function or rule that is known`);
  }
  if (format === 'json') output.print(JSON.stringify(explanation, null, 1));
  else if (format === 'markdown') output.print(renderMarkdown(explanation).trimEnd());
  else output.print(renderText(explanation).trimEnd());
  return 0;
}
