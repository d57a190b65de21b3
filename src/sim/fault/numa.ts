import type { Machine } from '../machine';
import { folioIsLarge, folioNrPages } from '../memory/folio';
import { vmNormalPage } from '../mm/normalPage';
import { PTRS } from '../mm/pageTables';
import {
  PTE_WRITE,
  PTE_YOUNG,
  pteModify,
  ptePfn,
  ptePresent,
  pteProtnone,
  pteWrite,
  withFlags,
} from '../mm/pte';
import type { Pte } from '../mm/pte';
import { underPtl } from '../mm/ptl';
import { pmdStart } from '../mm/thp';
import { vmPageProt, wantsManualWriteUpgrade } from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Vma } from '../world';
import { pteUnchanged } from './vmFault';
import type { VmFault } from './vmFault';

/** The entry as the mapping permits it, accessed; writable where that needs no fault. */
function rebuilt(m: Machine, vma: Vma, old: Pte, mayUpgrade: boolean): Pte {
  const entry = withFlags(pteModify(old, vmPageProt(vma)), PTE_YOUNG);
  if (m.profile.numaHints.keepsWrite) return pteWrite(old) ? withFlags(entry, PTE_WRITE) : entry;
  const upgrade =
    mayUpgrade && wantsManualWriteUpgrade(vma) && m.profile.canChangePteWritable(m, vma, entry);
  return upgrade ? withFlags(entry, PTE_WRITE) : entry;
}

/** Hinting entries in one table that map pages of the folio at hand: all are rebuilt with it (6.10). */
function rebuildLargeMapping(m: Machine, vmf: VmFault, page: number): void {
  const { vma, address } = vmf;
  const folio = m.frames.folio(page);
  const first = address - (page - folio);
  const table = pmdStart(address);
  const start = Math.max(first, table, vma.start);
  const end = Math.min(first + folioNrPages(m, folio), table + PTRS, vma.end);
  for (let a = start; a < end; a++) {
    const at = vmf.pte + (a - address);
    const entry = m.tables.get(at);
    if (!ptePresent(entry) || !pteProtnone(entry)) continue;
    if (m.frames.folio(ptePfn(entry)) === folio) m.tables.set(at, rebuilt(m, vma, entry, true));
  }
}

/**
 * do_numa_page(): a hinting fault. The page stays where it is, since there is no second node to move it to; the entry
 * permits again what the mapping does.
 */
export const doNumaPage = kernelFunction('do_numa_page', function* (m, vmf: VmFault) {
  yield* underPtl(m, vmf.vma.mm, function* () {
    if (!pteUnchanged(m, vmf)) return;
    const page = vmNormalPage(vmf.origPte);
    if (page !== 0 && folioIsLarge(m, m.frames.folio(page)) && m.profile.numaHints.rebuildsLarge)
      rebuildLargeMapping(m, vmf, page);
    else m.tables.set(vmf.pte, rebuilt(m, vmf.vma, vmf.origPte, true));
    if (m.watching) yield note(m, 'a NUMA hint: the entry permits access again');
  });
  return 0;
});

/** do_huge_pmd_numa_page(): the same for a huge page. */
export const doHugePmdNumaPage = kernelFunction(
  'do_huge_pmd_numa_page',
  function* (m, vmf: VmFault) {
    if (m.tables.get(vmf.pmd) !== vmf.origPmd) return 0;
    const upgrade = m.profile.mprotectMakesPmdWritable;
    m.tables.set(vmf.pmd, rebuilt(m, vmf.vma, vmf.origPmd, upgrade));
    if (m.watching) yield note(m, 'a NUMA hint: the entry permits access again');
    return 0;
  },
);
