import { handleMmFault } from '../fault/handle';
import type { Machine } from '../machine';
import {
  folioGet,
  folioIsLarge,
  folioMapcount,
  folioMarkAccessed,
  folioMarkDirty,
  folioPut,
  folioTestAnon,
  folioTestKsm,
} from '../memory/folio';
import { PG_ALLOCATED, PG_DIRTY, PG_KSM, PG_SWAPCACHE } from '../memory/pageFlags';
import { freeSwapCache } from '../memory/swap';
import { mmapReadLock, mmapReadUnlock } from '../mm/mmapLock';
import { vmNormalPage } from '../mm/normalPage';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import {
  makePte,
  PTE_DIRTY,
  PTE_WRITE,
  pteDirty,
  pteLeaf,
  ptePfn,
  ptePresent,
  pteWrite,
  withoutFlags,
} from '../mm/pte';
import {
  folioAddAnonRmapPte,
  folioRemoveRmapPte,
  folioTryShareAnonRmap,
  pageAnonExclusive,
} from '../mm/rmap';
import { splitFolio } from '../mm/splitFolio';
import { has, VM_MERGEABLE, vmaLookup, vmPageProt } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Mm, Vma } from '../world';

/** struct ksm_rmap_item: an address that ksmd looks at. */
interface RmapItem {
  readonly mm: Mm;
  readonly address: number;
}

/** The page mapped at an address of an anonymous VMA, 0 for none that may be merged. */
function mergeablePage(m: Machine, mm: Mm, address: number): number {
  const pmd = m.tables.find(mm.pgd, address, PMD_LEVEL);
  const leaf = pmd < 0 ? 0 : m.tables.get(pmd);
  const at = m.tables.find(mm.pgd, address, PTE_LEVEL);
  const pte = at < 0 ? 0 : m.tables.get(at);
  let page = ptePresent(pte) ? vmNormalPage(pte) : 0;
  if (pteLeaf(leaf) && ptePresent(leaf)) page = ptePfn(leaf) + (address % PTRS);
  return page !== 0 && folioTestAnon(m, m.frames.folio(page)) ? page : 0;
}

const entryAt = (m: Machine, { mm, address }: RmapItem): number =>
  m.tables.find(mm.pgd, address, PTE_LEVEL);

const mergeableVma = ({ mm, address }: RmapItem): Vma | null => {
  const vma = vmaLookup(mm, address);
  return vma !== null && has(vma, VM_MERGEABLE) && vma.anonVma !== null ? vma : null;
};

/** write_protect_page(): only a page that nobody holds beside its mappings, ksmd and a swap cache may be merged. */
function writeProtectPage(m: Machine, item: RmapItem, page: number): boolean {
  const at = entryAt(m, item);
  const entry = at < 0 ? 0 : m.tables.get(at);
  if (!ptePresent(entry) || ptePfn(entry) !== page) return false;
  const exclusive = pageAnonExclusive(m, page);
  if (!pteWrite(entry) && !pteDirty(entry) && !exclusive) return true;
  const swapped = m.frames.test(page, PG_SWAPCACHE) ? 1 : 0;
  if (folioMapcount(m, page) + 1 + swapped !== m.frames.refcount[page]) return false;
  if (exclusive && !folioTryShareAnonRmap(m, page)) return false;
  if (pteDirty(entry)) folioMarkDirty(m, page);
  m.tables.set(at, withoutFlags(entry, PTE_DIRTY | PTE_WRITE));
  return true;
}

/** replace_page(): the entry maps the merged page instead. */
function replacePage(m: Machine, item: RmapItem, vma: Vma, page: number, kpage: number): void {
  folioGet(m, kpage);
  folioAddAnonRmapPte(m, kpage, vma, item.address, false);
  m.tables.set(entryAt(m, item), makePte(kpage, vmPageProt(vma)));
  folioRemoveRmapPte(m, page);
  freeSwapCache(m, page);
  folioPut(m, page);
}

/** try_to_merge_one_page(): into `kpage`, or into a merged page of its own when that is 0. */
const tryToMergeOnePage = kernelFunction(
  'try_to_merge_one_page',
  function* (m, item: RmapItem, page: number, kpage: number): Steps<boolean> {
    const vma = mergeableVma(item);
    if (vma === null) return false;
    if (page === kpage) return true;
    if (folioIsLarge(m, page) && (yield* splitFolio(m, page, null)) !== 0) return false;
    if (!writeProtectPage(m, item, page)) {
      if (m.watching) yield note(m, 'somebody holds the page: not merged');
      return false;
    }
    if (kpage === 0) {
      m.frames.set(page, PG_KSM);
      folioMarkAccessed(m, page);
      m.frames.set(page, PG_DIRTY);
      if (m.watching) yield note(m, 'the page becomes the one that others are merged into');
      return true;
    }
    if (!m.frames.sameContent(page, kpage)) return false;
    replacePage(m, item, vma, page, kpage);
    if (m.watching) yield note(m, 'merged');
    return true;
  },
);

