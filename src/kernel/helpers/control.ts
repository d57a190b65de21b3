/** Error pointers, calls that do not return, and functions that run later. */
import { each, type Helper } from './types';

export const CONTROL: readonly Helper[] = [
  ...each([{ does: 'tests', param: 0, holds: 'error' }], {
    IS_ERR: '6.12.117 include/linux/err.h:68',
    IS_ERR_VALUE: '6.12.117 include/linux/err.h:28',
  }),
  ...each([{ does: 'tests', param: 0, holds: 'error-or-null' }], {
    IS_ERR_OR_NULL: '6.12.117 include/linux/err.h:82',
  }),
  ...each([{ does: 'decodes-error', param: 0 }], {
    PTR_ERR: '6.12.117 include/linux/err.h:55',
    PTR_ERR_OR_ZERO: '6.12.117 include/linux/err.h:117',
  }),
  ...each([{ does: 'encodes-error', param: 0 }], { ERR_PTR: '6.12.117 include/linux/err.h:39' }),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'same' }], {
    ERR_CAST: '6.12.117 include/linux/err.h:94',
    WARN_ON: '6.12.117 include/asm-generic/bug.h:122',
    WARN_ON_ONCE: '6.12.117 include/asm-generic/bug.h:110',
    WARN: '6.12.117 include/asm-generic/bug.h:131',
    WARN_ONCE: '6.12.117 include/asm-generic/bug.h:151',
    likely: '6.12.117 include/linux/compiler.h:44',
    unlikely: '6.12.117 include/linux/compiler.h:47',
    READ_ONCE: '6.12.117 include/asm-generic/rwonce.h:47',
    rcu_dereference: '6.12.117 include/linux/rcupdate.h:758',
    rcu_dereference_protected: '6.12.117 include/linux/rcupdate.h:748',
    rcu_dereference_raw: '6.12.117 include/linux/rcupdate.h:555',
    array_index_nospec: '6.12.117 include/linux/nospec.h:55',
  }),
  ...each([{ does: 'noreturn' }], {
    BUG: '6.12.117 include/asm-generic/bug.h:63',
    panic: '6.12.117 include/linux/panic.h:12',
    do_exit: '6.12.117 include/linux/kernel.h:166',
    do_group_exit: '6.12.117 include/linux/sched/task.h:93',
    make_task_dead: '6.12.117 include/linux/sched/task.h:73',
    kthread_exit: '6.12.117 include/linux/kthread.h:100',
    kthread_complete_and_exit: '6.12.117 include/linux/kthread.h:101',
    unreachable: '6.12.117 include/linux/compiler.h:123',
    __builtin_unreachable: '6.12.117 include/linux/compiler.h:125',
  }),
  ...each([{ does: 'asserts-not', param: 0 }], { BUG_ON: '6.12.117 include/asm-generic/bug.h:71' }),
  ...each([{ does: 'retrieves', from: 0, to: 'return' }], {
    smp_load_acquire: '6.12.117 include/asm-generic/barrier.h:176',
  }),
  ...each([{ does: 'keeps', param: 1, into: 0 }], {
    WRITE_ONCE: '6.12.117 include/asm-generic/rwonce.h:58',
    rcu_assign_pointer: '6.12.117 include/linux/rcupdate.h:594',
    RCU_INIT_POINTER: '6.12.117 include/linux/rcupdate.h:1026',
    smp_store_release: '6.12.117 include/asm-generic/barrier.h:172',
  }),
  ...each(
    [
      { does: 'keeps', param: 1, into: 0 },
      { does: 'retrieves', from: 0, to: 'return' },
    ],
    { xchg: '6.12.117 include/linux/atomic/atomic-instrumented.h:4753' },
  ),
  ...each(
    [
      { does: 'keeps', param: 2, into: 0 },
      { does: 'retrieves', from: 0, to: 'return' },
    ],
    { cmpxchg: '6.12.117 include/linux/atomic/atomic-instrumented.h:4783' },
  ),
  ...each(
    [{ does: 'tells-pinned', param: 0 }],
    { iov_iter_extract_will_pin: '6.12.117 include/linux/uio.h:402' },
    { since: '6.3' },
  ),
  ...each([{ does: 'tells-pinned', param: 0 }], {
    user_backed_iter: '6.12.117 include/linux/uio.h:148',
  }),
  ...each([{ does: 'calls', callback: 1, argument: 0, when: 'later' }], {
    INIT_WORK: '6.12.117 include/linux/workqueue.h:307',
    INIT_WORK_ONSTACK: '6.12.117 include/linux/workqueue.h:310',
    INIT_DELAYED_WORK: '6.12.117 include/linux/workqueue.h:332',
    INIT_RCU_WORK: '6.12.117 include/linux/workqueue.h:344',
    INIT_DEFERRABLE_WORK: '6.12.117 include/linux/workqueue.h:338',
    init_task_work: '6.12.117 include/linux/task_work.h:11',
    timer_setup: '6.12.117 include/linux/timer.h:120',
    tasklet_setup: '6.12.117 include/linux/interrupt.h:765',
    init_irq_work: '6.12.117 include/linux/irq_work.h:32',
    call_rcu: '6.12.117 include/linux/rcupdate.h:41',
    kthread_init_work: '6.12.117 include/linux/kthread.h:172',
  }),
  ...each([{ does: 'calls', callback: 2, argument: 1, when: 'later' }], {
    call_srcu: '6.12.117 include/linux/srcu.h:54',
  }),
  ...each([{ does: 'calls', callback: 0, argument: 1, when: 'later' }], {
    kthread_run: '6.12.117 include/linux/kthread.h:51',
    kthread_create: '6.12.117 include/linux/kthread.h:27',
  }),
  ...each([{ does: 'calls', callback: 1, argument: 0, when: 'last-put' }], {
    kref_put: '6.12.117 include/linux/kref.h:62',
    kref_put_mutex: '6.12.117 include/linux/kref.h:71',
    kref_put_lock: '6.12.117 include/linux/kref.h:82',
    percpu_ref_init: '6.12.117 include/linux/percpu-refcount.h:121',
  }),
  ...each([{ does: 'calls', callback: 1, argument: 2, when: 'teardown' }], {
    devm_add_action: '6.12.117 include/linux/device.h:294',
    devm_add_action_or_reset: '6.12.117 include/linux/device.h:308',
    drmm_add_action_or_reset: '6.12.117 include/drm/drm_managed.h:41',
  }),
  ...each([{ does: 'calls', callback: 1, argument: 2, when: 'now' }], {
    idr_for_each: '6.12.117 include/linux/idr.h:120',
  }),
  ...each([{ does: 'watches-mapping', param: 1 }], {
    mmu_notifier_register: '6.12.117 include/linux/mmu_notifier.h:291',
    mmu_notifier_get: '6.12.117 include/linux/mmu_notifier.h:279',
    mmu_interval_notifier_insert: '6.12.117 include/linux/mmu_notifier.h:300',
    mmu_interval_notifier_insert_locked: '6.12.117 include/linux/mmu_notifier.h:304',
    __mmu_notifier_register: '6.12.117 include/linux/mmu_notifier.h:293',
  }),
  ...each([{ does: 'charges', count: 1, charge: 2 }], {
    account_locked_vm: '6.12.117 include/linux/mm.h:2591',
    __account_locked_vm: '6.12.117 include/linux/mm.h:2592',
  }),
];
