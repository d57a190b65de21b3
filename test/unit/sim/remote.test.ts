import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

const KERNELS = ['5.11', '6.1', '6.12'];
const map = { op: 'mmap', region: 'a', kind: 'anon', pages: 1 };
const write = (value: number): object => ({ op: 'touch', region: 'a', mode: 'w', value });
const read = { op: 'touch', region: 'a', mode: 'r' };

describe('memory reached from outside', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: /proc/PID/mem writes where user space may not, process_vm_writev does not`, () => {
      const readOnly = { op: 'mprotect', region: 'a', prot: 'r' };
      const steps = run(kernel, [
        map,
        write(65),
        { op: 'fork', child: 'p1' },
        { ...readOnly, proc: 'p1' },
        { op: 'process_vm_write', target: 'p1', region: 'a', value: 1 },
        { op: 'mem_write', target: 'p1', region: 'a', value: 2 },
        { op: 'mem_read', target: 'p1', region: 'a' },
        read,
      ]);
      assert.deepEqual([steps[4].rc, steps[5].rc], ['-EFAULT', 1]);
      assert.deepEqual([steps[6].value, last(steps).value], [2, 65]);
      assert.ok(!mapped(last(steps), 'p1.a[0]').flags.includes('write'));
    });

    it(`${kernel}: process_vm_writev pins, dirties and unpins`, () => {
      const step = last(run(kernel, [map, { op: 'process_vm_write', region: 'a', value: 3 }]));
      assert.deepEqual(
        [step.rc, step.vmstat.nr_foll_pin_acquired, step.vmstat.nr_foll_pin_released],
        [1, 1, 1],
      );
      const { page } = mapped(step, 'p0.a[0]');
      assert.deepEqual([page.byte0, page.ref, page.flags.includes('dirty')], [3, 1, true]);
      assert.equal(step.procs.p0.has_pinned, true);
    });

    it(`${kernel}: a pipe shows what became of the page it refers to`, () => {
      const splice = { op: 'vmsplice', region: 'a', pipe: 'q' };
      const steps = run(kernel, [
        map,
        write(65),
        splice,
        write(66),
        { op: 'munmap', region: 'a' },
        { op: 'piperead', pipe: 'q' },
        { op: 'piperead', pipe: 'q' },
      ]);
      assert.equal(steps[5].value, 66);
      assert.equal(steps[5].pages.page1, 'freed');
      assert.equal(last(steps).rc, '-EAGAIN');
    });

    it(`${kernel}: nothing is mapped there`, () => {
      const gone = [map, { op: 'munmap', region: 'a' }];
      assert.equal(last(run(kernel, [...gone, { op: 'mem_read', region: 'a' }])).rc, '-EIO');
      const splice = { op: 'vmsplice', region: 'a' };
      assert.equal(last(run(kernel, [...gone, splice])).rc, '-EFAULT');
    });
  }
});
