/** Walks to a page frame number, which take no reference. */
import { type FunctionFact } from './types';

export const PFN_WALKS = [
  {
    name: 'follow_pfn',
    kind: 'query',
    tracking: null,
    since: '2.6.32',
    removed: '6.10',
    successor: 'follow_pfnmap_start()',
    summary: 'looks up the page frame number of a VM_IO or VM_PFNMAP mapping',
    signatures: [
      {
        since: '2.6.32',
        until: '6.9',
        returns: 'int',
        params: 'struct vm_area_struct *vma, unsigned long address, unsigned long *pfn',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 2.6.24 and 2.6.32 (first tree that shows it)',
        sources: ['2.6.32 include/linux/mm.h:782', '6.9 include/linux/mm.h:2398'],
      },
    ],
    returns: [
      {
        since: '4.4',
        until: '6.9',
        text: '0 and the pfn of a VM_IO/VM_PFNMAP mapping, or -EINVAL',
      },
    ],
    locking: [
      { since: '4.4', until: '6.9', text: 'mmap_lock held; the pfn may change afterwards' },
    ],
    sources: ['6.9 include/linux/mm.h:2398', '6.10 include/linux/mm.h: no int follow_pfn('],
  },
  {
    name: 'follow_pte',
    kind: 'query',
    tracking: null,
    since: '5.11',
    removed: '6.12',
    successor: 'follow_pfnmap_start()',
    summary: 'looks up and locks a page table entry',
    signatures: [
      {
        since: '5.11',
        until: '5.11',
        returns: 'int',
        params:
          'struct mm_struct *mm, unsigned long address, struct mmu_notifier_range *range, pte_t **ptepp, pmd_t **pmdpp, spinlock_t **ptlp',
        header: 'include/linux/mm.h',
        sources: ['5.11 include/linux/mm.h:1661'],
      },
      {
        since: '5.12',
        until: '6.9',
        returns: 'int',
        params: 'struct mm_struct *mm, unsigned long address, pte_t **ptepp, spinlock_t **ptlp',
        header: 'include/linux/mm.h',
        sources: ['5.12.9 include/linux/mm.h:1706', '6.9 include/linux/mm.h:2396'],
      },
      {
        since: '6.10',
        until: '6.11',
        returns: 'int',
        params:
          'struct vm_area_struct *vma, unsigned long address, pte_t **ptepp, spinlock_t **ptlp',
        header: 'include/linux/mm.h',
        sources: ['6.10 include/linux/mm.h:2444', '6.11.11 include/linux/mm.h:2405'],
      },
    ],
    returns: [
      {
        since: '5.11',
        until: '6.11',
        text: '0 with the entry mapped and its lock held, or -EINVAL',
      },
    ],
    locking: [
      { since: '5.11', until: '6.11', text: 'mmap_lock held; caller releases entry and spinlock' },
    ],
    notes: ['Gone in 6.12 in favour of follow_pfnmap_start()/follow_pfnmap_end().'],
    sources: ['6.11.11 include/linux/mm.h:2405', '6.12.117 include/linux/mm.h: no int follow_pte('],
  },
  {
    name: 'follow_pte_pmd',
    kind: 'query',
    tracking: null,
    since: '4.10',
    removed: '5.11',
    successor: 'follow_pte()',
    summary: 'looks up and locks a page table entry or a huge one',
    signatures: [
      {
        since: '4.10',
        until: '4.14',
        returns: 'int',
        params:
          'struct mm_struct *mm, unsigned long address, pte_t **ptepp, pmd_t **pmdpp, spinlock_t **ptlp',
        header: 'include/linux/mm.h',
        bounds: 'end: between 4.12.4 and 4.15.15 (last tree that shows it)',
        sources: ['4.10.1 include/linux/mm.h:1213', '4.12.4 include/linux/mm.h:1262'],
      },
      {
        since: '4.15',
        until: '4.20',
        returns: 'int',
        params:
          'struct mm_struct *mm, unsigned long address, unsigned long *start, unsigned long *end, pte_t **ptepp, pmd_t **pmdpp, spinlock_t **ptlp',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 4.12.4 and 4.15.15 (first tree that shows it)',
        sources: ['4.15.15 include/linux/mm.h:1317', '4.20 include/linux/mm.h:1513'],
      },
      {
        since: '5.0',
        until: '5.10',
        returns: 'int',
        params:
          'struct mm_struct *mm, unsigned long address, struct mmu_notifier_range *range, pte_t **ptepp, pmd_t **pmdpp, spinlock_t **ptlp',
        header: 'include/linux/mm.h',
        sources: ['5.0 include/linux/mm.h:1465', '5.10.7 include/linux/mm.h:1658'],
      },
    ],
    sources: ['5.10.7 include/linux/mm.h:1658'],
  },
  {
    name: 'follow_pfnmap_start',
    kind: 'query',
    tracking: null,
    since: '6.12',
    summary: 'looks up the page frame number of a mapping and holds it there',
    signatures: [
      {
        since: '6.12',
        returns: 'int',
        params: 'struct follow_pfnmap_args *args',
        header: 'include/linux/mm.h',
        sources: ['6.12.117 include/linux/mm.h:2474', '7.1.5 include/linux/mm.h:3169'],
      },
    ],
    returns: [{ since: '6.12', text: '0 and the filled args, or a negative errno' }],
    locking: [
      {
        since: '6.12',
        text: 'mmap_lock held; a successful start must be ended with follow_pfnmap_end()',
      },
    ],
    releaseWith: ['follow_pfnmap_end'],
    sources: ['6.12.117 include/linux/mm.h:2474'],
  },
  {
    name: 'follow_pfnmap_end',
    kind: 'release',
    tracking: null,
    since: '6.12',
    summary: 'ends what follow_pfnmap_start() began',
    signatures: [
      {
        since: '6.12',
        returns: 'void',
        params: 'struct follow_pfnmap_args *args',
        header: 'include/linux/mm.h',
        sources: ['6.12.117 include/linux/mm.h:2475', '7.1.5 include/linux/mm.h:3170'],
      },
    ],
    sources: ['6.12.117 include/linux/mm.h:2475'],
  },
] as const satisfies readonly FunctionFact[];
