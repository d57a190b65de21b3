import type { Machine } from '../machine';
import { PG_ALLOCATED, PG_BUDDY, PG_RESERVED } from './pageFlags';
import { MAX_ORDER } from './zones';
import type { Area } from './zones';

/** What an allocation may be made from (the part of gfp_t that matters here). */
export interface Gfp {
  /** __GFP_MOVABLE: ZONE_MOVABLE and CMA may serve it. */
  readonly movable: boolean;
  /** __GFP_ZERO. */
  readonly zero?: boolean;
}

export const GFP_KERNEL: Gfp = { movable: false, zero: true };
export const GFP_HIGHUSER_MOVABLE: Gfp = { movable: true };
/** The same with __GFP_ZERO. */
export const GFP_ZEROED_MOVABLE: Gfp = { movable: true, zero: true };

/* A free block keeps its list neighbours in two columns that have no other use then. */
const nextOf = (m: Machine, block: number): number => m.frames.private[block];
const previousOf = (m: Machine, block: number): number => m.frames.index[block];

function unlink(m: Machine, area: Area, order: number, block: number): void {
  const { frames } = m;
  const next = nextOf(m, block);
  const previous = previousOf(m, block);
  if (previous === 0) area.free[order] = next;
  else frames.setPrivate(previous, next);
  if (next !== 0) {
    frames.index[next] = previous;
    frames.touch(next);
  }
  frames.flags[block] = 0;
  frames.order[block] = 0;
  frames.private[block] = 0;
  frames.index[block] = 0;
  frames.touch(block);
}

function insert(m: Machine, area: Area, order: number, block: number): void {
  const { frames } = m;
  const next = area.free[order];
  frames.flags[block] = PG_BUDDY;
  frames.order[block] = order;
  frames.private[block] = next;
  frames.index[block] = 0;
  frames.touch(block);
  if (next !== 0) {
    frames.index[next] = block;
    frames.touch(next);
  }
  area.free[order] = block;
}

/** Takes never used frames; what alignment skips goes to the free lists. */
function fromWilderness(m: Machine, area: Area, order: number): number {
  const size = 2 ** order;
  const start = Math.ceil(area.wilderness / size) * size;
  if (start + size > area.end) return 0;
  m.frames.reach(start + size);
  while (area.wilderness < start) {
    let o = 0;
    while (
      o < MAX_ORDER &&
      area.wilderness % 2 ** (o + 1) === 0 &&
      area.wilderness + 2 ** (o + 1) <= start
    )
      o++;
    insert(m, area, o, area.wilderness);
    area.wilderness += 2 ** o;
  }
  area.wilderness = start + size;
  return start;
}

function fromArea(m: Machine, area: Area, order: number): number {
  let o = order;
  let block = 0;
  for (; o <= MAX_ORDER && block === 0; o++) block = area.free[o];
  if (block !== 0) {
    o--;
    unlink(m, area, o, block);
  } else {
    o = Math.max(order, MAX_ORDER);
    block = fromWilderness(m, area, o);
    if (block === 0) {
      o = order;
      block = fromWilderness(m, area, order);
    }
  }
  if (block === 0) return 0;
  while (o > order) {
    o--;
    insert(m, area, o, block + 2 ** o);
  }
  return block;
}

/**
 * __alloc_pages(): a folio of the given order with one reference, or 0 when memory is out.
 * Inside memalloc_pin_save() movable requests are served from memory that may be pinned for long.
 */
export function allocFolio(m: Machine, order: number, gfp: Gfp): number {
  const { frames } = m;
  const { areas } = m.world;
  const pinScope = m.world.memallocPin > 0;
  // Movable requests prefer CMA and ZONE_MOVABLE, which lie above; the others may not have them.
  for (let a = gfp.movable ? areas.length - 1 : 0; a >= 0; a--) {
    if (pinScope && m.profile.pinScopeAvoids.has(areas[a].name)) continue;
    const pfn = fromArea(m, areas[a], order);
    if (pfn === 0) continue;
    const size = 2 ** order;
    const generation = ++m.world.generation;
    for (let i = pfn; i < pfn + size; i++) {
      frames.refcount[i] = 0;
      frames.flags[i] = PG_ALLOCATED;
      frames.head[i] = order === 0 ? 0 : pfn;
      frames.order[i] = 0;
      frames.mapping[i] = 0;
      frames.private[i] = 0;
      frames.generation[i] = generation;
      if (gfp.zero === true) {
        frames.byte0[i] = 0;
        frames.fill[i] = 0;
      }
      frames.touch(i);
    }
    frames.order[pfn] = order;
    frames.refcount[pfn] = 1;
    return pfn;
  }
  return 0;
}

function areaOf(m: Machine, pfn: number): Area {
  const area = m.world.areas.find((a) => pfn >= a.start && pfn < a.end);
  if (area === undefined) throw new Error(`frame ${String(pfn)} is in no zone`);
  return area;
}

export const inZoneMovable = (m: Machine, pfn: number): boolean =>
  m.world.areas.some((a) => a.name === 'movable' && pfn >= a.start && pfn < a.end);
export const inCma = (m: Machine, pfn: number): boolean =>
  m.world.areas.some((a) => a.name === 'cma' && pfn >= a.start && pfn < a.end);

/**
 * free_unref_page() and its kin: gives `2^order` frames back and merges buddies. A page that is still mapped is a
 * "bad page" to the kernel: it says so and never hands the page out again.
 */
export function freeFrames(m: Machine, pfn: number, order: number): void {
  const { frames } = m;
  const size = 2 ** order;
  for (let i = pfn; i < pfn + size; i++) {
    if (!frames.test(i, PG_ALLOCATED)) throw new Error(`frame ${String(i)} is freed twice`);
    if (frames.test(i, PG_RESERVED)) throw new Error(`reserved frame ${String(i)} is freed`);
    if (frames.mapcount[i] !== 0 || (i === pfn && frames.entire[i] !== 0)) {
      m.warn('mm/page_alloc.c', 'bad_page', `page ${String(i)} is freed while it is mapped`);
      return;
    }
  }
  for (let i = pfn; i < pfn + size; i++) {
    frames.flags[i] = 0;
    frames.head[i] = 0;
    frames.order[i] = 0;
    frames.mapping[i] = 0;
    frames.index[i] = 0;
    frames.private[i] = 0;
    frames.refcount[i] = 0;
    frames.pincount[i] = 0;
    frames.touch(i);
  }
  const area = areaOf(m, pfn);
  let block = pfn;
  let o = order;
  while (o < MAX_ORDER) {
    const buddy = (block / 2 ** o) % 2 === 0 ? block + 2 ** o : block - 2 ** o;
    if (buddy < area.start || buddy + 2 ** o > area.wilderness) break;
    if (!frames.test(buddy, PG_BUDDY) || frames.order[buddy] !== o) break;
    unlink(m, area, o, buddy);
    block = Math.min(block, buddy);
    o++;
  }
  const piece = Math.min(o, MAX_ORDER);
  for (let rest = block; rest < block + 2 ** o; rest += 2 ** piece) insert(m, area, piece, rest);
}
