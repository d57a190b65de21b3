import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, pageOf, run } from './scenario';

/** Three pages with a hole in the middle. */
const withHole: object[] = [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 3 },
  { op: 'munmap', region: 'a', page: 1, pages: 1 },
];
const advise = (advice: string, more: object = {}): object => ({
  op: 'madvise',
  region: 'a',
  advice,
  ...more,
});

describe('madvise() over a hole (mm/madvise.c, madvise_walk_vmas())', () => {
  for (const kernel of ['6.1', '6.12'])
    it(`${kernel}: advises what is mapped and says -ENOMEM at the end`, () => {
      const step = last(run(kernel, [...withHole, advise('DONTFORK')]));
      assert.equal(step.rc, '-ENOMEM');
      const child = last(
        run(kernel, [...withHole, advise('DONTFORK'), { op: 'fork', child: 'p1' }]),
      );
      assert.equal(child.ptes['p1.a[0]'], 'no-vma');
      assert.equal(child.ptes['p1.a[2]'], 'no-vma');
    });

  it('MADV_POPULATE_WRITE goes on behind it on 6.1, and ends there since 6.9', () => {
    const behind = (kernel: string): boolean => {
      const step = last(run(kernel, [...withHole, advise('POPULATE_WRITE')]));
      assert.equal(step.rc, '-ENOMEM');
      assert.ok(mapped(step, 'p0.a[0]').flags.includes('write'));
      return step.ptes['p0.a[2]'] !== null;
    };
    assert.deepEqual(['6.1', '6.5', '6.12'].map(behind), [true, true, false]);
  });

  it('stops at the first mapping that refuses', () => {
    const steps = run('6.12', [
      { op: 'mmap', region: 'f', kind: 'memfd', share: 'shared' },
      { op: 'mmap', region: 'a', kind: 'anon', adjacent_to: 'f' },
      { op: 'madvise', region: 'f', advice: 'WIPEONFORK' },
    ]);
    assert.equal(last(steps).rc, '-EINVAL');
  });
});

describe('advice that a release does not know', () => {
  it('is -EINVAL: 5.11 has no MADV_POPULATE_* (5.14), MADV_DONTNEED_LOCKED (5.18), MADV_COLLAPSE (6.1)', () => {
    for (const advice of ['POPULATE_READ', 'DONTNEED_LOCKED', 'COLLAPSE']) {
      const map = { op: 'mmap', region: 'a', kind: 'anon' };
      assert.equal(last(run('5.11', [map, advise(advice)])).rc, '-EINVAL', advice);
    }
  });
});

describe('MADV_SEQUENTIAL and MADV_RANDOM', () => {
  it('let an access say nothing about the page; MADV_RANDOM since 6.3 (vma_has_recency())', () => {
    const referenced = (kernel: string, advice: string): boolean => {
      const steps = run(kernel, [
        { op: 'mmap', region: 'a', kind: 'ext2', share: 'shared', prot: 'r' },
        advise(advice),
        { op: 'touch', region: 'a', mode: 'r' },
        { op: 'munmap', region: 'a' },
      ]);
      return pageOf(last(steps), 'page1').flags.includes('referenced');
    };
    const kernels = ['6.1', '6.5', '6.12'];
    assert.deepEqual(
      kernels.map((kernel) => referenced(kernel, 'NORMAL')),
      [true, true, true],
    );
    assert.deepEqual(
      kernels.map((kernel) => referenced(kernel, 'SEQUENTIAL')),
      [false, false, false],
    );
    assert.deepEqual(
      kernels.map((kernel) => referenced(kernel, 'RANDOM')),
      [true, false, false],
    );
  });
});

describe('advice that changes nothing', () => {
  it('does not split a huge page of hugetlb', () => {
    for (const kernel of ['6.1', '6.12']) {
      const map = { op: 'mmap', region: 'a', kind: 'hugetlb', pages: 512, track: [0] };
      const part = { page: 1, pages: 3 };
      assert.equal(last(run(kernel, [map, advise('NORMAL', part)])).rc, 0);
      assert.equal(last(run(kernel, [map, advise('DONTFORK', part)])).rc, '-EINVAL');
    }
  });
});
