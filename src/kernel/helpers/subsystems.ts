/** Calls that hand an object to another part of the kernel, and find it again. */
import { each, type Helper } from './types';

export const SUBSYSTEMS: readonly Helper[] = [
  ...each([{ does: 'hands-on', param: 0 }], {
    submit_bio: '6.12.117 include/linux/bio.h:378',
    submit_bio_noacct: '6.12.117 include/linux/blkdev.h:922',
    schedule_work: '6.12.117 include/linux/workqueue.h:724',
    schedule_delayed_work: '6.12.117 include/linux/workqueue.h:817',
    add_timer: '6.12.117 include/linux/timer.h:161',
    mod_timer: '6.12.117 include/linux/timer.h:151',
    tasklet_schedule: '6.12.117 include/linux/interrupt.h:718',
    irq_work_queue: '6.12.117 include/linux/irq_work.h:52',
    blk_execute_rq_nowait: '6.12.117 include/linux/blk-mq.h:1048',
  }),
  ...each([{ does: 'hands-on', param: 1 }], {
    queue_work: '6.12.117 include/linux/workqueue.h:662',
    queue_delayed_work: '6.12.117 include/linux/workqueue.h:676',
    queue_rcu_work: '6.12.117 include/linux/workqueue.h:597',
    task_work_add: '6.12.117 include/linux/task_work.h:32',
    kthread_queue_work: '6.12.117 include/linux/kthread.h:197',
    fd_install: '6.12.117 include/linux/file.h:117',
  }),
  ...each([{ does: 'hands-on', param: 2 }], {
    queue_work_on: '6.12.117 include/linux/workqueue.h:589',
    queue_delayed_work_on: '6.12.117 include/linux/workqueue.h:593',
    anon_inode_getfd: '6.12.117 include/linux/anon_inodes.h:27',
  }),
  ...each([{ does: 'keeps', param: 2, into: 'return' }], {
    anon_inode_getfile: '6.12.117 include/linux/anon_inodes.h:17',
  }),
  ...each([{ does: 'keeps', param: 0, into: 'return' }], {
    dma_buf_export: '6.12.117 include/linux/dma-buf.h:611',
  }),
  ...each([{ does: 'calls', callback: 2, argument: 1, when: 'later' }], {
    dma_fence_add_callback: '6.12.117 include/linux/dma-fence.h:398',
  }),
  ...each([{ does: 'keeps', param: 1, into: 0 }], {
    dev_set_drvdata: '6.12.117 include/linux/device.h:930',
    platform_set_drvdata: '6.12.117 include/linux/platform_device.h:285',
    pci_set_drvdata: '6.12.117 include/linux/pci.h:2180',
    i2c_set_clientdata: '6.12.117 include/linux/i2c.h:373',
    usb_set_intfdata: '6.12.117 include/linux/usb.h:292',
    spi_set_drvdata: '6.12.117 include/linux/spi/spi.h:277',
    video_set_drvdata: '6.12.117 include/media/v4l2-dev.h:493',
    folio_batch_add: '6.12.117 include/linux/pagevec.h:74',
  }),
  ...each([{ does: 'retrieves', from: 0, to: 'return' }], {
    dev_get_drvdata: '6.12.117 include/linux/device.h:925',
    platform_get_drvdata: '6.12.117 include/linux/platform_device.h:280',
    pci_get_drvdata: '6.12.117 include/linux/pci.h:2175',
    i2c_get_clientdata: '6.12.117 include/linux/i2c.h:368',
    usb_get_intfdata: '6.12.117 include/linux/usb.h:276',
    spi_get_drvdata: '6.12.117 include/linux/spi/spi.h:282',
    video_get_drvdata: '6.12.117 include/media/v4l2-dev.h:482',
    virtqueue_get_buf: '6.12.117 include/linux/virtio.h:74',
  }),
  ...each([{ does: 'keeps', param: 4, into: 0 }], {
    virtqueue_add_sgs: '6.12.117 include/linux/virtio.h:59',
  }),
  ...each([{ does: 'keeps', param: 3, into: 0 }], {
    virtqueue_add_outbuf: '6.12.117 include/linux/virtio.h:43',
    virtqueue_add_inbuf: '6.12.117 include/linux/virtio.h:48',
  }),
  ...each([{ does: 'keeps', param: 1, into: 'return' }], {
    drm_prime_pages_to_sg: '6.12.117 include/drm/drm_prime.h:95',
  }),
  ...each([{ does: 'aliases', from: 0, to: 'return', form: 'page' }], {
    hmm_pfn_to_page: '6.12.117 include/linux/hmm.h:55',
  }),
  ...each([{ does: 'releases', tracking: 'get', argument: { kind: 'container', param: 0 } }], {
    folio_batch_release: '6.12.117 include/linux/pagevec.h:98',
    pagevec_release: '6.1.192 include/linux/pagevec.h:68',
  }),
  ...each(
    [{ does: 'releases', tracking: 'get', argument: { kind: 'array', param: 0, count: 1 } }],
    { folios_put: '6.1.192 include/linux/mm.h:1219' },
    { since: '6.1', until: '6.8' },
  ),
  ...each(
    [{ does: 'releases', tracking: 'get', argument: { kind: 'container', param: 0 } }],
    { folios_put: '6.12.117 include/linux/mm.h:1535' },
    { since: '6.9' },
  ),
  ...each([{ does: 'releases', tracking: 'owner', argument: { kind: 'container', param: 1 } }], {
    pipe_buf_release: '6.12.117 include/linux/pipe_fs_i.h:213',
    sk_msg_free: '6.12.117 include/linux/skmsg.h:132',
    sk_msg_free_nocharge: '6.12.117 include/linux/skmsg.h:133',
  }),
  ...each([{ does: 'releases', tracking: 'owner', argument: { kind: 'container', param: 0 } }], {
    bio_free_pages: '6.12.117 include/linux/bio.h:439',
  }),
  ...each([{ does: 'frees', param: 0 }], { bio_put: '6.12.117 include/linux/bio.h:363' }),
];
