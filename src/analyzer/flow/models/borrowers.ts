/**
 * Kernel functions that may be given pages, arrays of pages or what holds them, and keep nothing:
 * when they return, whoever held the pages before still does.
 */
const NAMES = `
  dma_map_page dma_map_page_attrs dma_unmap_page dma_unmap_page_attrs dma_map_sg dma_map_sg_attrs dma_unmap_sg
  dma_unmap_sg_attrs dma_map_sgtable dma_unmap_sgtable dma_sync_sg_for_cpu dma_sync_sg_for_device
  dma_sync_sgtable_for_cpu dma_sync_sgtable_for_device dma_mapping_error dma_map_single dma_unmap_single
  pci_map_page pci_map_sg pci_unmap_sg pci_unmap_page pci_dma_mapping_error
  kunmap kunmap_atomic kunmap_local vmap vunmap vm_map_ram vm_unmap_ram flush_dcache_page flush_dcache_folio
  flush_kernel_dcache_page flush_anon_page copy_page clear_page clear_highpage clear_user_highpage copy_highpage
  copy_user_highpage memcpy_to_page memcpy_from_page memset_page zero_user zero_user_segment
  copy_page_to_iter copy_page_from_iter copy_from_user copy_to_user copy_to_user_page copy_from_user_page
  PageCompound PageHead PageTail PageHuge PageAnon PageReserved PageDirty PageSlab PageLocked PageHighMem
  PageTransHuge PageTransCompound PageHWPoison SetPageDirty ClearPageDirty lock_page unlock_page trylock_page
  lock_page_killable folio_lock folio_unlock folio_trylock page_mapped page_mapcount folio_mapcount page_ref_count
  folio_ref_count page_count page_mapping folio_mapping page_zonenum page_zone page_to_nid folio_nid page_is_pfmemalloc
  page_size compound_order compound_nr folio_nr_pages folio_size folio_order folio_test_large folio_test_anon
  folio_test_hugetlb folio_page_idx page_maybe_dma_pinned folio_maybe_dma_pinned is_zero_page is_zero_pfn
  is_zone_device_page is_longterm_pinnable_page mark_page_accessed folio_mark_accessed activate_page
  wait_on_page_bit wait_on_page_writeback folio_wait_writeback lru_add_drain
  sg_init_table sg_init_one sg_mark_end sg_next sg_last sg_chain sg_nents sg_copy_to_buffer sg_copy_from_buffer
  sg_pcopy_to_buffer sg_pcopy_from_buffer sg_zero_buffer sg_dma_address sg_dma_len
  iov_iter_bvec iov_iter_kvec iov_iter_advance iov_iter_revert
  printk pr_err pr_warn pr_info pr_debug pr_notice pr_warn_ratelimited pr_err_ratelimited dev_err dev_warn dev_info
  dev_dbg dev_notice dev_err_ratelimited netdev_err netdev_dbg netdev_warn
  mutex_lock mutex_unlock mutex_init mutex_destroy mutex_lock_interruptible mutex_lock_killable mutex_trylock
  spin_lock spin_unlock spin_lock_init spin_lock_irq spin_unlock_irq spin_lock_irqsave spin_unlock_irqrestore
  spin_lock_bh spin_unlock_bh down up up_read up_write down_read down_write read_lock read_unlock write_lock
  write_unlock rcu_read_lock rcu_read_unlock lockdep_assert_held might_sleep cond_resched
  init_completion complete complete_all reinit_completion wait_for_completion wait_for_completion_timeout
  wait_for_completion_interruptible wait_for_completion_killable wait_for_completion_interruptible_timeout
  init_waitqueue_head wake_up wake_up_all wake_up_interruptible
  INIT_LIST_HEAD list_del list_del_init list_empty INIT_WORK INIT_DELAYED_WORK atomic_set atomic_read atomic_inc
  atomic_dec atomic_add atomic_sub refcount_set refcount_read refcount_inc memcmp memchr_inv memchr sizeof
  access_ok put_user get_user IS_ALIGNED array_size size_add size_mul
   trace_printk dump_page print_hex_dump
  sort bsearch set_bit clear_bit test_bit page_kasan_tag_reset set_memory_uc set_memory_wb set_pages_array_uc
  set_pages_array_wb drm_clflush_pages drm_clflush_sg wbinvd_on_all_cpus clflush_cache_range
  invalidate_kernel_vmap_range flush_kernel_vmap_range flush_icache_range isolate_lru_page folio_isolate_lru
  mm_account_pinned_pages account_locked_vm __account_locked_vm page_to_section unmap_mapping_range
`;

const borrowers: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/));

/** Families in which no member keeps what it is given. */
const FAMILIES =
  /^(trace_|pr_|dev_(err|warn|info|dbg|notice|crit)|drm_(err|dbg|warn|info)|DRM_|netdev_|ibdev_|lockdep_|kunmap|memcpy|kmsan_|kasan_|__builtin_)/;

/** By the kernel's names for them: assertions, messages, conversions of a page and questions. */
const HARMLESS =
  /^(?:VM_)?(?:BUG|WARN)_ON|^assert_|_(?:dbg|debug|err|warn|info)$|^page_to_\w+$|(?:^|_)is_[a-z]\w*$/;

export function borrows(callee: string): boolean {
  return borrowers.has(callee) || FAMILIES.test(callee) || HARMLESS.test(callee);
}
