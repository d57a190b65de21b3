/** Which memory a scenario runs on; see FORMAT.md of the oracle, "boot". */
export type Boot = 'default' | 'movable' | 'cma';

/** A run of frames with one zone and migrate type, and its free lists. */
export interface Area {
  readonly name: 'normal' | 'movable' | 'cma';
  readonly start: number;
  readonly end: number;
  /** Frames from here to `end` were never handed out; they enter the free lists only once used. */
  wilderness: number;
  /** First free block of each order, 0 for none. */
  readonly free: number[];
}

/** Largest order of the buddy free lists (MAX_PAGE_ORDER on x86-64). */
export const MAX_ORDER = 10;

const area = (name: Area['name'], start: number, end: number): Area => ({
  name,
  start,
  end,
  wilderness: start,
  free: new Array<number>(MAX_ORDER + 1).fill(0),
});

/** Frames below this are the kernel's own: the zero page and what else exists from boot. */
export const FIRST_FREE = 512;

/** Splits memory as the oracle's three boots do: half movable, or 640 of 1024 parts CMA. */
export function layOut(boot: Boot, frames: number): Area[] {
  if (boot === 'movable') {
    const half = frames >> 1;
    return [area('normal', FIRST_FREE, half), area('movable', half, frames)];
  }
  if (boot === 'cma') {
    const normal = Math.floor((frames * 3) / 8 / 1024) * 1024;
    return [area('normal', FIRST_FREE, normal), area('cma', normal, frames)];
  }
  return [area('normal', FIRST_FREE, frames)];
}
