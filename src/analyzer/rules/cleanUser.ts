import type { PathEnd } from '../flow/rootResult';
import { type Given, given, isContainer } from './dirtyEvidence';
import type { SiteFacts } from './rule';

/** A function that takes pages for writing and never marks them dirty, though others do. */
export interface CleanUser {
  readonly root: string;
  /** The last release on a path of it. */
  readonly release: Given;
  /** Another user of the same site, which marks its pages; null when there is none. */
  readonly marking: string | null;
  /** The CPU certainly writes to the pages. */
  readonly sure: boolean;
}

/**
 * Of several functions that take pages through one site, for writing, and give them back before they
 * are done: one that never marks them dirty.
 */
export function cleanUser({ flow, call }: SiteFacts): CleanUser | null {
  const users = new Map<string, PathEnd[]>();
  for (const end of flow?.ends ?? []) {
    if (!isWholeUse(end)) continue;
    const root = end.state.rootName;
    users.set(root, [...(users.get(root) ?? []), end]);
  }
  const marks = (ends: readonly PathEnd[]) =>
    ends.some(({ hold }) => hold.dirtied || hold.dirtiedUnlocked);
  const [marking] = [...users].find(([, ends]) => marks(ends)) ?? [];
  for (const [root, ends] of users) {
    if (marks(ends)) continue;
    const sure = ends.some(({ hold }) => hold.uses.some(({ kind }) => kind === 'cpu-write'));
    // Where the flags are not known on the path, those of the call are.
    const asks = ends.some(({ hold }) => hold.forWriting ?? call.flags.must.has('FOLL_WRITE'));
    if (!asks || (marking === undefined && !sure)) continue;
    const release = ends.flatMap(({ hold }) => hold.released).at(-1);
    if (release === undefined) continue;
    return { root, release: given(release.by), marking: marking ?? null, sure };
  }
  return null;
}

/** A path on which all went well, from the acquire to a release of everything. */
function isWholeUse({ exit, hold, state }: PathEnd): boolean {
  return (
    exit !== 'error' &&
    hold.outcome !== 'short' &&
    hold.held.length === 0 &&
    hold.released.length > 0 &&
    !hold.isInherited &&
    !state.approximate &&
    hold.forWriting !== false &&
    !hold.released.some(({ by }) => isContainer(by))
  );
}
