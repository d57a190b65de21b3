import { ZERO_PFN } from '../machine';
import type { Machine } from '../machine';
import { fileOps } from '../files/fileOps';
import { allocFolio, GFP_HIGHUSER_MOVABLE, GFP_ZEROED_MOVABLE } from '../memory/buddy';
import { folioGet, folioMapping, folioMarkDirty, folioPut, folioTestAnon } from '../memory/folio';
import { PG_LOCKED, PG_UPTODATE } from '../memory/pageFlags';
import { freeSwapCache } from '../memory/swap';
import { addLruVma, munlockVmaFolio } from '../mm/lru';
import { vmNormalPage } from '../mm/normalPage';
import { makePte, PTE_DIRTY, PTE_YOUNG, ptePfn, withFlags } from '../mm/pte';
import { underPtl } from '../mm/ptl';
import {
  folioAddNewAnonRmap,
  folioRemoveRmapPte,
  pageAnonExclusive,
  setPageAnonExclusive,
} from '../mm/rmap';
import {
  has,
  hasPageMkwrite,
  hasPfnMkwrite,
  maybeMkwrite,
  vmPageProt,
  VM_MAYSHARE,
  VM_SHARED,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import {
  FAULT_FLAG_MKWRITE,
  FAULT_FLAG_UNSHARE,
  FAULT_FLAG_WRITE,
  VM_FAULT_COMPLETED,
  VM_FAULT_ERROR,
  VM_FAULT_NOPAGE,
  VM_FAULT_OOM,
  VM_FAULT_WRITE,
} from './faultFlags';
import { maybeUnlockMmapForIo, pteUnchanged, vmfAnonPrepare } from './vmFault';
import type { VmFault } from './vmFault';

/** wp_page_reuse(): makes the entry writable in place. */
export function wpPageReuse(m: Machine, vmf: VmFault): void {
  const entry = withFlags(vmf.origPte, PTE_YOUNG | PTE_DIRTY);
  m.tables.set(vmf.pte, maybeMkwrite(entry, vmf.vma));
}

/** wp_page_copy(): the mapping gets a private copy; whoever else holds the old page keeps it. */
const wpPageCopy = kernelFunction('wp_page_copy', function* (m, vmf: VmFault) {
  const { vma } = vmf;
  const old = vmf.page === 0 ? 0 : m.frames.folio(vmf.page);
  vmfAnonPrepare(m, vmf);
  const zero = ptePfn(vmf.origPte) === ZERO_PFN;
  const copy = allocFolio(m, 0, zero ? GFP_ZEROED_MOVABLE : GFP_HIGHUSER_MOVABLE);
  if (copy === 0) {
    if (old !== 0) folioPut(m, old);
    return VM_FAULT_OOM;
  }
  if (!zero) m.frames.copyContent(copy, ptePfn(vmf.origPte));
  m.frames.set(copy, PG_UPTODATE);
  if (m.watching) yield note(m, zero ? 'a new zeroed page' : 'copies the page');
  return yield* underPtl(m, vma.mm, () => mapCopy(m, vmf, copy, old));
});

/** The copy takes the place of the old page, unless the entry changed meanwhile. */
function* mapCopy(m: Machine, vmf: VmFault, copy: number, old: number): Steps<number> {
  const { vma } = vmf;
  const unshare = (vmf.flags & FAULT_FLAG_UNSHARE) !== 0;
  if (!pteUnchanged(m, vmf)) {
    folioPut(m, copy);
    if (old !== 0) folioPut(m, old);
    if (m.watching) yield note(m, 'the entry changed meanwhile: gives the copy up');
    return 0;
  }
  let entry = makePte(copy, vmPageProt(vma));
  if (!unshare) entry = maybeMkwrite(withFlags(entry, PTE_DIRTY), vma);
  folioAddNewAnonRmap(m, copy, vma, vmf.address);
  addLruVma(m, copy, vma);
  m.tables.set(vmf.pte, entry);
  if (old !== 0) {
    folioRemoveRmapPte(m, vmf.page);
    munlockVmaFolio(m, old, vma);
    folioPut(m, old);
    freeSwapCache(m, old);
    folioPut(m, old);
  }
  if (m.watching) yield note(m, 'maps the copy instead');
  return unshare ? 0 : VM_FAULT_WRITE;
}

/** do_page_mkwrite(): the file system learns of the first write; 0 with the folio locked when it agrees. */
export function* doPageMkwrite(m: Machine, vmf: VmFault): Steps<number> {
  const flags = vmf.flags;
  vmf.flags = FAULT_FLAG_WRITE | FAULT_FLAG_MKWRITE;
  const result = yield* fileOps(vmf.vma).pageMkwrite(m, vmf);
  vmf.flags = flags;
  return result;
}

/** fault_dirty_shared_page(): marks the page dirty; may drop mmap_lock to throttle the writer. */
export function faultDirtySharedPage(m: Machine, vmf: VmFault): number {
  const folio = m.frames.folio(vmf.page);
  const dirtied = folioMarkDirty(m, folio);
  m.frames.clear(folio, PG_LOCKED);
  if (!(dirtied || hasPageMkwrite(vmf.vma)) || folioMapping(m, folio) === null) return 0;
  return maybeUnlockMmapForIo(vmf) ? VM_FAULT_COMPLETED : 0;
}

/** wp_pfn_shared(): a write to a shared entry without counted page. */
const wpPfnShared = kernelFunction('wp_pfn_shared', function* (m, vmf: VmFault) {
  if (hasPfnMkwrite(vmf.vma)) {
    vmf.flags |= FAULT_FLAG_MKWRITE;
    const result = yield* fileOps(vmf.vma).pfnMkwrite(m, vmf);
    if (result & (VM_FAULT_ERROR | VM_FAULT_NOPAGE)) return result;
    if (!pteUnchanged(m, vmf)) return VM_FAULT_NOPAGE;
  }
  wpPageReuse(m, vmf);
  return 0;
});

/** wp_page_shared(): a write to a page of a shared mapping. */
const wpPageShared = kernelFunction('wp_page_shared', function* (m, vmf: VmFault) {
  const folio = m.frames.folio(vmf.page);
  folioGet(m, folio);
  if (hasPageMkwrite(vmf.vma)) {
    const result = yield* doPageMkwrite(m, vmf);
    if (result & (VM_FAULT_ERROR | VM_FAULT_NOPAGE)) {
      folioPut(m, folio);
      return result;
    }
    if (!pteUnchanged(m, vmf)) {
      m.frames.clear(folio, PG_LOCKED);
      folioPut(m, folio);
      return VM_FAULT_NOPAGE;
    }
  }
  wpPageReuse(m, vmf);
  if (m.watching) yield note(m, 'writable from now on');
  const result = faultDirtySharedPage(m, vmf);
  folioPut(m, folio);
  return result;
});

/** What do_wp_page() finds out under the page table lock when it cannot answer there. */
const SHARED = -1;
const COPY = -2;

/** The part of do_wp_page() under the lock: keeps the page where that is allowed. */
function* wpUnderLock(m: Machine, vmf: VmFault): Steps<number> {
  const { vma } = vmf;
  const unshare = (vmf.flags & FAULT_FLAG_UNSHARE) !== 0;
  if (!pteUnchanged(m, vmf)) return 0;
  vmf.page = vmNormalPage(vmf.origPte);
  if (has(vma, VM_SHARED | VM_MAYSHARE)) return SHARED;
  const folio = vmf.page === 0 ? 0 : m.frames.folio(vmf.page);
  if (folio !== 0 && folioTestAnon(m, folio)) {
    if (pageAnonExclusive(m, vmf.page) || m.profile.wpCanReuseAnonFolio(m, folio, vma)) {
      setPageAnonExclusive(m, vmf.page);
      if (m.watching) yield note(m, 'nobody else uses the page: keeps it');
      if (unshare) return 0;
      wpPageReuse(m, vmf);
      return VM_FAULT_WRITE;
    }
  } else if (unshare && !m.profile.unsharesFilePages) {
    return 0;
  }
  if (m.watching) yield note(m, 'the page is shared: copy on write');
  if (folio !== 0) folioGet(m, folio);
  return COPY;
}

/** do_wp_page(): a write (or unsharing) fault on a read-only entry. */
export const doWpPage = kernelFunction('do_wp_page', function* (m, vmf: VmFault) {
  const result = yield* underPtl(m, vmf.vma.mm, () => wpUnderLock(m, vmf));
  if (result === SHARED) return yield* vmf.page === 0 ? wpPfnShared(m, vmf) : wpPageShared(m, vmf);
  return result === COPY ? yield* wpPageCopy(m, vmf) : result;
});
