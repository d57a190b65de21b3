import { EINVAL } from '../errno';
import type { Machine } from '../machine';
import { PTE_LEVEL } from '../mm/pageTables';
import { makePte, PTE_NO_PAGE, PTE_SPECIAL } from '../mm/pte';
import {
  isCowMapping,
  VM_DONTDUMP,
  VM_DONTEXPAND,
  VM_IO,
  VM_MIXEDMAP,
  VM_PFNMAP,
  vmaPages,
  vmPageProt,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { DeviceMapping, Vma } from '../world';
import { driverPages } from './device';
import { p2pmemAllocMmap } from './p2pdma';

/** What the driver's mmap handler notes about a mapping in one of its modes. */
export const deviceMapping = (mode: string): DeviceMapping => ({
  mode,
  pfnMkwrite: mode === 'mixed-io-mkwrite',
});

/**
 * remap_pfn_range() over a whole VMA: special entries for driver pages from `first` on, or for an address that has no
 * struct page at all.
 */
export const remapPfnRange = kernelFunction(
  'remap_pfn_range',
  function* (m, vma: Vma, pages: readonly number[] | null) {
    const prot = vmPageProt(vma) | PTE_SPECIAL;
    if (isCowMapping(vma.flags)) vma.pgoff = pages === null ? 0 : pages[0];
    vma.flags |= VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP;
    for (let i = 0; i < vmaPages(vma); i++) {
      const at = m.tables.alloc(vma.mm.pgd, vma.start + i, PTE_LEVEL);
      m.tables.set(at, pages === null ? makePte(0, prot | PTE_NO_PAGE) : makePte(pages[i], prot));
    }
    if (m.watching) yield note(m, 'special entries, uncounted');
    return 0;
  },
);

/** file_operations.mmap of the driver: 0 or a negative errno. */
export const deviceMmap = kernelFunction('device_mmap', function* (m: Machine, vma: Vma) {
  const pages = driverPages(m);
  switch (vma.device?.mode) {
    case 'pfnmap': {
      const wanted = pages.slice(vma.pgoff, vma.pgoff + vmaPages(vma));
      if (wanted.length < vmaPages(vma)) return -EINVAL;
      return yield* remapPfnRange(m, vma, wanted);
    }
    case 'io':
      return yield* remapPfnRange(m, vma, null);
    case 'mixed-io-mkwrite':
      vma.flags |= VM_IO | VM_MIXEDMAP;
      return 0;
    case 'mixed':
    case 'fault-mixed':
    case 'fault-zero':
      vma.flags |= VM_MIXEDMAP;
      return 0;
    case 'p2pdma':
      return yield* p2pmemAllocMmap(m, vma);
    default:
      return 0;
  }
});
