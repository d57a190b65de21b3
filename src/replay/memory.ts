/** The kinds of memory a replay can lay under a site's pages, each as steps of a scenario. */
import type { ScenarioStep } from './scenarioText';

/** The region that holds the user's buffer, the process that owns it, and that of the remote kind. */
export const BUFFER = 'buf';
export const CURRENT = 'p0';
export const OTHER = 'p1';

export const MEMORY_KINDS = [
  'unpopulated',
  'anon',
  'zero-page',
  'shared-after-fork',
  'thp',
  'hugetlb',
  'shmem',
  'file',
  'dax',
  'cma',
  'remote',
] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

export function isMemoryKind(text: string): text is MemoryKind {
  return MEMORY_KINDS.some((kind) => kind === text);
}

export interface Memory {
  readonly title: string;
  /** One sentence for the tooltip and the text twin. */
  readonly text: string;
  readonly boot: 'default' | 'movable' | 'cma';
  /** The mapping is a multiple of this many pages: 512 for 2 MiB folios. */
  readonly granule: number;
  /** The process whose memory it is. */
  readonly owner: string;
  /** Maps `pages` pages as BUFFER. */
  setUp(pages: number): readonly ScenarioStep[];
}

const HUGE = 512;

const mapAnon = (pages: number): ScenarioStep => ({
  op: 'mmap',
  region: BUFFER,
  kind: 'anon',
  pages,
});
const mapAnonPopulated = (pages: number): ScenarioStep => ({ ...mapAnon(pages), populate: true });
const write: ScenarioStep = { op: 'touch', region: BUFFER, page: 0, mode: 'w' };

const plain = { boot: 'default', granule: 1, owner: CURRENT } as const;

export const MEMORY: Readonly<Record<MemoryKind, Memory>> = {
  unpopulated: {
    ...plain,
    title: 'unpopulated',
    text: 'Private anonymous memory that nobody has touched: the acquire has to fault it in.',
    setUp: (pages) => [mapAnon(pages)],
  },
  anon: {
    ...plain,
    title: 'anonymous',
    text: 'Private anonymous pages, written by the process and exclusive to it.',
    setUp: (pages) => [mapAnonPopulated(pages)],
  },
  'zero-page': {
    ...plain,
    title: 'zero page',
    text: 'Private anonymous memory that was only read: every entry maps ZERO_PAGE.',
    setUp: (pages) => [
      { ...mapAnonPopulated(pages), prot: 'r' },
      { op: 'mprotect', region: BUFFER, prot: 'rw' },
    ],
  },
  'shared-after-fork': {
    ...plain,
    title: 'shared after fork',
    text: 'Anonymous pages that a child still shares copy-on-write after fork().',
    setUp: (pages) => [mapAnonPopulated(pages), { op: 'fork', child: OTHER }],
  },
  thp: {
    ...plain,
    granule: HUGE,
    title: 'THP',
    text: 'A transparent huge page: one anonymous folio of 2 MiB, mapped by a PMD.',
    setUp: (pages) => [
      mapAnon(pages),
      { op: 'madvise', region: BUFFER, advice: 'HUGEPAGE' },
      ...hugeStarts(pages).map((page) => ({ ...write, page })),
    ],
  },
  hugetlb: {
    ...plain,
    granule: HUGE,
    title: 'hugetlb',
    text: 'A 2 MiB hugetlb page.',
    setUp: (pages) => [
      { op: 'mmap', region: BUFFER, kind: 'hugetlb', pages },
      ...hugeStarts(pages).map((page) => ({ ...write, page })),
    ],
  },
  shmem: {
    ...plain,
    title: 'page cache (shmem)',
    text: 'A shared mapping of a memfd: pages of the shmem page cache.',
    setUp: (pages) => [
      { op: 'mmap', region: BUFFER, kind: 'memfd', share: 'shared', pages, populate: true },
    ],
  },
  file: {
    ...plain,
    title: 'page cache (file)',
    text: 'A shared mapping of a file on a disk file system: page cache with writeback.',
    setUp: (pages) => [
      { op: 'mmap', region: BUFFER, kind: 'ext2', share: 'shared', pages, populate: true },
    ],
  },
  dax: {
    ...plain,
    title: 'DAX file',
    text: 'A shared mapping of a file on persistent memory: the file system’s own blocks.',
    setUp: (pages) => [{ op: 'mmap', region: BUFFER, kind: 'fsdax', share: 'shared', pages }],
  },
  cma: {
    ...plain,
    boot: 'cma',
    title: 'CMA',
    text: 'Anonymous pages that lie in a CMA area: FOLL_LONGTERM has to move them first.',
    setUp: (pages) => [mapAnonPopulated(pages)],
  },
  remote: {
    ...plain,
    owner: OTHER,
    title: 'remote process',
    text: 'The memory of another process: the *_remote() functions reach it by its mm.',
    setUp: (pages) => [
      { op: 'fork', child: OTHER },
      { ...mapAnonPopulated(pages), proc: OTHER },
    ],
  },
};

function hugeStarts(pages: number): number[] {
  return Array.from({ length: Math.ceil(pages / HUGE) }, (_, i) => i * HUGE);
}
