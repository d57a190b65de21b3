import type { Machine } from '../machine';
import { allocFolio, GFP_ZEROED_MOVABLE } from '../memory/buddy';
import { mmGetHugeZeroFolio } from '../memory/hugeZero';
import { PG_SWAPCACHE, PG_UPTODATE } from '../memory/pageFlags';
import { folioFreeSwap } from '../memory/swap';
import { addLruVma } from '../mm/lru';
import { makePte, PTE_DIRTY, PTE_LEAF, PTE_YOUNG, ptePfn, pteWrite, withFlags } from '../mm/pte';
import {
  folioAddNewAnonRmapPmd,
  folioMoveAnonRmap,
  pageAnonExclusive,
  setPageAnonExclusive,
} from '../mm/rmap';
import { splitHugePmd } from '../mm/splitPmd';
import { HPAGE_PMD_ORDER, isHugeZeroPmd, pmdStart, thpVmaSuitableOrder } from '../mm/thp';
import { has, maybeMkwrite, VM_UFFD_MISSING, vmaIsAnonymous, vmPageProt } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import {
  FAULT_FLAG_UNSHARE,
  FAULT_FLAG_WRITE,
  VM_FAULT_FALLBACK,
  VM_FAULT_WRITE,
} from './faultFlags';
import { handleUserfault } from './userfault';
import { vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** do_huge_pmd_anonymous_page(): the huge zero page for a read, a fresh exclusive huge page for a write. */
export const doHugePmdAnonymousPage = kernelFunction(
  'do_huge_pmd_anonymous_page',
  function* (m, vmf: VmFault) {
    const { vma } = vmf;
    if (!thpVmaSuitableOrder(vma, vmf.address, HPAGE_PMD_ORDER)) return VM_FAULT_FALLBACK;
    if (has(vma, VM_UFFD_MISSING)) return yield* handleUserfault(m, vmf);
    vmfAnonPrepare(m, vmf);
    const prot = vmPageProt(vma) | PTE_LEAF;
    if (!(vmf.flags & FAULT_FLAG_WRITE) && m.world.tunables['thp-use-zero-page'] === '1') {
      const zero = mmGetHugeZeroFolio(m);
      if (zero === 0) return VM_FAULT_FALLBACK;
      m.tables.set(vmf.pmd, makePte(zero, prot));
      if (m.watching) yield note(m, 'read fault: maps the huge zero page, uncounted');
      return 0;
    }
    const folio = allocFolio(m, HPAGE_PMD_ORDER, GFP_ZEROED_MOVABLE);
    if (folio === 0) return VM_FAULT_FALLBACK;
    m.frames.set(folio, PG_UPTODATE);
    folioAddNewAnonRmapPmd(m, folio, vma, pmdStart(vmf.address));
    addLruVma(m, folio, vma);
    m.tables.set(vmf.pmd, maybeMkwrite(makePte(folio, prot | PTE_DIRTY), vma));
    if (m.watching) yield note(m, 'maps a new huge page, writable and exclusive');
    return 0;
  },
);

/** Nobody else uses the folio of this PMD: its references are the mapping's, and a swap cache that can be dropped. */
function isOnlyUser(m: Machine, folio: number): boolean {
  const { frames } = m;
  const cached = frames.test(folio, PG_SWAPCACHE) ? 2 ** frames.order[folio] : 0;
  if (frames.refcount[folio] > 1 + cached) return false;
  if (cached > 0) folioFreeSwap(m, folio);
  return frames.refcount[folio] === 1;
}

/** do_huge_pmd_wp_page(): a write (or unsharing) fault on a read-only huge page. Shared ones are split, then copied. */
const doHugePmdWpPage = kernelFunction('do_huge_pmd_wp_page', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  const folio = ptePfn(vmf.origPmd);
  if (!isHugeZeroPmd(m, vmf.origPmd)) {
    if (m.tables.get(vmf.pmd) !== vmf.origPmd) return 0;
    const mine = pageAnonExclusive(m, folio);
    if (mine || isOnlyUser(m, folio)) {
      if (!mine) {
        folioMoveAnonRmap(m, folio, vma);
        if (m.profile.tracksAnonExclusive) setPageAnonExclusive(m, folio);
      }
      if (m.watching) yield note(m, 'nobody else uses the folio: keeps it');
      if (vmf.flags & FAULT_FLAG_UNSHARE) return 0;
      const entry = withFlags(vmf.origPmd, PTE_YOUNG | PTE_DIRTY);
      m.tables.set(vmf.pmd, maybeMkwrite(entry, vma));
      return VM_FAULT_WRITE;
    }
  }
  if (m.watching) yield note(m, 'shared: copies are made page by page');
  yield* splitHugePmd(m, vma, vmf.address);
  return VM_FAULT_FALLBACK;
});

/** A present huge PMD was hit by a fault. VM_FAULT_FALLBACK: it was split, go on with its PTE. */
export const hugePmdFault = kernelFunction('wp_huge_pmd', function* (m, vmf: VmFault) {
  if (!(vmf.flags & (FAULT_FLAG_WRITE | FAULT_FLAG_UNSHARE)) || pteWrite(vmf.origPmd)) {
    // huge_pmd_set_accessed(): x86 writes the accessed bit only together with the dirty bit.
    if (vmf.flags & FAULT_FLAG_WRITE)
      m.tables.set(vmf.pmd, withFlags(vmf.origPmd, PTE_YOUNG | PTE_DIRTY));
    return 0;
  }
  if (vmaIsAnonymous(vmf.vma)) return yield* doHugePmdWpPage(m, vmf);
  if (m.watching) yield note(m, 'a huge page of a file: copy on write is done by PTEs');
  yield* splitHugePmd(m, vmf.vma, vmf.address);
  return VM_FAULT_FALLBACK;
});
