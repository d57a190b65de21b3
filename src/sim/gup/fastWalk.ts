import type { Machine } from '../machine';
import { PGD_LEVEL, PMD_LEVEL, pagesOf, PUD_LEVEL } from '../mm/pageTables';
import { isHugepd, ptePfn, ptePresent, pteTable } from '../mm/pte';
import type { Pte } from '../mm/pte';
import { kernelFunction } from '../steps';
import type { Steps } from '../steps';
import { gupFastPgdLeaf, gupFastPmdLeaf, gupFastPudLeaf, gupHugepte } from './fastLeaf';
import { gupFastPteRange } from './fastPte';
import type { FastWalk } from './fastUndo';

/** pgd_addr_end() and its kin: where the entry of a level that covers `address` ends. */
const endOf = (address: number, end: number, level: number): number => {
  const size = pagesOf(level);
  const boundary = Math.floor(address / size) * size + size;
  return boundary - 1 < end - 1 ? boundary : end;
};

/** What happens below one entry of a level; false ends the walk. */
type EachEntry = (
  m: Machine,
  entry: Pte,
  at: number,
  address: number,
  end: number,
  flags: number,
  walk: FastWalk,
) => Steps<boolean>;

/** The entries of one table for [from, end). */
function* entries(
  m: Machine,
  table: number,
  level: number,
  from: number,
  end: number,
  flags: number,
  walk: FastWalk,
  each: EachEntry,
): Steps<boolean> {
  let address = from;
  do {
    const next = endOf(address, end, level);
    const at = m.tables.at(table, level, address);
    const entry = m.tables.get(at);
    if (!(yield* each(m, entry, at, address, next, flags, walk))) return false;
    address = next;
  } while (address !== end);
  return true;
}

/** gup_huge_pd() (until 6.10): a directory whose entries are huge pages themselves. */
const gupHugePd = kernelFunction(
  'gup_huge_pd',
  (
    m,
    hugepd: Pte,
    level: number,
    address: number,
    end: number,
    flags: number,
    walk: FastWalk,
  ): Steps<boolean> =>
    entries(m, ptePfn(hugepd), level, address, end, flags, walk, (_m, _pte, at, from, to) =>
      gupHugepte(m, at, level, from, to, flags, walk),
    ),
);

const gupFastPmdRange = kernelFunction(
  'gup_fast_pmd_range',
  (m, table: number, from: number, end: number, flags: number, walk: FastWalk): Steps<boolean> =>
    entries(m, table, PMD_LEVEL, from, end, flags, walk, function* (_m, entry, at, address, next) {
      if (!ptePresent(entry)) return false;
      if (pteTable(entry))
        return yield* gupFastPteRange(m, ptePfn(entry), address, next, flags, walk);
      return yield* gupFastPmdLeaf(m, at, PMD_LEVEL, address, next, flags, walk);
    }),
);

const gupFastPudRange = kernelFunction(
  'gup_fast_pud_range',
  (m, table: number, from: number, end: number, flags: number, walk: FastWalk): Steps<boolean> =>
    entries(m, table, PUD_LEVEL, from, end, flags, walk, function* (_m, entry, at, address, next) {
      if (!ptePresent(entry)) return false;
      if (isHugepd(entry)) return yield* gupHugePd(m, entry, PMD_LEVEL, address, next, flags, walk);
      if (pteTable(entry))
        return yield* gupFastPmdRange(m, ptePfn(entry), address, next, flags, walk);
      return yield* gupFastPudLeaf(m, at, PUD_LEVEL, address, next, flags, walk);
    }),
);

/** gup_fast_pgd_range(): down from the root; p4d is folded. Takes pages until something stands in the way. */
export const gupFastPgdRange = kernelFunction(
  'gup_fast_pgd_range',
  (m, pgd: number, from: number, end: number, flags: number, walk: FastWalk): Steps<boolean> =>
    entries(m, pgd, PGD_LEVEL, from, end, flags, walk, function* (_m, entry, at, address, next) {
      if (!ptePresent(entry)) return false;
      if (isHugepd(entry)) return yield* gupHugePd(m, entry, PUD_LEVEL, address, next, flags, walk);
      if (pteTable(entry))
        return yield* gupFastPudRange(m, ptePfn(entry), address, next, flags, walk);
      return yield* gupFastPgdLeaf(m, at, PGD_LEVEL, address, next, flags, walk);
    }),
);
