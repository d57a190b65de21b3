import { CodeText } from '../tokens/codeText';
import { type Comment, comments } from '../tokens/comments';
import {
  type Directive,
  type DirectivePlace,
  type DirectiveProblem,
  type DirectiveScope,
  MARK,
  readWords,
} from './directive';

export interface Directives {
  readonly directives: readonly Directive[];
  readonly problems: readonly DirectiveProblem[];
}

const NONE: Directives = { directives: [], problems: [] };

/**
 * Reads the `gup-review:` comments of a C file:
 *
 *     ret = pin_user_pages(…);	/* gup-review: ignore[leak-on-error] freed by the caller *\/
 *     // gup-review: ignore[rule-id, other-rule] covers the statement below
 *     /* gup-review: ignore-function[rule-id] anywhere in the function or right above it *\/
 *     /* gup-review: ignore-file[rule-id] anywhere in the file *\/
 *
 * The words must stand first in the comment or on a line of it; the reason goes on to the end of
 * the comment, an empty line or the next directive.
 */
export function readDirectives(text: string, isRule: (id: string) => boolean): Directives {
  if (!text.includes(MARK)) return NONE;
  const code = new CodeText(text);
  const directives: Directive[] = [];
  const problems: DirectiveProblem[] = [];
  for (const comment of comments(text, code.tokens)) {
    for (const { words, place } of wordsIn(text, comment, code)) {
      const read = readWords(words);
      if (read.kind === 'wrong') {
        problems.push({ place, message: read.message });
        continue;
      }
      const known = read.rules.filter(isRule);
      for (const rule of read.rules.filter((id) => !isRule(id))) {
        problems.push({ place, message: `there is no rule '${rule}'` });
      }
      const lines = covered(code, comment, read.scope);
      if (lines === null) problems.push({ place, message: 'stands in no function and above none' });
      else if (known.length > 0) {
        const [firstLine, lastLine] = lines;
        directives.push({ ...read, rules: known, place, firstLine, lastLine });
      }
    }
  }
  return { directives, problems };
}

/** The directives of one comment: their words without comment marks, and where they stand. */
function* wordsIn(
  text: string,
  comment: Comment,
  code: CodeText,
): Generator<{ words: string; place: DirectivePlace }> {
  const isBlock = text.startsWith('/*', comment.start);
  const lines = text.slice(comment.start, comment.end).split('\n');
  let offset = comment.start;
  let current: { words: string; place: DirectivePlace } | null = null;
  for (const raw of lines) {
    const start = /^[ \t]*(?:\/\*+|\/\/+|\*(?!\/))?!?[ \t]*/.exec(raw)?.[0].length ?? 0;
    const line = (isBlock ? raw.slice(start).replace(/\s*\*+\/$/, '') : raw.slice(start)).trimEnd();
    const content = line.replace(/\\$/, '');
    if (content.startsWith(MARK)) {
      if (current) yield current;
      const at = offset + start;
      const column = code.lines.columnOf(at);
      const place = {
        line: code.lines.lineOf(at),
        column,
        endColumn: column + content.trimEnd().length,
      };
      current = { words: content.slice(MARK.length), place };
    } else if (content === '') {
      if (current) yield current;
      current = null;
    } else if (current) current.words += ` ${content}`;
    offset += raw.length + 1;
  }
  if (current) yield current;
}

/** The lines that a directive in the comment covers, or null when there is no such function. */
function covered(
  code: CodeText,
  comment: Comment,
  scope: DirectiveScope,
): readonly [number, number] | null {
  const next = code.tokenFrom(comment.start);
  switch (scope) {
    case 'file':
      return [1, code.lines.count];
    case 'function': {
      // Right above a function the next token is the first of its head.
      const holder = code.functionAt(next);
      return holder ? [code.lineOf(holder.head), code.lineOf(holder.close)] : null;
    }
    case 'line': {
      const line = code.lines.lineOf(comment.start);
      const trails = next > 0 && lastLineOf(code, next - 1) === line;
      const token = trails ? next - 1 : next;
      if (token >= code.tokens.length) return [line, line];
      const { first, last } = code.statementAt(token);
      return [Math.min(line, code.lineOf(first)), lastLineOf(code, last)];
    }
  }
}

function lastLineOf(code: CodeText, token: number): number {
  return code.lines.lineOf((code.tokens[token]?.end ?? 1) - 1);
}
