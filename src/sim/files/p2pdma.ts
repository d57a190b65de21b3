import { EINVAL, ENOMEM } from '../errno';
import { allocFolio, GFP_KERNEL } from '../memory/buddy';
import { folioPut } from '../memory/folio';
import { PG_P2PDMA } from '../memory/pageFlags';
import { vmInsertPage } from '../mm/insertPage';
import { has, VM_MAYSHARE, vmaPages } from '../mm/vma';
import { kernelFunction } from '../steps';
import type { Vma } from '../world';

/**
 * p2pmem_alloc_mmap() (drivers/pci/p2pdma.c, 6.2): memory of a PCI device in a shared mapping, counted like any page. It
 * goes back to the device with the last reference. Before there was FOLL_PCI_P2PDMA nobody could map it.
 */
export const p2pmemAllocMmap = kernelFunction('p2pmem_alloc_mmap', function* (m, vma: Vma) {
  if (!m.profile.flags.has('PCI_P2PDMA')) return -EINVAL;
  if (!has(vma, VM_MAYSHARE) || vma.pgoff !== 0) return -EINVAL;
  for (let i = 0; i < vmaPages(vma); i++) {
    const page = allocFolio(m, 0, GFP_KERNEL);
    if (page === 0) return -ENOMEM;
    m.frames.set(page, PG_P2PDMA);
    yield* vmInsertPage(m, vma, vma.start + i, page);
    folioPut(m, page);
  }
  return 0;
});
