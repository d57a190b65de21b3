/** What stands around GUP: copies, accounting, mapping, and the grab functions of mm/gup.c. */
import { type FunctionFact } from './types';

export const NEIGHBOURS = [
  {
    name: 'access_process_vm',
    kind: 'copy',
    tracking: null,
    since: '2.6.24',
    summary: "copies to or from a task's memory",
    signatures: [
      {
        since: '2.6.24',
        until: '4.8',
        returns: 'int',
        params: 'struct task_struct *tsk, unsigned long addr, void *buf, int len, int write',
        header: 'include/linux/mm.h',
        sources: ['2.6.24 include/linux/mm.h:741', '4.8.15 include/linux/mm.h:1281'],
      },
      {
        since: '4.9',
        returns: 'int',
        params:
          'struct task_struct *tsk, unsigned long addr, void *buf, int len, unsigned int gup_flags',
        header: 'include/linux/mm.h',
        sources: ['4.9.80 include/linux/mm.h:1270', '7.1.5 include/linux/mm.h:3224'],
      },
    ],
    returns: [{ text: 'bytes copied (copy_remote_vm_str: or a negative errno)' }],
    flagRules: [
      { since: '4.9', text: 'gup_flags: FOLL_WRITE, FOLL_FORCE, FOLL_ANON are the ones in use' },
    ],
    notes: ['Up to 4.8 the last parameter was int write.'],
    sources: [],
  },
  {
    name: 'access_remote_vm',
    kind: 'copy',
    tracking: null,
    since: '2.6.39',
    summary: 'copies to or from the memory of an mm',
    signatures: [
      {
        since: '2.6.39',
        until: '4.8',
        returns: 'int',
        params: 'struct mm_struct *mm, unsigned long addr, void *buf, int len, int write',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 2.6.32 and 2.6.39.4 (first tree that shows it)',
        sources: ['2.6.39.4 include/linux/mm.h:986', '4.8.15 include/linux/mm.h:1282'],
      },
      {
        since: '4.9',
        returns: 'int',
        params:
          'struct mm_struct *mm, unsigned long addr, void *buf, int len, unsigned int gup_flags',
        header: 'include/linux/mm.h',
        sources: ['4.9.80 include/linux/mm.h:1272', '7.1.5 include/linux/mm.h:3226'],
      },
    ],
    returns: [{ text: 'bytes copied (copy_remote_vm_str: or a negative errno)' }],
    flagRules: [
      { since: '4.9', text: 'gup_flags: FOLL_WRITE, FOLL_FORCE, FOLL_ANON are the ones in use' },
    ],
    notes: ['Up to 4.8 the last parameter was int write.'],
    sources: [],
  },
  {
    name: '__access_remote_vm',
    kind: 'copy',
    tracking: null,
    since: '4.9',
    removed: '6.7',
    successor: 'access_remote_vm()',
    summary: 'copies to or from the memory of an mm',
    signatures: [
      {
        since: '4.9',
        until: '5.10',
        returns: 'int',
        params:
          'struct task_struct *tsk, struct mm_struct *mm, unsigned long addr, void *buf, int len, unsigned int gup_flags',
        header: 'include/linux/mm.h',
        sources: ['4.9.80 include/linux/mm.h:1274', '5.10.7 include/linux/mm.h:1719'],
      },
      {
        since: '5.11',
        until: '6.6',
        returns: 'int',
        params:
          'struct mm_struct *mm, unsigned long addr, void *buf, int len, unsigned int gup_flags',
        header: 'include/linux/mm.h',
        sources: ['5.11 include/linux/mm.h:1722', '6.6.9 include/linux/mm.h:2416'],
      },
    ],
    returns: [{ text: 'bytes copied (copy_remote_vm_str: or a negative errno)' }],
    flagRules: [
      { since: '4.9', text: 'gup_flags: FOLL_WRITE, FOLL_FORCE, FOLL_ANON are the ones in use' },
    ],
    notes: ['Up to 4.8 the last parameter was int write.'],
    sources: [],
  },
  {
    name: 'copy_remote_vm_str',
    kind: 'copy',
    tracking: null,
    since: '6.17',
    summary: "copies a string from a task's memory",
    signatures: [
      {
        since: '6.17',
        returns: 'int',
        params:
          'struct task_struct *tsk, unsigned long addr, void *buf, int len, unsigned int gup_flags',
        header: 'include/linux/mm.h',
        bounds: 'begin: between 6.14.0 and 6.17.0 (first tree that shows it)',
        sources: ['6.17 include/linux/mm.h:2468', '7.1.5 include/linux/mm.h:3230'],
      },
    ],
    returns: [{ text: 'bytes copied (copy_remote_vm_str: or a negative errno)' }],
    flagRules: [
      { since: '4.9', text: 'gup_flags: FOLL_WRITE, FOLL_FORCE, FOLL_ANON are the ones in use' },
    ],
    notes: ['Seen in 6.17.0, not in 6.14.0.'],
    sources: [],
  },
  {
    name: 'account_locked_vm',
    kind: 'account',
    tracking: null,
    since: '5.3',
    summary: 'charges pages to mm->locked_vm, or takes the charge back',
    signatures: [
      {
        since: '5.3',
        returns: 'int',
        params: 'struct mm_struct *mm, unsigned long pages, bool inc',
        header: 'include/linux/mm.h',
        sources: ['5.3.1 include/linux/mm.h:1563', '7.1.5 include/linux/mm.h:3292'],
      },
    ],
    returns: [{ since: '5.3', text: '0, or -ENOMEM when RLIMIT_MEMLOCK would be exceeded' }],
    locking: [{ since: '5.3', text: 'takes mmap_lock in write mode; do not hold it' }],
    notes: [
      'Charges mm->locked_vm. CAP_IPC_LOCK bypasses the limit.',
      'inc == false undoes the charge.',
    ],
    sources: ['6.12.117 mm/util.c:559'],
  },
  {
    name: '__account_locked_vm',
    kind: 'account',
    tracking: null,
    since: '5.3',
    summary: 'charges pages to mm->locked_vm, with mmap_lock held by the caller',
    signatures: [
      {
        since: '5.3',
        returns: 'int',
        params:
          'struct mm_struct *mm, unsigned long pages, bool inc, const struct task_struct *task, bool bypass_rlim',
        header: 'include/linux/mm.h',
        sources: ['5.3.1 include/linux/mm.h:1564', '7.1.5 include/linux/mm.h:3293'],
      },
    ],
    returns: [{ since: '5.3', text: '0 or -ENOMEM' }],
    locking: [{ since: '5.3', text: 'mmap_lock held in write mode' }],
    sources: ['6.12.117 mm/util.c:516'],
  },
  {
    name: 'vm_insert_page',
    kind: 'map',
    tracking: null,
    since: '2.6.24',
    summary: 'maps a kernel page into a user VMA',
    signatures: [
      {
        since: '2.6.24',
        returns: 'int',
        params: 'struct vm_area_struct *, unsigned long addr, struct page *',
        header: 'include/linux/mm.h',
        sources: ['2.6.24 include/linux/mm.h:1095', '7.1.5 include/linux/mm.h:4540'],
      },
    ],
    returns: [
      {
        since: '4.4',
        until: '6.10',
        text: '-EINVAL for anonymous, slab or typed pages; -EBUSY when the entry is occupied; the page gains a reference and a file mapcount, also when it is the zero page',
      },
      {
        since: '6.11',
        text: 'the zero page is accepted when the mapping is safe for it, is mapped as a special entry and gains neither reference nor mapcount; otherwise -EINVAL',
      },
    ],
    notes: [
      'Matters to gup because a zero page in a shared mapping may be found by it; see semantics-by-version.md.',
    ],
    sources: ['6.10 mm/memory.c:1980', '6.11.11 mm/memory.c:1992', 'patch insert-zeropage:1'],
  },
  {
    name: 'vm_insert_pages',
    kind: 'map',
    tracking: null,
    since: '5.7',
    summary: 'maps kernel pages into a user VMA',
    signatures: [
      {
        since: '5.7',
        returns: 'int',
        params:
          'struct vm_area_struct *vma, unsigned long addr, struct page **pages, unsigned long *num',
        header: 'include/linux/mm.h',
        sources: ['5.7.14 include/linux/mm.h:2734', '7.1.5 include/linux/mm.h:4541'],
      },
    ],
    sources: ['6.11.11 include/linux/mm.h:3587'],
  },
  {
    name: 'try_grab_compound_head',
    kind: 'internal',
    tracking: null,
    mmInternal: true,
    since: '5.15',
    removed: '5.18',
    successor: 'try_grab_folio()',
    summary: 'takes references or pins on a compound page, speculatively',
    signatures: [
      {
        since: '5.15',
        until: '5.17',
        returns: 'struct page *',
        params: 'struct page *page, int refs, unsigned int flags',
        header: 'include/linux/mm.h',
        sources: ['5.15.16 include/linux/mm.h:1218', '5.17-rc5 include/linux/mm.h:1170'],
      },
    ],
    notes: ['File-local up to 5.12.'],
    sources: ['5.11 mm/gup.c:81'],
  },
  {
    name: 'try_grab_page',
    kind: 'internal',
    tracking: null,
    mmInternal: true,
    since: '5.7',
    removed: '6.10',
    successor: 'try_grab_folio()',
    summary: 'takes one reference or pin on a page',
    signatures: [
      {
        since: '5.7',
        until: '6.1',
        returns: 'bool',
        params: 'struct page *page, unsigned int flags',
        header: 'include/linux/mm.h',
        sources: ['5.7.14 include/linux/mm.h:1146', '6.1-rc7 include/linux/mm.h:1132'],
      },
      {
        since: '6.2',
        until: '6.9',
        returns: 'int',
        params: 'struct page *page, unsigned int flags',
        header: 'mm/internal.h',
        sources: ['6.2.1 include/linux/mm.h:1229', '6.9 mm/internal.h:1100'],
      },
    ],
    returns: [
      { since: '5.7', until: '6.1', text: 'bool' },
      { since: '6.2', until: '6.9', text: '0, -ENOMEM or -EREMOTEIO' },
    ],
    sources: ['6.1.192 mm/gup.c:219', '6.2.1 mm/gup.c:214'],
  },
  {
    name: 'try_grab_folio',
    kind: 'internal',
    tracking: null,
    mmInternal: true,
    since: '5.18',
    summary: 'takes references or pins on a folio',
    signatures: [
      {
        since: '5.18',
        until: '6.9',
        returns: 'struct folio *',
        params: 'struct page *page, int refs, unsigned int flags',
        header: 'mm/internal.h',
        sources: ['5.18.12 mm/internal.h:757', '6.9 mm/internal.h:1099'],
      },
      {
        since: '6.10',
        returns: 'int',
        params: 'struct folio *folio, int refs, unsigned int flags',
        header: 'mm/internal.h',
        sources: ['6.10 mm/internal.h:1185', '7.1.5 mm/internal.h:1597'],
      },
    ],
    returns: [
      { since: '5.18', until: '6.9', text: 'folio or NULL (speculative, fast path)' },
      {
        since: '6.10',
        text: '0, -ENOMEM or -EREMOTEIO (slow path); the speculative one is try_grab_folio_fast(), local to mm/gup.c',
      },
    ],
    sources: ['6.10 mm/gup.c:460'],
  },
] as const satisfies readonly FunctionFact[];
