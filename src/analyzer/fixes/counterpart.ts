import { functionByName, type KernelRelease, formatRelease, mayExist } from '../../kernel';
import type { Tracking } from '../records';
import type { CodeText } from '../tokens/codeText';
import { argumentText, type Call } from './call';
import { type Refusal, refuse } from './edit';

/** A release call in other words: another name, and the arguments where they change. */
export interface Counterpart {
  readonly name: string;
  /** Missing when they stay as they are. */
  readonly args?: readonly string[];
}

/**
 * How a release is said for the other tracking. Those where it is more than another name say what
 * becomes of the arguments, or null when it can't be said.
 */
type Rule = readonly [name: string, args?: (args: readonly string[]) => readonly string[] | null];

const lastIs = (wanted: string) => (args: readonly string[]) =>
  args.at(-1) === wanted ? args.slice(0, -1) : null;

const TO_PIN: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['put_page', [['unpin_user_page']]],
  ['put_user_page', [['unpin_user_page']]],
  ['put_user_pages', [['unpin_user_pages']]],
  ['release_pages', [['unpin_user_pages']]],
  ['folio_put', [['unpin_user_folio', (args) => [...args, '1']]]],
  ['folio_put_refs', [['unpin_user_folio']]],
]);

const TO_GET: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['unpin_user_page', [['put_page']]],
  ['unpin_user_pages', [['release_pages']]],
  ['unpin_user_pages_dirty_lock', [['release_pages', lastIs('false')]]],
  ['unpin_user_folio', [['folio_put', lastIs('1')], ['folio_put_refs']]],
]);

/** Whether the function gives pages of that tracking back, as its facts in `kernel/` say. */
export function releasesTracking(name: string, tracking: Tracking): boolean {
  return functionByName(name)?.tracking === tracking;
}

/**
 * What a release call becomes when the pages it is given are tracked the other way.
 *
 * @returns why there is no such call in the release of the kernel, when there is none.
 */
export function counterpart(
  code: CodeText,
  call: Call,
  to: Tracking,
  release: KernelRelease,
): Counterpart | Refusal {
  const from = code.word(call.name);
  const kind = to === 'pin' ? 'pinned pages' : 'pages taken by get_user_pages*()';
  const rules = (to === 'pin' ? TO_PIN : TO_GET).get(from) ?? [];
  const args = call.args.map((arg) => argumentText(code, arg));
  for (const [name, change] of rules) {
    const changed = change === undefined ? undefined : change(args);
    if (changed === null) continue;
    const fact = functionByName(name);
    if (fact === undefined || !mayExist(fact, release)) {
      return refuse(
        `${from}() becomes ${name}() for ${kind}, which ${formatRelease(release)} does not have`,
      );
    }
    return changed === undefined ? { name } : { name, args: changed };
  }
  return refuse(`${from}(${args.join(', ')}) has no counterpart for ${kind}`);
}
