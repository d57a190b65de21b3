/** FOLL_* flags. Their values differ between releases; the simulator has its own and works by name. */
export const FOLL_WRITE = 1 << 0;
export const FOLL_TOUCH = 1 << 1;
export const FOLL_GET = 1 << 2;
export const FOLL_DUMP = 1 << 3;
export const FOLL_FORCE = 1 << 4;
export const FOLL_NOWAIT = 1 << 5;
export const FOLL_NOFAULT = 1 << 6;
export const FOLL_HWPOISON = 1 << 7;
export const FOLL_NUMA = 1 << 8;
export const FOLL_MIGRATION = 1 << 9;
export const FOLL_TRIED = 1 << 10;
export const FOLL_REMOTE = 1 << 11;
export const FOLL_COW = 1 << 12;
export const FOLL_ANON = 1 << 13;
export const FOLL_LONGTERM = 1 << 14;
export const FOLL_SPLIT_PMD = 1 << 15;
export const FOLL_PIN = 1 << 16;
export const FOLL_FAST_ONLY = 1 << 17;
export const FOLL_PCI_P2PDMA = 1 << 18;
export const FOLL_INTERRUPTIBLE = 1 << 19;
export const FOLL_HONOR_NUMA_FAULT = 1 << 20;
export const FOLL_UNLOCKABLE = 1 << 21;
export const FOLL_MADV_POPULATE = 1 << 22;
export const FOLL_POPULATE = 1 << 23;
export const FOLL_SPLIT = 1 << 24;
export const FOLL_MLOCK = 1 << 25;

export const FOLL_FLAGS = {
  WRITE: FOLL_WRITE,
  TOUCH: FOLL_TOUCH,
  GET: FOLL_GET,
  DUMP: FOLL_DUMP,
  FORCE: FOLL_FORCE,
  NOWAIT: FOLL_NOWAIT,
  NOFAULT: FOLL_NOFAULT,
  HWPOISON: FOLL_HWPOISON,
  NUMA: FOLL_NUMA,
  MIGRATION: FOLL_MIGRATION,
  TRIED: FOLL_TRIED,
  REMOTE: FOLL_REMOTE,
  COW: FOLL_COW,
  ANON: FOLL_ANON,
  LONGTERM: FOLL_LONGTERM,
  SPLIT_PMD: FOLL_SPLIT_PMD,
  PIN: FOLL_PIN,
  FAST_ONLY: FOLL_FAST_ONLY,
  PCI_P2PDMA: FOLL_PCI_P2PDMA,
  INTERRUPTIBLE: FOLL_INTERRUPTIBLE,
  HONOR_NUMA_FAULT: FOLL_HONOR_NUMA_FAULT,
  UNLOCKABLE: FOLL_UNLOCKABLE,
  MADV_POPULATE: FOLL_MADV_POPULATE,
  POPULATE: FOLL_POPULATE,
  SPLIT: FOLL_SPLIT,
  MLOCK: FOLL_MLOCK,
} as const;
export type FollName = keyof typeof FOLL_FLAGS;

/** Is every bit of `flags` in `set`? */
export const has = (flags: number, bit: number): boolean => (flags & bit) !== 0;
