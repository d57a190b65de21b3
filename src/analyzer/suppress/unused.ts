import type { Edit } from '../fixes/edit';
import type { Finding } from '../records';
import type { CodeText } from '../tokens/codeText';
import { comments } from '../tokens/comments';
import { type Directive, MARK } from './directive';

/** A comment that suppresses less than it says. */
export interface UnusedDirective {
  readonly directive: Directive;
  /** Those of its rules that have no finding where it holds. */
  readonly rules: readonly string[];
}

/** The directives of a file that cover no finding, or name rules that have none there. */
export function unusedDirectives(
  directives: readonly Directive[],
  findings: readonly Finding[],
): UnusedDirective[] {
  return directives.flatMap((directive) => {
    const rules = directive.rules.filter(
      (rule) => !findings.some((finding) => finding.rule === rule && covers(directive, finding)),
    );
    return rules.length > 0 ? [{ directive, rules }] : [];
  });
}

/** Whether a finding lies in the lines that a directive holds for. */
export function covers({ firstLine, lastLine }: Directive, { line, endLine }: Finding): boolean {
  return firstLine <= endLine && line <= lastLine;
}

/**
 * Takes what is unused out of the comment, or the whole comment where nothing of it is used; null
 * where the comment says other things too.
 */
export function withoutUnused(code: CodeText, { directive, rules }: UnusedDirective): Edit | null {
  const { place } = directive;
  const at = code.lines.startOf(place.line) + place.column - 1;
  const used = directive.rules.filter((rule) => !rules.includes(rule));
  if (used.length > 0) return withRules(code.text, at, used);
  const comment = [...comments(code.text, code.tokens)].find(
    ({ start, end }) => start <= at && at < end,
  );
  if (comment === undefined) return null;
  const before = code.text.slice(comment.start, at);
  const after = code.text.slice(at + MARK.length, comment.end);
  if (/[^\s/*!]/.test(before) || after.includes(MARK) || /\n[ \t*]*\n/.test(after)) return null;
  return { ...wholeLines(code.text, comment.start, comment.end), text: '' };
}

/** The list in brackets with only the rules given. */
function withRules(text: string, at: number, rules: readonly string[]): Edit | null {
  const open = text.indexOf('[', at);
  const close = text.indexOf(']', open);
  if (open < 0 || close < 0) return null;
  return { start: open + 1, end: close, text: rules.join(', ') };
}

/** The comment with its lines, where it has them for itself; else with the blanks in front of it. */
function wholeLines(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  while (from > 0 && /[ \t]/.test(text[from - 1])) from--;
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0];
  const isFirst = from === 0 || text[from - 1] === '\n';
  if (isFirst && rest !== undefined) return { start: from, end: end + rest.length };
  return rest === undefined ? { start, end } : { start: from, end };
}
