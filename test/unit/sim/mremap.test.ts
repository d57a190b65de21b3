import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

const KERNELS = ['6.1', '6.12'];

describe('mremap() (mm/mremap.c)', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: of merged pages gives each mapping a page of its own first`, () => {
      const step = last(
        run(kernel, [
          { op: 'mmap', region: 'a', kind: 'anon', pages: 2 },
          { op: 'touch', region: 'a', page: 0, mode: 'w', value: 5 },
          { op: 'touch', region: 'a', page: 1, mode: 'w', value: 5 },
          { op: 'madvise', region: 'a', advice: 'MERGEABLE' },
          { op: 'ksm', action: 'merge' },
          { op: 'mremap', region: 'a', page: 0, pages: 1, to: 'b' },
        ]),
      );
      assert.equal(mapped(step, 'p0.b[0]').page.flags.includes('ksm'), false);
      assert.equal(mapped(step, 'p0.a[1]').page.flags.includes('ksm'), true);
    });

    it(`${kernel}: moves whole huge pages of hugetlb, with the reservation`, () => {
      const steps = run(kernel, [
        { op: 'mmap', region: 'a', kind: 'hugetlb', pages: 1024, track: [0, 512] },
        { op: 'touch', region: 'a', mode: 'w', value: 3 },
        { op: 'mremap', region: 'a', page: 100, to: 'b' },
        { op: 'mremap', region: 'a', to: 'c', dontunmap: true },
        { op: 'mremap', region: 'a', to: 'd' },
        // All ten that nobody has reserved.
        { op: 'mmap', region: 'rest', kind: 'hugetlb', pages: 5120, track: [] },
        { op: 'mmap', region: 'more', kind: 'hugetlb', pages: 512, track: [] },
        { op: 'touch', region: 'd', page: 512, mode: 'w', value: 4 },
      ]);
      assert.deepEqual(
        steps.map((step) => step.rc),
        [0, 0, '-EINVAL', '-EINVAL', 0, 0, '-ENOMEM', 0],
      );
      assert.equal(mapped(last(steps), 'p0.d[0]').page.byte0, 3);
    });

    it(`${kernel}: what may not expand is told before what reaches too far`, () => {
      const steps = run(kernel, [
        { op: 'mmap', region: 'a', kind: 'anon', pages: 2 },
        { op: 'munmap', region: 'a', page: 1, pages: 1 },
        { op: 'mremap', region: 'a', to: 'b' },
      ]);
      assert.equal(last(steps).rc, '-EFAULT');
    });
  }
});
