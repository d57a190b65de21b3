import type { KernelRelease } from '../../kernel';
import type { Release, Tracking } from '../records';
import type { CodeText } from '../tokens/codeText';
import { argumentText, type Call, callsOf, callsOnLine } from './call';
import { type Counterpart, counterpart } from './counterpart';
import { mergeDirtyPair, splitDirtyPair } from './dirtyPair';
import { type Edit, isRefusal, type Refusal, refuse } from './edit';
import { renameCall } from './rename';

/** The call of a release in its file, or why it is not there. */
export function releaseCall(code: CodeText, { api, line }: Release): Call | Refusal {
  const calls = callsOnLine(code, api, line);
  const [call] = calls;
  if (call === undefined) return refuse(`line ${String(line)} has no call of ${api}()`);
  if (calls.length > 1) return refuse(`line ${String(line)} has several calls of ${api}()`);
  return call;
}

/** A release call said for the other tracking. */
export function convertRelease(
  code: CodeText,
  call: Call,
  to: Tracking,
  release: KernelRelease,
): readonly Edit[] | Refusal {
  const pair = to === 'pin' ? mergeDirtyPair(code, call) : splitDirtyPair(code, call);
  if (pair) return [pair];
  const other = counterpart(code, call, to, release);
  if (isRefusal(other)) return other;
  return [...renameCall(code, call, other.name), ...changeLastArgument(code, call, other)];
}

/** Counterparts have the same first arguments; at most one is added or dropped at the end. */
function changeLastArgument(code: CodeText, call: Call, { args }: Counterpart): Edit[] {
  const last = call.args.at(-1);
  if (args === undefined || last === undefined) return [];
  const end = code.tokens[last.last]?.end ?? 0;
  if (args.length > call.args.length) {
    return [{ start: end, end, text: `, ${args.at(-1) ?? ''}` }];
  }
  const kept = call.args[args.length - 1];
  const start = kept ? (code.tokens[kept.last]?.end ?? end) : end;
  return [{ start, end, text: '' }];
}

/** Calls that take a plain reference by themselves: what they took must not be unpinned. */
const OTHER_REFERENCES: ReadonlySet<string> = new Set([
  ...['get_page', 'try_get_page', 'folio_get', 'folio_try_get', 'get_page_unless_zero'],
  ...['alloc_page', 'alloc_pages', 'alloc_pages_node', 'find_get_page', 'find_lock_page'],
  ...['grab_cache_page', 'read_mapping_page', 'shmem_read_mapping_page', 'dev_alloc_page'],
]);

/**
 * Whether the pages of a plain release may also come from elsewhere: from a call in the same function
 * that takes a reference on the same expression, or assigns to it.
 */
export function otherReference(code: CodeText, call: Call): Refusal | null {
  const body = code.functionAt(call.name);
  if (body === undefined) return null;
  const released = withoutIndex(argumentText(code, call.args[0]));
  for (const other of callsOf(code, OTHER_REFERENCES, body.open, body.close)) {
    const statement = code.statementAt(other.name);
    const assigned = code.word(other.name - 1) === '=';
    const to = assigned ? code.between(statement.first, other.name - 2) : '';
    const taken = assigned ? to : argumentText(code, other.args[0]);
    if (withoutIndex(taken) === released) {
      const by = `${code.word(other.name)}() in line ${String(code.lineOf(other.name))}`;
      return refuse(`${code.word(call.name)}() may also give back what ${by} took`);
    }
  }
  return null;
}

/** `&obj->pages[i]` and `obj->pages` are the same thing here; a declaration's type is dropped. */
function withoutIndex(expression: string): string {
  const plain = expression.replace(/\[[^\]]*\]/g, '').replace(/^&/, '');
  return plain.replace(/^.*[\s*](?=\w+$)/s, '').trim();
}
