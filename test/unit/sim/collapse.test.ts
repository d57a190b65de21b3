import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

const KERNELS = ['6.1', '6.12'];
const map = { op: 'mmap', region: 'a', kind: 'anon', pages: 1024, track: [0, 5, 512] };
const touch = (page: number, mode = 'w'): object => ({ op: 'touch', region: 'a', page, mode });
const collapse = { op: 'madvise', region: 'a', advice: 'COLLAPSE' };

describe('MADV_COLLAPSE', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: copies small pages, holes and zero pages into a huge page`, () => {
      const step = last(run(kernel, [map, touch(0), touch(5, 'r'), touch(512), collapse]));
      assert.equal(step.rc, 0);
      const { level, page } = mapped(step, 'p0.a[5]');
      assert.deepEqual([level, page.order, page.ref, page.byte0], ['pmd', 9, 1, 0]);
      assert.equal(mapped(step, 'p0.a[0]').page.byte0, 0x41);
      assert.equal(step.pages.page1, 'freed');
    });

    it(`${kernel}: says -EAGAIN for a held page, -EINVAL where nothing is writable or mapped`, () => {
      const held = { op: 'gup', fn: 'get_user_pages', region: 'a', handle: 'h' };
      assert.equal(last(run(kernel, [map, touch(0), touch(512), held, collapse])).rc, '-EAGAIN');
      const readOnly = { op: 'mprotect', region: 'a', prot: 'r' };
      assert.equal(
        last(run(kernel, [map, touch(0), touch(512), readOnly, collapse])).rc,
        '-EINVAL',
      );
      assert.equal(last(run(kernel, [map, touch(0), collapse])).rc, '-EINVAL');
      assert.equal(last(run(kernel, [map, collapse])).rc, '-EINVAL');
    });

    it(`${kernel}: makes whole again what was mapped page by page`, () => {
      const steps = [
        { ...map, pages: 512, track: [0, 5] },
        { op: 'madvise', region: 'a', advice: 'HUGEPAGE' },
        touch(0),
        { op: 'mprotect', region: 'a', page: 5, pages: 1, prot: 'r' },
        { op: 'mprotect', region: 'a', page: 5, pages: 1, prot: 'rw' },
        collapse,
      ];
      const step = last(run(kernel, steps));
      assert.equal(step.rc, 0);
      assert.deepEqual([mapped(step, 'p0.a[0]').level, step.pages.page1], ['pmd', 'freed']);
    });
  }
});
