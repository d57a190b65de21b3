/** References on pages, other forms of a page, its contents and its dirty state. */
import { each, type Helper } from './types';

export const PAGES: readonly Helper[] = [
  ...each([{ does: 'acquires', pages: 0, tracking: 'get', success: 'always' }], {
    get_page: '6.12.117 include/linux/mm.h:1448',
    folio_get: '6.12.117 include/linux/mm.h:1442',
    folio_ref_inc: '6.12.117 include/linux/page_ref.h:158',
    page_ref_inc: '6.12.117 include/linux/page_ref.h:151',
  }),
  // The reference that the page table entry had is the caller's from here on.
  ...each([{ does: 'acquires', pages: 0, tracking: 'get', success: 'always' }], {
    folio_remove_rmap_pte: '6.12.117 include/linux/rmap.h:256',
    folio_remove_rmap_ptes: '6.12.117 include/linux/rmap.h:254',
    folio_remove_rmap_pmd: '6.12.117 include/linux/rmap.h:258',
    page_remove_rmap: '6.1.192 include/linux/rmap.h:199',
  }),
  ...each([{ does: 'acquires', pages: 0, tracking: 'get', success: 'true' }], {
    try_get_page: '6.12.117 include/linux/mm.h:1453',
    folio_try_get: '6.12.117 include/linux/page_ref.h:262',
    get_page_unless_zero: '6.12.117 include/linux/mm.h:1155',
  }),
  ...each([{ does: 'acquires', pages: 0, tracking: 'get', success: 'always', count: 1 }], {
    folio_ref_add: '6.12.117 include/linux/page_ref.h:125',
    page_ref_add: '6.12.117 include/linux/page_ref.h:118',
  }),
  ...each([{ does: 'acquires', pages: 0, tracking: 'pin', success: 'always' }], {
    folio_add_pin: '6.12.117 include/linux/mm.h:2589',
  }),
  ...each(
    [{ does: 'acquires', pages: 0, tracking: 'pin', success: 'zero', count: 1 }],
    { folio_add_pins: '6.13.7 mm/gup.c:3777' },
    { since: '6.13' },
  ),
  ...each([{ does: 'acquires', pages: 'return', tracking: 'get', success: 'pointer' }], {
    find_get_page: '6.12.117 include/linux/pagemap.h:831',
    find_lock_page: '6.12.117 include/linux/pagemap.h:856',
    find_or_create_page: '6.12.117 include/linux/pagemap.h:881',
    grab_cache_page: '6.12.117 include/linux/pagemap.h:997',
    read_mapping_page: '6.12.117 include/linux/pagemap.h:1012',
    shmem_read_mapping_page: '6.12.117 include/linux/shmem_fs.h:157',
    read_cache_page: '6.12.117 include/linux/pagemap.h:1007',
    filemap_get_folio: '6.12.117 include/linux/pagemap.h:777',
    __filemap_get_folio: '6.12.117 include/linux/pagemap.h:761',
    filemap_lock_folio: '6.12.117 include/linux/pagemap.h:795',
    read_cache_folio: '6.12.117 include/linux/pagemap.h:1003',
    read_mapping_folio: '6.12.117 include/linux/pagemap.h:1018',
  }),
  ...each([{ does: 'allocates', zeroed: false, fails: 'null' }], {
    alloc_page: '6.12.117 include/linux/gfp.h:343',
    alloc_pages: '6.12.117 include/linux/gfp.h:337',
    alloc_pages_node: '6.12.117 include/linux/gfp.h:303',
    folio_alloc: '6.12.117 include/linux/gfp.h:339',
    vma_alloc_folio: '6.12.117 include/linux/gfp.h:341',
    alloc_pages_exact: '6.12.117 include/linux/gfp.h:361',
  }),
  ...each([{ does: 'releases', tracking: 'get', argument: { kind: 'page', param: 0 } }], {
    __free_page: '6.12.117 include/linux/gfp.h:400',
    __free_pages: '6.12.117 include/linux/gfp.h:375',
  }),
  ...each(
    [{ does: 'releases', tracking: 'get', argument: { kind: 'counted', param: 0, count: 1 } }],
    {
      page_ref_sub: '6.12.117 include/linux/page_ref.h:130',
      folio_ref_sub: '6.12.117 include/linux/page_ref.h:137',
    },
  ),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'folio' }], {
    page_folio: '6.12.117 include/linux/page-flags.h:264',
    pfn_folio: '6.12.117 include/linux/mm.h:1903',
    virt_to_folio: '6.12.117 include/linux/mm.h:1280',
  }),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'page' }], {
    folio_page: '6.12.117 include/linux/page-flags.h:277',
    compound_head: '6.12.117 include/linux/page-flags.h:249',
    nth_page: '6.12.117 include/linux/mm.h:223',
    folio_file_page: '6.12.117 include/linux/pagemap.h:951',
    pfn_to_page: '6.12.117 include/asm-generic/memory_model.h:65',
    pfn_to_online_page: '6.12.117 include/linux/memory_hotplug.h:32',
    phys_to_page: '6.12.117 arch/arm64/include/asm/memory.h:360',
    virt_to_page: '6.12.117 arch/x86/include/asm/page.h:68',
    virt_to_head_page: '6.12.117 include/linux/mm.h:1273',
    kmap_to_page: '6.12.117 include/linux/highmem-internal.h:61',
    vmalloc_to_page: '6.12.117 include/linux/mm.h:1179',
  }),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'pfn' }], {
    page_to_pfn: '6.12.117 include/asm-generic/memory_model.h:64',
    folio_pfn: '6.12.117 include/linux/mm.h:1898',
    PHYS_PFN: '6.12.117 include/linux/pfn.h:22',
    virt_to_pfn: '6.1.192 include/asm-generic/page.h:77',
    pfn_to_pfn_t: '6.12.117 include/linux/pfn_t.h:37',
    page_to_pfn_t: '6.12.117 include/linux/pfn_t.h:69',
  }),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'phys' }], {
    page_to_phys: '6.12.117 arch/x86/include/asm/io.h:157',
    PFN_PHYS: '6.12.117 include/linux/pfn.h:21',
    virt_to_phys: '6.12.117 include/asm-generic/io.h:1036',
    __pa: '6.1.192 include/asm-generic/page.h:75',
  }),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'virt', fails: 'null' }], {
    vmap: '6.12.117 include/linux/vmalloc.h:200',
    vm_map_ram: '6.12.117 include/linux/vmalloc.h:135',
    vmap_pfn: '6.12.117 include/linux/vmalloc.h:202',
  }),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'virt' }], {
    page_to_virt: '6.12.117 include/linux/mm.h:116',
    page_address: '6.12.117 include/linux/mm.h:2277',
    folio_address: '6.12.117 include/linux/mm.h:2305',
    phys_to_virt: '6.12.117 include/asm-generic/io.h:1044',
    pfn_to_kaddr: '6.12.117 arch/x86/include/asm/page.h:72',
    __va: '6.1.192 include/asm-generic/page.h:74',
    kmap: '6.12.117 include/linux/highmem-internal.h:40',
    kmap_atomic: '6.12.117 include/linux/highmem-internal.h:108',
    kmap_local_page: '6.12.117 include/linux/highmem-internal.h:71',
    kmap_local_folio: '6.12.117 include/linux/highmem-internal.h:76',
    kmap_local_pfn: '6.12.117 include/linux/highmem-internal.h:87',
    kmap_atomic_pfn: '6.12.117 include/linux/highmem-internal.h:113',
    kmap_atomic_prot: '6.12.117 include/linux/highmem-internal.h:97',
    kmap_local_page_prot: '6.12.117 include/linux/highmem-internal.h:82',
  }),
  ...each([{ does: 'dirties', param: 0, locks: false }], {
    set_page_dirty: '6.12.117 include/linux/mm.h:2599',
    folio_mark_dirty: '6.12.117 include/linux/mm.h:2598',
    __set_page_dirty_nobuffers: '6.1.192 include/linux/pagemap.h:1137',
  }),
  ...each([{ does: 'dirties', param: 0, locks: true }], {
    set_page_dirty_lock: '6.12.117 include/linux/mm.h:2600',
  }),
  ...each(
    [{ does: 'dirties', param: 0, locks: true }],
    { folio_mark_dirty_lock: '6.13.7 include/linux/mm.h:2554' },
    { since: '6.13' },
  ),
  ...each([{ does: 'dirties', param: 1, locks: false }], {
    folio_redirty_for_writepage: '6.12.117 include/linux/writeback.h:392',
  }),
  ...each([{ does: 'touches', param: 0, access: 'write' }], {
    memcpy_to_page: '6.12.117 include/linux/highmem.h:427',
    memset_page: '6.12.117 include/linux/highmem.h:407',
    memzero_page: '6.12.117 include/linux/highmem.h:438',
    clear_highpage: '6.12.117 include/linux/highmem.h:237',
    zero_user: '6.12.117 include/linux/highmem.h:295',
    zero_user_segment: '6.12.117 include/linux/highmem.h:289',
    zero_user_segments: '6.12.117 include/linux/highmem.h:265',
    copy_page_from_iter: '6.12.117 include/linux/uio.h:179',
    copy_page_from_iter_atomic: '6.12.117 include/linux/uio.h:170',
    copy_folio_from_iter_atomic: '6.12.117 include/linux/uio.h:198',
    copy_from_iter: '6.12.117 include/linux/uio.h:216',
    _copy_from_iter: '6.12.117 include/linux/uio.h:183',
    copy_from_iter_full: '6.12.117 include/linux/uio.h:234',
    memcpy_fromio: '6.12.117 include/asm-generic/io.h:1205',
    __copy_from_user: '6.12.117 include/linux/uaccess.h:102',
    clear_page: '6.1.192 include/asm-generic/page.h:28',
    clear_user_highpage: '6.12.117 include/linux/highmem.h:202',
    memset: '6.12.117 include/linux/string.h:219',
    memzero_explicit: '6.12.117 include/linux/string.h:372',
    copy_from_user: '6.12.117 include/linux/uaccess.h:205',
  }),
  ...each([{ does: 'touches', param: 1, access: 'read' }], {
    memcpy_from_page: '6.12.117 include/linux/highmem.h:417',
    memcpy_toio: '6.12.117 include/asm-generic/io.h:1223',
    __copy_to_user: '6.12.117 include/linux/uaccess.h:140',
    copy_from_user_page: '6.12.117 include/asm-generic/cacheflush.h:117',
    copy_to_user: '6.12.117 include/linux/uaccess.h:217',
  }),
  ...each(
    [
      { does: 'touches', param: 0, access: 'write' },
      { does: 'touches', param: 2, access: 'read' },
    ],
    { memcpy_page: '6.12.117 include/linux/highmem.h:394' },
  ),
  ...each(
    [
      { does: 'touches', param: 0, access: 'write' },
      { does: 'touches', param: 1, access: 'read' },
    ],
    {
      copy_highpage: '6.12.117 include/linux/highmem.h:320',
      copy_page: '6.1.192 include/asm-generic/page.h:29',
      copy_user_highpage: '6.12.117 include/linux/highmem.h:303',
    },
  ),
  ...each(
    [
      { does: 'touches', param: 0, access: 'write' },
      { does: 'touches', param: 1, access: 'read' },
      { does: 'copies', from: 1, to: 0 },
    ],
    {
      memcpy: '6.12.117 include/linux/string.h:259',
      memmove: '6.12.117 include/linux/string.h:262',
    },
  ),
  ...each([{ does: 'touches', param: 0, access: 'read' }], {
    copy_page_to_iter: '6.12.117 include/linux/uio.h:177',
    copy_to_iter: '6.12.117 include/linux/uio.h:208',
    copy_folio_to_iter: '6.12.117 include/linux/uio.h:186',
  }),
  ...each(
    [
      { does: 'touches', param: 0, access: 'read' },
      { does: 'touches', param: 1, access: 'read' },
    ],
    { memcmp: '6.12.117 include/linux/string.h:268' },
  ),
  ...each([{ does: 'touches', param: 1, access: 'write' }], {
    copy_to_user_page: '6.12.117 include/asm-generic/cacheflush.h:107',
  }),
  ...each(
    [
      { does: 'maps-dma', param: 1, direction: 4 },
      { does: 'aliases', from: 1, to: 'return', form: 'dma' },
    ],
    {
      dma_map_page: '6.12.117 include/linux/dma-mapping.h:465',
      dma_map_page_attrs: '6.12.117 include/linux/dma-mapping.h:101',
    },
  ),
  ...each(
    [
      { does: 'maps-dma', param: 1, direction: 3 },
      { does: 'aliases', from: 1, to: 'return', form: 'dma' },
    ],
    { dma_map_single: '6.12.117 include/linux/dma-mapping.h:461' },
  ),
  ...each([{ does: 'maps-dma', param: 1, direction: 3 }], {
    dma_map_sg: '6.12.117 include/linux/dma-mapping.h:463',
    dma_map_sg_attrs: '6.12.117 include/linux/dma-mapping.h:106',
  }),
  ...each([{ does: 'maps-dma', param: 1, direction: 2 }], {
    dma_map_sgtable: '6.12.117 include/linux/dma-mapping.h:111',
  }),
  ...each(
    [
      { does: 'maps-dma', param: 1, direction: 2 },
      { does: 'aliases', from: 1, to: 'return', form: 'dma' },
    ],
    { dma_map_bvec: '6.12.117 include/linux/blkdev.h:653' },
  ),
  ...each([{ does: 'unmaps-dma', param: 1, direction: 3 }], {
    dma_unmap_page: '6.12.117 include/linux/dma-mapping.h:466',
    dma_unmap_page_attrs: '6.12.117 include/linux/dma-mapping.h:104',
    dma_unmap_single: '6.12.117 include/linux/dma-mapping.h:462',
    dma_unmap_sg: '6.12.117 include/linux/dma-mapping.h:464',
    dma_unmap_sg_attrs: '6.12.117 include/linux/dma-mapping.h:108',
  }),
  ...each([{ does: 'unmaps-dma', param: 1, direction: 2 }], {
    dma_unmap_sgtable: '6.12.117 include/linux/dma-mapping.h:420',
  }),
];
