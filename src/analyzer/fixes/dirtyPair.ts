import type { CodeText } from '../tokens/codeText';
import { argumentText, type Call, callAt, isStatement } from './call';
import type { Edit } from './edit';
import { callStatement } from './layout';
import { governor, lineBreak } from './statementText';

const DIRTY = 'set_page_dirty_lock';
const RELEASE = 'put_page';
const BOTH = 'unpin_user_pages_dirty_lock';

/** An expression of which `&` makes a `struct page **`: a variable, a field, an element. */
const LVALUE = /^[A-Za-z_]\w*(?:(?:->|\.)\w+|\[(?:(?!\+\+|--)[^[\]()=])*\])*$/;

/**
 * `set_page_dirty_lock(p); put_page(p);`, the first perhaps under an `if`, as the one call that does
 * both for a pin. Null when the put is not one of such a pair, or when words stand between the two.
 */
export function mergeDirtyPair(code: CodeText, put: Call): Edit | null {
  const page = argumentText(code, put.args[0]);
  if (code.word(put.name) !== RELEASE || !LVALUE.test(page) || !isStatement(code, put)) return null;
  const dirty = callBefore(code, put.name - 1);
  if (dirty === null || argumentText(code, dirty.args[0]) !== page) return null;
  const guard = guardOf(code, dirty);
  if (guard === null) return null;
  const start = code.tokens[guard.first]?.start ?? 0;
  const end = code.tokens[put.close + 1]?.end ?? 0;
  const indent = code.lines.indentOf(code.lines.lineOf(start));
  const text = callStatement(BOTH, [`&${page}`, '1', guard.condition], indent, lineBreak(code));
  // Only what splitting would write again; a comment or an empty line in between is kept that way.
  const restored = splitText(page, guard.condition, indent, lineBreak(code));
  return code.text.slice(start, end) === restored ? { start, end, text } : null;
}

/** `unpin_user_pages_dirty_lock(&p, 1, c);` as the two calls that do the same for a get. */
export function splitDirtyPair(code: CodeText, call: Call): Edit | null {
  const [pages = '', count, condition = ''] = call.args.map((arg) => argumentText(code, arg));
  const page = pages.slice(1);
  if (code.word(call.name) !== BOTH || count !== '1' || condition === 'false') return null;
  if (!pages.startsWith('&') || !LVALUE.test(page) || !isStatement(code, call)) return null;
  const start = code.tokens[call.name]?.start ?? 0;
  const indent = code.lines.indentOf(code.lines.lineOf(start));
  const text = splitText(page, condition, indent, lineBreak(code));
  return { start, end: code.tokens[call.close + 1]?.end ?? 0, text };
}

function splitText(page: string, condition: string, indent: string, eol: string): string {
  const dirty =
    condition === 'true'
      ? `${DIRTY}(${page});`
      : `if (${condition})${eol}${indent}\t${DIRTY}(${page});`;
  return `${dirty}${eol}${indent}${RELEASE}(${page});`;
}

/** The dirtying call whose semicolon is the token. */
function callBefore(code: CodeText, semicolon: number): Call | null {
  const open = code.partner[semicolon - 1] ?? -1;
  const call = code.word(semicolon) === ';' && open > 0 ? callAt(code, open - 1) : null;
  return call !== null && code.word(call.name) === DIRTY ? call : null;
}

/** Under which condition the pages are dirtied, and the first token of the statement. */
function guardOf(code: CodeText, dirty: Call): { first: number; condition: string } | null {
  const close = governor(code, dirty.name);
  if (close < 0) return isStatement(code, dirty) ? { first: dirty.name, condition: 'true' } : null;
  const first = (code.partner[close] ?? 0) - 1;
  // `else if`, and loops, are no guard of this one statement alone.
  if (code.word(first) !== 'if' || !/^[;{}]$/.test(code.word(first - 1))) return null;
  const header = callAt(code, first);
  // A comma in the condition would make two arguments of it.
  return header?.args.length === 1
    ? { first, condition: argumentText(code, header.args[0]) }
    : null;
}
