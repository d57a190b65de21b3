import { EBUSY, EFAULT, EINVAL, ENXIO } from '../errno';
import { VM_FAULT_NOPAGE, VM_FAULT_SIGBUS } from '../fault/faultFlags';
import type { Machine } from '../machine';
import { folioGet, folioTestAnon, isZeroPage } from '../memory/folio';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { Vma } from '../world';
import { PTE_LEVEL } from './pageTables';
import { makePte, PTE_DIRTY, PTE_SPECIAL, PTE_YOUNG, ptePfn, withFlags } from './pte';
import { folioAddFileRmapPte } from './rmap';
import {
  has,
  isCowMapping,
  maybeMkwrite,
  VM_IO,
  VM_MAYWRITE,
  VM_MIXEDMAP,
  VM_PFNMAP,
  vmPageProt,
  VM_WRITE,
  vmaPages,
} from './vma';

/** What a release does when a driver wants the zero page in a mapping. */
export interface ZeropageInsert {
  /** vm_mixed_zeropage_allowed(). */
  readonly allowed: (vma: Vma) => boolean;
  /** vm_insert_page() makes a special entry that counts nothing; else the zero page is a page like any other. */
  readonly special: boolean;
  /** vmf_insert_mixed_mkwrite() takes the zero page. */
  readonly mkwrite: boolean;
  /** vmf_insert_mixed() of a page into a mapping that is not VM_MIXEDMAP is a BUG(); else VM_FAULT_SIGBUS. */
  readonly badMixedIsBug: boolean;
}

/** Before 6.11: wherever the driver likes. */
export const ZEROPAGE_LIKE_ANY: ZeropageInsert = {
  allowed: () => true,
  special: false,
  mkwrite: true,
  badMixedIsBug: true,
};

/**
 * 6.11: only where nobody can find it writable, or pin it for long and have it replaced. VM_IO is closed to GUP and
 * FS-DAX to FOLL_LONGTERM (mm/memory.c, vm_mixed_zeropage_allowed()).
 */
export const ZEROPAGE_WHERE_SAFE: ZeropageInsert = {
  allowed: (vma) =>
    isCowMapping(vma.flags) ||
    !has(vma, VM_WRITE | VM_MAYWRITE) ||
    (vma.device?.pfnMkwrite === true && has(vma, VM_IO)) ||
    vma.file?.dax === true,
  special: true,
  mkwrite: false,
  badMixedIsBug: false,
};

/** A call that the kernel answers with BUG(): the oracle's driver does not make it. */
export const WOULD_BUG = 'refused';
export type InsertResult = number | typeof WOULD_BUG;

/** validate_page_before_insert(). */
function validatePageBeforeInsert(m: Machine, vma: Vma, page: number): number {
  const folio = m.frames.folio(page);
  if (m.frames.refcount[folio] === 0) return -EINVAL;
  if (isZeroPage(page) && !m.profile.zeropageInsert.allowed(vma)) return -EINVAL;
  return folioTestAnon(m, folio) ? -EINVAL : 0;
}

/** insert_page(): one counted mapping of a driver's page; the entry must be empty. */
const insertPage = kernelFunction(
  'insert_page',
  function* (m, vma: Vma, address: number, page: number) {
    const error = validatePageBeforeInsert(m, vma, page);
    if (error !== 0) {
      if (m.watching) yield note(m, 'this page may not be mapped here');
      return error;
    }
    const at = m.tables.alloc(vma.mm.pgd, address, PTE_LEVEL);
    if (m.tables.get(at) !== 0) return -EBUSY;
    let entry = makePte(page, vmPageProt(vma));
    if (isZeroPage(page) && m.profile.zeropageInsert.special) {
      entry = withFlags(entry, PTE_SPECIAL);
    } else {
      folioGet(m, m.frames.folio(page));
      folioAddFileRmapPte(m, page);
    }
    m.tables.set(at, entry);
    if (m.watching)
      yield note(m, entry & PTE_SPECIAL ? 'maps the zero page, uncounted' : 'maps it, counted');
    return 0;
  },
);

const mayNotBeMixed = (vma: Vma): boolean => !has(vma, VM_MIXEDMAP) && has(vma, VM_PFNMAP);

