import { dirtyingAround, fileMarksDirty, fileMarksDirtyLocked } from '../flow/dirtying';
import type { CallPosition, ReleaseCall } from '../flow/releases';
import type { PathEnd } from '../flow/rootResult';
import { effectsOf } from '../../kernel';
import { outermost, successes } from './evidence';
import type { SiteFacts } from './rule';

/** A call that gives pages back, or marks them dirty, and its name. */
export type Given = CallPosition & { readonly name: string };

export const given = ({ fn, source, node, caller }: ReleaseCall): Given => ({
  name: fn.name,
  source,
  node,
  caller,
});

/** The releases after which a page must be dirty; none when that is decided somewhere else. */
export function releasesToJudge(facts: SiteFacts): readonly Given[] {
  const kept = isKept(facts);
  const followed = ownReleases(facts, [
    ...successes(facts)
      .filter((end) => !kept || isShown(end))
      .flatMap(({ hold }) => hold.released.map(({ by }) => by)),
    ...(facts.flow?.later ?? []).map((one) => one.call),
  ]);
  if (followed.some(isContainer)) return [];
  return followed.length > 0 ? followed.map(given) : pairedElsewhere(facts);
}

/** Whether paths end with the pages in the hands of somebody who will give them back. */
function isKept(facts: SiteFacts): boolean {
  // What the site's function leaves to its callers is theirs to give back.
  return outermost(facts, facts.flow?.ends ?? []).some(
    ({ hold, keepers }) => hold.held.length > 0 && keepers.length > 0,
  );
}

/**
 * Where other paths keep the pages to use them, those that give them back unshown to anybody had no
 * need for them after all: nobody wrote to them.
 */
function isShown({ hold }: PathEnd): boolean {
  return hold.uses.length > 0 || hold.handovers.length > 0 || hold.storedIn.length > 0;
}

/** Without those that are for pages of another origin in the same member, where there are others. */
function ownReleases({ call }: SiteFacts, all: readonly ReleaseCall[]): readonly ReleaseCall[] {
  const own = all.filter(({ fn }) => fn.tracking === null || fn.tracking === call.site.tracking);
  return own.length > 0 ? own : all;
}

/**
 * Releases in other functions that are known by the names of what they are given. Of a wrapper, the
 * release inside tells.
 */
function pairedElsewhere({ flow, paired, release }: SiteFacts): Given[] {
  const elsewhere = paired.flatMap(({ release: { api, on }, call }) => {
    const kinds = (effectsOf(api, release) ?? []).flatMap((effect) =>
      effect.does === 'releases' ? [effect.argument.kind] : [],
    );
    return on.includes('teardown') ? [{ kinds, given: { ...call, name: api } }] : [];
  });
  // A number that stands for the page went to the caller: who else uses it is not known.
  const isNumber =
    flow?.ownership === 'out-param' && elsewhere.some(({ kinds }) => kinds.length === 0);
  if (isNumber || elsewhere.some(({ kinds }) => kinds.some(isContainerKind))) return [];
  return elsewhere.filter(({ kinds }) => kinds.length > 0).map((one) => one.given);
}

/** What a bio or a list marks dirty is decided where it is given back. */
export function isContainer({ fn }: ReleaseCall): boolean {
  return isContainerKind(fn.fact.argument.kind);
}

const isContainerKind = (kind: string) => kind === 'container' || kind === 'list';

/** How the pages of a site are marked dirty, if they are; `at` is the call without the page lock. */
export type SiteDirtying =
  | { readonly kind: 'marks' | 'flag-only' | 'none' }
  | { readonly kind: 'unlocked'; readonly at: Given };

export function dirtyingOf(facts: SiteFacts, releases: readonly Given[]): SiteDirtying {
  const { call, flow, release } = facts;
  const around = releases.map((one) => ({
    one,
    found: dirtyingAround(one.source, one.node, release),
  }));
  const marked =
    around.some(({ found }) => found.kind === 'marks') ||
    (flow?.ends.some(({ hold }) => hold.dirtied) ?? false) ||
    (flow?.later.some((one) => one.dirty) ?? false);
  if (marked) return { kind: 'marks' };
  const elsewhere = flow?.ownership !== 'local' || isKept(facts);
  const unlocked = around.find(({ found }) => found.kind === 'unlocked');
  if (unlocked !== undefined && unlocked.found.node !== null) {
    const { one } = unlocked;
    if (elsewhere && fileMarksDirtyLocked(call.file.text)) return { kind: 'marks' };
    const name = one.source.of(unlocked.found.node.childByField('function') ?? unlocked.found.node);
    return { kind: 'unlocked', at: { ...one, node: unlocked.found.node, name } };
  }
  // Another function marks them, it seems, with the page lock or without.
  if (flow?.ends.some(({ hold }) => hold.dirtiedUnlocked) === true) return { kind: 'marks' };
  // Who gives the pages of an object back is found by name; another release may mark them.
  if (elsewhere && fileMarksDirty(call.file.text)) return { kind: 'marks' };
  return { kind: around.some(({ found }) => found.kind === 'flag-only') ? 'flag-only' : 'none' };
}
