import type { CodeText } from '../tokens/codeText';
import { type Argument, argumentText, type Call } from './call';
import { type Edit, type Refusal, refuse } from './edit';
import { columns, LINE_WIDTH, whiteSpace } from './layout';
import { lineBreak } from './statementText';

/** Adds a FOLL_* flag to what a call passes: to the variable's only assignment, or to the argument. */
export function addFlag(code: CodeText, call: Call, flags: Argument, flag: string): Edit[] {
  const variable = flagsVariable(code, call, flags);
  if (variable) return [addTo(code, variable, flag)];
  return [breakBefore(code, call, flags, addTo(code, flags, flag))];
}

/** Puts the argument on a line of its own, aligned, where the flag makes its line too long. */
function breakBefore(code: CodeText, call: Call, { first, last }: Argument, edit: Edit): Edit {
  const start = code.tokens[first]?.start ?? edit.start;
  const end = code.tokens[last]?.end ?? edit.end;
  const line = code.lines.lineOf(start);
  const before = code.text.slice(code.lines.startOf(line), start);
  const argument = code.text.slice(start, edit.start) + edit.text + code.text.slice(edit.end, end);
  const rest = code.text.slice(end, code.lines.endOf(code.lines.lineOf(end)));
  if (first === call.open + 1 || before.trim() === '' || argument.includes('\n')) return edit;
  if (columns(before + argument + rest) <= LINE_WIDTH) return edit;
  const paren = code.tokens[call.open]?.end ?? start;
  const aligned = columns(code.text.slice(code.lines.startOf(code.lines.lineOf(paren)), paren));
  // From the comma on: the blank before the argument becomes the line break.
  const comma = code.tokens[first - 1]?.end ?? start;
  return { start: comma, end, text: `${lineBreak(code)}${whiteSpace(aligned)}${argument}` };
}

/** Operators that bind less than `|`: what they join needs parentheses before `| FLAG`. */
const LOOSER = /^(\?|&&|\|\||=|\|=|&=|,)$/;

function addTo(code: CodeText, { first, last }: Argument, flag: string): Edit {
  const start = code.tokens[first]?.start ?? 0;
  const end = code.tokens[last]?.end ?? 0;
  const text = code.text.slice(start, end);
  if (text === '0') return { start, end, text: flag };
  const loose = topLevel(code, first, last).some((i) => LOOSER.test(code.word(i)));
  return loose
    ? { start, end, text: `(${text}) | ${flag}` }
    : { start: end, end, text: ` | ${flag}` };
}

/**
 * Takes a flag out of what a call passes. Refuses where the flag is not written as one of the names
 * that `|` joins, for then it is not known what else goes.
 */
export function removeFlag(
  code: CodeText,
  call: Call,
  flags: Argument,
  flag: string,
): Edit[] | Refusal {
  const variable = flagsVariable(code, call, flags);
  const edit =
    removeFrom(code, flags, flag) ??
    (variable && removeFrom(code, variable, flag)) ??
    removeFromMacro(code, argumentText(code, flags), flag);
  return edit ? [edit] : refuse(`${flag} is set where it can't be followed; take it out by hand`);
}

function removeFrom(code: CodeText, { first, last }: Argument, flag: string): Edit | null {
  const at = topLevel(code, first, last).find((i) => code.word(i) === flag);
  if (at === undefined) return null;
  const token = code.tokens[at];
  if (token === undefined) return null;
  const start = code.tokens[at - 1]?.end ?? 0;
  if (at > first && code.word(at - 1) === '|') {
    // Together with the `|` before it, and the white space before that.
    return { start: code.tokens[at - 2]?.end ?? start, end: token.end, text: '' };
  }
  if (at < last && code.word(at + 1) === '|' && at === first) {
    return { start: token.start, end: code.tokens[at + 2]?.start ?? token.end, text: '' };
  }
  return first === last ? { start: token.start, end: token.end, text: '0' } : null;
}

/** Where a macro of the file stands for the flags of this call alone. */
function removeFromMacro(code: CodeText, name: string, flag: string): Edit | null {
  const uses = code.tokens.filter(({ text }) => text === name);
  const definition = new RegExp(`^#\\s*define\\s+${name}\\s`);
  const macro = code.tokens.find(({ kind, text }) => kind === 'directive' && definition.test(text));
  if (!/^\w+$/.test(name) || macro === undefined || uses.length !== 1) return null;
  const match = new RegExp(`\\b${flag}\\s*\\|\\s*|\\s*\\|\\s*${flag}\\b`).exec(macro.text);
  if (match === null) return null;
  const start = macro.start + match.index;
  return { start, end: start + match[0].length, text: '' };
}

/** The tokens of a stretch that no parenthesis hides. */
function topLevel(code: CodeText, first: number, last: number): number[] {
  const found: number[] = [];
  for (let i = first; i <= last; i++) {
    found.push(i);
    const partner = code.partner[i] ?? -1;
    if (partner > i) i = partner;
  }
  return found;
}

/**
 * The value of a variable passed as flags: the right side of the one plain assignment before the
 * call, when the variable serves nothing but this call. Null when it is more than that.
 */
function flagsVariable(code: CodeText, call: Call, flags: Argument): Argument | null {
  const body = code.functionAt(call.name);
  const name = argumentText(code, flags);
  if (body === undefined || flags.first !== flags.last || !/^[a-z_]\w*$/.test(name)) return null;
  const assignments: Argument[] = [];
  for (let i = body.open; i < body.close; i++) {
    if (code.word(i) !== name || /^(->|\.)$/.test(code.word(i - 1))) continue;
    const next = code.word(i + 1);
    if (next === '=') assignments.push({ first: i + 2, last: valueEnd(code, i + 2) });
    // Another reader of the variable would see the change.
    else if (!/^(\|=|&=|;)$/.test(next) && i !== flags.first) return null;
  }
  const [only] = assignments;
  return assignments.length === 1 && only && only.last < call.name ? only : null;
}

/** The last token of an assigned value: before the `,` or `;` that ends it. */
function valueEnd(code: CodeText, first: number): number {
  let i = first;
  while (i < code.tokens.length && !/^[,;]$/.test(code.word(i))) {
    const partner = code.partner[i] ?? -1;
    i = partner > i ? partner + 1 : i + 1;
  }
  return i - 1;
}