/** vm_insert_page(): 0 or a negative errno. The caller holds mmap_lock for writing. */
export const vmInsertPage = kernelFunction(
  'vm_insert_page',
  function* (m, vma: Vma, address: number, page: number): Steps<InsertResult> {
    if (address < vma.start || address >= vma.end) return -EFAULT;
    if (mayNotBeMixed(vma)) return WOULD_BUG;
    vma.flags |= VM_MIXEDMAP;
    return yield* insertPage(m, vma, address, page);
  },
);

/** vm_insert_pages(): stops at the first page that cannot be inserted; `left` says how many were not. */
export const vmInsertPages = kernelFunction(
  'vm_insert_pages',
  function* (
    m,
    vma: Vma,
    address: number,
    pages: readonly number[],
  ): Steps<{ result: InsertResult; left: number }> {
    const outside = address < vma.start || address + pages.length > vma.end;
    if (outside) return { result: -EFAULT, left: pages.length };
    if (mayNotBeMixed(vma)) return { result: WOULD_BUG, left: pages.length };
    vma.flags |= VM_MIXEDMAP;
    for (const [i, page] of pages.entries()) {
      const result = yield* insertPage(m, vma, address + i, page);
      if (result !== 0) return { result, left: pages.length - i };
    }
    return { result: 0, left: 0 };
  },
);

/** vm_map_pages() and, with `offset` 0, vm_map_pages_zero(): fills a whole VMA from an array of pages. */
export const vmMapPages = kernelFunction(
  '__vm_map_pages',
  function* (m, vma: Vma, pages: readonly number[], offset: number): Steps<InsertResult> {
    if (offset >= pages.length || vmaPages(vma) > pages.length - offset) return -ENXIO;
    for (let i = 0; i < vmaPages(vma); i++) {
      const result = yield* vmInsertPage(m, vma, vma.start + i, pages[offset + i]);
      if (result !== 0) return result;
    }
    return 0;
  },
);

/** insert_pfn(): a special entry, which counts nothing; VM_FAULT_NOPAGE also when something is mapped already. */
const insertPfn = kernelFunction(
  'insert_pfn',
  function* (m, vma: Vma, address: number, pfn: number, mkwrite: boolean, flag: number) {
    const at = m.tables.alloc(vma.mm.pgd, address, PTE_LEVEL);
    const old = m.tables.get(at);
    const writable = (entry: number): number =>
      maybeMkwrite(withFlags(entry, PTE_YOUNG | PTE_DIRTY), vma);
    if (old !== 0) {
      if (!mkwrite) return VM_FAULT_NOPAGE;
      if (ptePfn(old) === pfn) m.tables.set(at, writable(old));
      else
        m.warnOn(!isZeroPage(ptePfn(old)), 'mm/memory.c', 'insert_pfn', 'another page is mapped');
      return VM_FAULT_NOPAGE;
    }
    const entry = makePte(pfn, vmPageProt(vma) | flag);
    m.tables.set(at, mkwrite ? writable(entry) : entry);
    if (m.watching) yield note(m, 'a special entry, uncounted');
    return VM_FAULT_NOPAGE;
  },
);

/**
 * vmf_insert_mixed() and vmf_insert_mixed_mkwrite(): VM_FAULT_* bits. `devmap` is PTE_DEVMAP for a page of device memory
 * (pfn_t_devmap()).
 */
export const vmfInsertMixed = kernelFunction(
  '__vm_insert_mixed',
  function* (
    m,
    vma: Vma,
    address: number,
    pfn: number,
    mkwrite: boolean,
    devmap?: number,
  ): Steps<InsertResult> {
    const rules = m.profile.zeropageInsert;
    const zero = isZeroPage(pfn);
    if (zero && ((mkwrite && !rules.mkwrite) || !rules.allowed(vma))) {
      if (m.watching) yield note(m, 'the zero page is not allowed here');
      return VM_FAULT_SIGBUS;
    }
    if (!zero && devmap === undefined && !has(vma, VM_MIXEDMAP))
      return rules.badMixedIsBug ? WOULD_BUG : VM_FAULT_SIGBUS;
    if (address < vma.start || address >= vma.end) return VM_FAULT_SIGBUS;
    return yield* insertPfn(m, vma, address, pfn, mkwrite, devmap ?? PTE_SPECIAL);
  },
);
