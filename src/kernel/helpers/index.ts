/**
 * What a call of a well-known kernel helper does to the pages it is given. Sites themselves are
 * not here: see ACQUIRE_FUNCTIONS.
 */
import { functionByName, type FunctionKind, releaseFunction } from '../functions';
import { inRange, type KernelRelease } from '../release';
import { ALLOCATION } from './allocation';
import { CONTAINERS } from './containers';
import { CONTROL } from './control';
import { LOCKS } from './locks';
import { NEUTRAL } from './neutral';
import { PAGES } from './pages';
import { SUBSYSTEMS } from './subsystems';
import { type Effect, type Helper } from './types';

export type { Effect, Helper, PageForm, Slot, Success } from './types';

export const HELPERS: readonly Helper[] = [
  ...ALLOCATION,
  ...PAGES,
  ...CONTAINERS,
  ...LOCKS,
  ...CONTROL,
  ...SUBSYSTEMS,
  ...NEUTRAL,
];

const byName = new Map<string, Helper[]>();
for (const helper of HELPERS) {
  byName.set(helper.name, [...(byName.get(helper.name) ?? []), helper]);
}

/**
 * The effects of calling the helper in that release, or undefined when it is not a known one and
 * its body has to be looked at. An empty list means: known, and it changes nothing about pages.
 * Functions that give GUP pages back are answered from their own table.
 */
export function effectsOf(name: string, r: KernelRelease): readonly Effect[] | undefined {
  const helper = byName.get(name)?.find((one) => inRange(r, one));
  if (helper !== undefined) {
    return helper.effects;
  }
  return releaseEffects(name) ?? (onlyAsks(name) ? [] : undefined);
}

const releaseCache = new Map<string, readonly Effect[]>();

function releaseEffects(name: string): readonly Effect[] | undefined {
  const known = releaseCache.get(name);
  const fn = releaseFunction(name);
  if (known !== undefined || fn === undefined) {
    return known;
  }
  const { argument, dirties } = fn.release;
  const effects: Effect[] = [{ does: 'releases', tracking: fn.tracking ?? 'owner', argument }];
  if (dirties !== undefined) {
    const when = dirties === 'always' ? {} : { when: dirties };
    effects.unshift({ does: 'dirties', param: argument.param, locks: true, ...when });
  }
  releaseCache.set(name, effects);
  return effects;
}

/** Queries and page flags: neither changes who holds a page. */
function onlyAsks(name: string): boolean {
  const fn = functionByName(name);
  const asks = fn !== undefined && ASKING.has(fn.kind) && fn.releaseWith === undefined;
  return asks || isPageFlagAccessor(name);
}

const ASKING: ReadonlySet<FunctionKind> = new Set(['query', 'fault-in', 'copy']);

/**
 * Accessors that include/linux/page-flags.h makes by macro, for example PageAnon() and
 * folio_test_large(). They read or change one flag and never a reference.
 * SetPageDirty() is one of them: it does not tell the mapping, so it is not how to dirty a page.
 */
export function isPageFlagAccessor(name: string): boolean {
  return (
    /^(?:(?:Test)?(?:Set|Clear)|__(?:Set|Clear))?Page[A-Z]\w*$/.test(name) ||
    /^(?:__)?folio_(?:test|set|clear|test_set|test_clear)_[a-z]\w*$/.test(name)
  );
}

/** Printing and checking: families of which no member keeps what it is given. */
const ONLY_LOOKS =
  /^(?:trace_|pr_|dev_(?:emerg|alert|crit|err|warn|notice|info|dbg)|netdev_|ibdev_|drm_(?:err|warn|info|dbg)|lockdep_|kasan_|kmsan_|__builtin_)\w*$/;

/**
 * Whether the call may be given pages, arrays of them or what holds them, and leaves them with
 * whoever held them before.
 */
export function borrows(name: string, r: KernelRelease): boolean {
  const effects = effectsOf(name, r);
  return effects === undefined
    ? ONLY_LOOKS.test(name)
    : effects.every(({ does }) => BORROWING.has(does));
}

const BORROWING: ReadonlySet<Effect['does']> = new Set([
  'aliases',
  'copies',
  'dirties',
  'touches',
  'maps-dma',
  'unmaps-dma',
  'locks',
  'unlocks',
  'tests',
  'tells-pinned',
  'asserts-not',
  'charges',
  'decodes-error',
  'encodes-error',
  'retrieves',
  'watches-mapping',
]);