/** stable_tree_append(): from now on the reverse map of the page knows this address. */
function stableTreeAppend(m: Machine, kpage: number, item: RmapItem): void {
  const anonVma = mergeableVma(item)?.anonVma?.id ?? 0;
  const node = m.world.ksmStable.get(kpage) ?? { items: [] };
  m.world.ksmStable.set(kpage, node);
  const known = node.items.some((x) => x.anonVma === anonVma && x.address === item.address);
  if (!known) node.items.push({ anonVma, address: item.address });
}

/** stable_tree_search(): a merged page with the same content, 0 for none. Nodes of pages that are gone are dropped. */
function stableTreeSearch(m: Machine, page: number): number {
  const { frames, world } = m;
  if (folioTestKsm(m, page)) return page;
  for (const kpage of [...world.ksmStable.keys()]) {
    if (!frames.test(kpage, PG_ALLOCATED) || !folioTestKsm(m, kpage)) world.ksmStable.delete(kpage);
    else if (frames.sameContent(page, kpage)) return kpage;
  }
  return 0;
}

/** break_ksm(): an address that maps a merged page gets a copy of its own. */
export const breakKsm = kernelFunction('break_ksm', function* (m, vma: Vma, address: number) {
  for (;;) {
    const page = mergeablePage(m, vma.mm, address);
    if (page === 0 || !folioTestKsm(m, m.frames.folio(page))) return;
    const before = m.tables.get(m.tables.find(vma.mm.pgd, address, PTE_LEVEL));
    yield* handleMmFault(m, vma, address, m.profile.breakKsmFault);
    // Out of memory: the page stays merged.
    if (m.tables.get(m.tables.find(vma.mm.pgd, address, PTE_LEVEL)) === before) return;
  }
});

/** unmerge_ksm_pages(): MADV_UNMERGEABLE. */
export function* unmergeKsmPages(m: Machine, vma: Vma): Steps<void> {
  for (let address = vma.start; address < vma.end; address++) yield* breakKsm(m, vma, address);
}

/** One scan of ksmd: what was seen in it so far and not merged yet (the unstable tree). */
type UnstableTree = RmapItem[];

/** try_to_merge_two_pages(): the merged page, 0 when one of them is held. */
function* tryToMergeTwoPages(
  m: Machine,
  item: RmapItem,
  page: number,
  treeItem: RmapItem,
  treePage: number,
): Steps<number> {
  if (!(yield* tryToMergeOnePage(m, item, page, 0))) return 0;
  // The page must look merged to those who unshare it, whatever becomes of the other one.
  stableTreeAppend(m, page, item);
  if (yield* tryToMergeOnePage(m, treeItem, treePage, page)) return page;
  const vma = mergeableVma(item);
  if (vma !== null) yield* breakKsm(m, vma, item.address);
  m.world.ksmStable.delete(page);
  return 0;
}

/** cmp_and_merge_page(): `page` is mapped at `item`, and ksmd holds a reference to it. */
function* cmpAndMergePage(
  m: Machine,
  item: RmapItem,
  page: number,
  unstable: UnstableTree,
): Steps<void> {
  const kpage = stableTreeSearch(m, page);
  if (kpage !== 0) {
    folioGet(m, kpage);
    if (yield* tryToMergeOnePage(m, item, page, kpage)) stableTreeAppend(m, kpage, item);
    folioPut(m, kpage);
    return;
  }
  for (const [i, treeItem] of unstable.entries()) {
    const treePage =
      mergeableVma(treeItem) === null ? 0 : mergeablePage(m, treeItem.mm, treeItem.address);
    if (treePage === 0 || !m.frames.sameContent(page, treePage)) continue;
    // Two mappings of one page that fork() shares: nothing to merge.
    if (treePage === page) return;
    folioGet(m, m.frames.folio(treePage));
    const merged = yield* tryToMergeTwoPages(m, item, page, treeItem, treePage);
    folioPut(m, m.frames.folio(treePage));
    if (merged !== 0) {
      stableTreeAppend(m, merged, treeItem);
      unstable.splice(i, 1);
    }
    return;
  }
  unstable.push(item);
}

/** One pass of ksm_do_scan() over the mergeable memory of all processes. */
const ksmDoScan = kernelFunction('ksm_do_scan', function* (m) {
  const unstable: UnstableTree = [];
  for (const { mm } of [...m.world.processes.values()]) {
    yield* mmapReadLock(m, mm);
    for (const vma of mm.vmas.filter((x) => has(x, VM_MERGEABLE) && x.anonVma !== null))
      for (let address = vma.start; address < vma.end; address++) {
        const page = mergeablePage(m, mm, address);
        if (page === 0) continue;
        folioGet(m, m.frames.folio(page));
        yield* cmpAndMergePage(m, { mm, address }, page, unstable);
        folioPut(m, m.frames.folio(page));
      }
    mmapReadUnlock(mm);
  }
});

/** ksmd runs until another pass would change nothing: in the first it also learns what does not change. */
export function* ksmMerge(m: Machine): Steps<void> {
  yield* ksmDoScan(m);
  yield* ksmDoScan(m);
}
