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

describe('MADV_COLLAPSE of shmem (mm/khugepaged.c, collapse_file(), from 6.1; a page cache of large folios in 6.12)', () => {
  const memfd = (share: string, more: object = {}): object => ({
    ...map,
    kind: 'memfd',
    pages: 512,
    track: [0, 5],
    share,
    ...more,
  });

  it('6.12: makes a huge folio of the file, holes and all, and maps it by one entry', () => {
    const step = last(run('6.12', [memfd('shared'), touch(0), touch(5, 'r'), collapse]));
    assert.equal(step.rc, 0);
    const { level, page, label } = mapped(step, 'p0.a[0]');
    assert.deepEqual([level, page.order, page.ref, page.byte0], ['pmd', 9, 513, 0x41]);
    assert.ok(label !== 'page1' && page.flags.includes('dirty'));
    assert.equal(step.pages.page1, 'freed');
  });

  it('6.12: leaves a page alone that someone holds, and the others with it', () => {
    const held = { op: 'gup', fn: 'pin_user_pages', region: 'a', flags: ['LONGTERM'], handle: 'h' };
    const step = last(run('6.12', [memfd('shared'), touch(0), held, collapse]));
    assert.equal(step.rc, '-EAGAIN');
    assert.equal(mapped(step, 'p0.a[0]').level, 'pte');
  });

  it('6.12: goes on without the pages of another process, which faults them in again', () => {
    const step = last(
      run('6.12', [
        memfd('shared', { track: [0] }),
        touch(0),
        { op: 'fork', child: 'p1' },
        { ...touch(0, 'r'), proc: 'p1' },
        collapse,
      ]),
    );
    assert.equal(step.rc, 0);
    assert.equal(step.ptes['p1.a[0]'], null);
    assert.equal(mapped(step, 'p0.a[0]').level, 'pmd');
  });

  it('6.12: is in vain where the mapping wrote privately, where the file is empty, or where denied', () => {
    const tunable = (value: string): object => ({ op: 'tunable', name: 'thp-shmem', value });
    assert.equal(last(run('6.12', [memfd('private'), touch(0), collapse])).rc, '-EINVAL');
    assert.equal(last(run('6.12', [memfd('shared'), collapse])).rc, '-EINVAL');
    assert.equal(
      last(run('6.12', [tunable('deny'), memfd('shared'), touch(0), collapse])).rc,
      '-EINVAL',
    );
  });

  it('6.1: is refused, its page cache has no folio of that size', () => {
    assert.equal(last(run('6.1', [memfd('shared'), touch(0), collapse])).rc, '-EINVAL');
  });

  it('is no success for a range without a whole huge page', () => {
    for (const kernel of KERNELS) {
      const part = { ...collapse, page: 1, pages: 3 };
      assert.equal(last(run(kernel, [map, touch(0), part])).rc, '-EINVAL');
    }
  });
});
