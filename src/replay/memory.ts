/** The kinds of memory a replay can lay under a site's pages, each as steps of a scenario. */
import type { ScenarioStep } from './scenarioText';

/** The process that runs the site's code, and the other one of the kinds that have two. */
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
  /** Maps `pages` pages as `region`. */
  map(region: string, pages: number): readonly ScenarioStep[];
  /** What comes before and after all regions are mapped. */
  readonly first: readonly ScenarioStep[];
  readonly last: readonly ScenarioStep[];
}

const HUGE = 512;

const anon = (region: string, pages: number): ScenarioStep => ({
  op: 'mmap',
  region,
  kind: 'anon',
  pages,
});
const populated = (region: string, pages: number): ScenarioStep => ({
  ...anon(region, pages),
  populate: true,
});
const shared = (region: string, pages: number, kind: string): ScenarioStep => ({
  ...populated(region, pages),
  kind,
  share: 'shared',
});

/** One write to each 2 MiB of the region. */
function writes(region: string, pages: number): ScenarioStep[] {
  const heads = Array.from({ length: Math.ceil(pages / HUGE) }, (_, i) => i * HUGE);
  return heads.map((page) => ({ op: 'touch', region, page, mode: 'w' }));
}

const plain = {
  boot: 'default',
  granule: 1,
  owner: CURRENT,
  first: [],
  last: [],
} as const;

export const MEMORY: Readonly<Record<MemoryKind, Memory>> = {
  unpopulated: {
    ...plain,
    title: 'unpopulated',
    text: 'Private anonymous memory that nobody has touched: the acquire has to fault it in.',
    map: (region, pages) => [anon(region, pages)],
  },
  anon: {
    ...plain,
    title: 'anonymous',
    text: 'Private anonymous pages, written by the process and exclusive to it.',
    map: (region, pages) => [populated(region, pages)],
  },
  'zero-page': {
    ...plain,
    title: 'zero page',
    text: 'Private anonymous memory that was only read: every entry maps ZERO_PAGE.',
    map: (region, pages) => [
      { ...populated(region, pages), prot: 'r' },
      { op: 'mprotect', region, prot: 'rw' },
    ],
  },
  'shared-after-fork': {
    ...plain,
    title: 'shared after fork',
    text: 'Anonymous pages that a child still shares copy-on-write after fork().',
    map: (region, pages) => [populated(region, pages)],
    last: [{ op: 'fork', child: OTHER }],
  },
  thp: {
    ...plain,
    granule: HUGE,
    title: 'THP',
    text: 'A transparent huge page: one anonymous folio of 2 MiB, mapped by a PMD.',
    map: (region, pages) => [
      anon(region, pages),
      { op: 'madvise', region, advice: 'HUGEPAGE' },
      ...writes(region, pages),
    ],
  },
  hugetlb: {
    ...plain,
    granule: HUGE,
    title: 'hugetlb',
    text: 'A 2 MiB hugetlb page.',
    map: (region, pages) => [{ ...anon(region, pages), kind: 'hugetlb' }, ...writes(region, pages)],
  },
  shmem: {
    ...plain,
    title: 'page cache (shmem)',
    text: 'A shared mapping of a memfd: pages of the shmem page cache.',
    map: (region, pages) => [{ ...shared(region, pages, 'memfd'), file: region }],
  },
  file: {
    ...plain,
    title: 'page cache (file)',
    text: 'A shared mapping of a file on a disk file system: page cache with writeback.',
    map: (region, pages) => [{ ...shared(region, pages, 'ext2'), file: region }],
  },
  dax: {
    ...plain,
    title: 'DAX file',
    text: 'A shared mapping of a file on persistent memory: the file system’s own blocks.',
    map: (region, pages) => [{ ...shared(region, pages, 'fsdax'), file: region }],
  },
  cma: {
    ...plain,
    boot: 'cma',
    title: 'CMA',
    text: 'Anonymous pages that lie in a CMA area: FOLL_LONGTERM has to move them first.',
    map: (region, pages) => [populated(region, pages)],
  },
  remote: {
    ...plain,
    owner: OTHER,
    title: 'remote process',
    text: 'The memory of another process: the *_remote() functions reach it by its mm.',
    first: [{ op: 'fork', child: OTHER }],
    map: (region, pages) => [{ ...populated(region, pages), proc: OTHER }],
  },
};
