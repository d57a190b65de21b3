import { functionByName } from '../../kernel';
import type { CodeText, StatementTokens } from '../tokens/codeText';
import { argumentText, type Call } from './call';
import { type Edit, type Refusal, refuse } from './edit';

/** A release call with the loop or the condition that is there for it alone. */
export interface ReleaseUnit extends StatementTokens {
  /** The header of a loop over the pages, `(i = 0; i < n; i++)`; empty when there is none. */
  readonly loop: string;
  /** The condition that it hangs on; empty when there is none. */
  readonly condition: string;
}

/** The unit that a release call is the whole of, or null when it is part of something else. */
export function releaseUnit(code: CodeText, call: Call): ReleaseUnit | null {
  if (code.word(call.close + 1) !== ';') return null;
  const isBraced = code.word(call.name - 1) === '{' && code.word(call.close + 2) === '}';
  const close = isBraced ? call.name - 2 : call.name - 1;
  const open = code.word(close) === ')' ? (code.partner[close] ?? -1) : -1;
  const keyword = code.word(open - 1);
  const isGoverned = keyword === 'for' || keyword === 'if';
  if ((open >= 0 && !isGoverned) || (isBraced && !isGoverned)) return null;
  const first = isGoverned ? open - 1 : call.name;
  const last = call.close + (isBraced ? 2 : 1);
  // An arm of something larger; or all that stands behind a label.
  if (!/^[;{}:]$/.test(code.word(first - 1)) || code.word(last + 1) === 'else') return null;
  const header = isGoverned ? code.between(open, close) : '';
  return {
    first,
    last,
    loop: keyword === 'for' ? header : '',
    condition: keyword === 'if' ? header : '',
  };
}

/** What is given back, in words that are equal where the same is given back; the dirtying apart. */
export function givenBack(code: CodeText, call: Call, unit: ReleaseUnit): string {
  const decides = dirties(code, call);
  const args = call.args
    .filter((_, index) => index !== decides)
    .map((one) => argumentText(code, one));
  const kind = functionByName(code.word(call.name))?.release?.argument.kind ?? '';
  return [kind, unit.loop, ...args].join(' ').replace(/\s+/g, ' ');
}

/** Whether the call marks the pages dirty, at least on some paths. */
export function marksDirty(code: CodeText, call: Call): boolean {
  const decides = dirties(code, call);
  return typeof decides === 'number'
    ? argumentText(code, call.args[decides]) !== 'false'
    : decides === 'always';
}

function dirties(code: CodeText, call: Call): 'always' | number | undefined {
  return functionByName(code.word(call.name))?.release?.dirties;
}

/** Takes statements out with their lines, and one of two empty lines that would be left. */
export function removal(code: CodeText, { first, last }: StatementTokens): Edit | Refusal {
  const { lines, text } = code;
  const start = code.tokens[first]?.start ?? 0;
  const end = code.tokens[last]?.end ?? start;
  const from = lines.startOf(lines.lineOf(start));
  const until = lines.endOf(lines.lineOf(end));
  if (/\S/.test(text.slice(from, start)) || /\S/.test(text.slice(end, until))) {
    return refuse('more stands on the line of the release');
  }
  const next = lines.startOf(lines.lineOf(end) + 1);
  const isBetweenGaps = /\n[ \t]*\r?\n$/.test(text.slice(0, from));
  const gap = isBetweenGaps ? (/^[ \t]*\r?\n/.exec(text.slice(next))?.[0].length ?? 0) : 0;
  return { start: from, end: next + gap, text: '' };
}
