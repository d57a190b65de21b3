import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, pageOf, run } from './scenario';

const KERNELS = ['6.1', '6.12'];
const map = { op: 'mmap', region: 'a', kind: 'anon', pages: 1024, track: [0, 5, 16, 511] };
const huge = { op: 'madvise', region: 'a', advice: 'HUGEPAGE' };
const touch = (page: number, mode = 'w'): object => ({ op: 'touch', region: 'a', page, mode });
const advise = (advice: string, part: object = {}): object => ({
  op: 'madvise',
  region: 'a',
  advice,
  ...part,
});
const mlock = { op: 'mlock', region: 'a', page: 0, pages: 512 };
const some = { page: 4, pages: 4 };

describe('MADV_FREE of huge pages', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: splits a huge page to free a part of it`, () => {
      const written = [0, 5, 16, 511].map((page) => touch(page));
      const step = last(run(kernel, [map, huge, ...written, advise('FREE', some)]));
      const freed = mapped(step, 'p0.a[5]');
      const kept = mapped(step, 'p0.a[16]');
      assert.deepEqual([freed.page.order, kept.page.order], [0, 0]);
      assert.ok(!freed.page.flags.includes('swapbacked') && !freed.flags.includes('dirty'));
      assert.ok(kept.page.flags.includes('swapbacked'));
    });

    it(`${kernel}: leaves a huge page whole that is held, or that a child maps, too`, () => {
      const pin = { op: 'gup', fn: 'pin_user_pages', region: 'a', handle: 'h' };
      for (const before of [pin, { op: 'fork', child: 'c' }]) {
        const step = last(run(kernel, [map, huge, touch(0), before, advise('FREE', some)]));
        const { level, page } = mapped(step, 'p0.a[5]');
        assert.deepEqual([level, page.order], ['pmd', 9]);
        assert.ok(page.flags.includes('swapbacked'));
      }
    });
  }
});

describe('swap of a 64K folio', () => {
  const small = { ...map, pages: 32, track: [0, 5, 16] };
  const knob = { op: 'tunable', name: 'thp-64k', value: 'always' };

  it('comes back in one piece with one fault', () => {
    const step = last(run('6.12', [knob, small, touch(0), advise('PAGEOUT'), touch(5, 'r')]));
    const { page, label } = mapped(step, 'p0.a[5]');
    assert.deepEqual([page.order, page.folio_mapcount, page.ref], [4, 16, 16]);
    assert.equal(pageOf(step, label).byte0, 0);
    assert.equal(mapped(step, 'p0.a[0]').page.byte0, 0x41);
  });

  it('comes back page by page once the knob forbids large folios', () => {
    const never = { ...knob, value: 'never' };
    const steps = [knob, small, touch(0), advise('PAGEOUT'), never, touch(5, 'r')];
    const step = last(run('6.12', steps));
    assert.equal(mapped(step, 'p0.a[5]').page.order, 0);
    assert.deepEqual(step.ptes['p0.a[0]'], {
      level: 'pte',
      nonpresent: ['swap', 'swap-exclusive'],
    });
  });
});

describe('mlock of huge pages', () => {
  const isLocked = (flags: readonly string[]): boolean => flags.includes('mlocked');

  for (const kernel of KERNELS)
    it(`${kernel}: ends with the PMD mapping`, () => {
      const part = { op: 'mprotect', region: 'a', page: 5, pages: 1, prot: 'r' };
      const steps = run(kernel, [map, huge, touch(0), mlock, part]);
      assert.ok(isLocked(mapped(steps[3], 'p0.a[0]').page.flags));
      const after = mapped(last(steps), 'p0.a[0]');
      assert.equal(after.level, 'pte');
      assert.ok(!isLocked(after.page.flags) && !after.page.flags.includes('unevictable'));
    });

  it('covers one that is mapped by PTEs only since 6.7, and only whole', () => {
    const split = [touch(0), advise('WIPEONFORK', some), advise('KEEPONFORK', some)];
    for (const [kernel, expected] of [
      ['6.1', false],
      ['6.12', true],
    ] as const) {
      const step = last(run(kernel, [map, huge, ...split, mlock]));
      assert.equal(isLocked(mapped(step, 'p0.a[0]').page.flags), expected);
    }
    const step = last(run('6.12', [map, huge, ...split, { ...mlock, page: 1, pages: 511 }]));
    assert.ok(!isLocked(mapped(step, 'p0.a[0]').page.flags));
  });
});

describe('a huge folio of shared anonymous memory', () => {
  const knob = { op: 'tunable', name: 'thp-shmem', value: 'always' };
  const shared = { ...map, share: 'shared' };
  const remap = [touch(0), advise('NOHUGEPAGE'), advise('DONTNEED')];

  it('is mapped whole by PTEs where no PMD may map it', () => {
    const step = last(run('6.12', [knob, shared, ...remap, touch(5, 'r')]));
    const { level, page } = mapped(step, 'p0.a[511]');
    assert.deepEqual([level, page.order, page.folio_mapcount, page.ref], ['pte', 9, 512, 1024]);
  });

  it('is mapped page by page where the VMA ends within it, as any other file is', () => {
    const cut = { op: 'munmap', region: 'a', page: 500, pages: 100 };
    const step = last(run('6.12', [knob, { ...shared, track: [5] }, ...remap, cut, touch(5, 'r')]));
    assert.equal(mapped(step, 'p0.a[5]').page.folio_mapcount, 1);
    const memfd = { ...map, kind: 'memfd', share: 'shared' };
    const other = last(run('6.12', [knob, memfd, ...remap, touch(5, 'r')]));
    assert.equal(mapped(other, 'p0.a[5]').page.folio_mapcount, 1);
  });

  it('cannot be pinned for long through a private mapping: the walk never ends', () => {
    const memfd = { ...map, kind: 'memfd', share: 'private' };
    const pin = { op: 'gup', fn: 'pin_user_pages', region: 'a', flags: ['LONGTERM'], handle: 'h' };
    assert.throws(() => run('6.12', [knob, memfd, touch(0, 'r'), pin]), /for ever/);
  });
});

describe('get_user_pages(FOLL_LONGTERM) of 2019', () => {
  it('gives back references, not pins, before it moves a page out of CMA', () => {
    const get = { op: 'gup', fn: 'get_user_pages', region: 'a', flags: ['LONGTERM'], handle: 'h' };
    const step = last(run('proposal-2019', [map, touch(0), get], 'cma'));
    assert.equal(step.rc, 1);
    assert.equal(mapped(step, 'p0.a[0]').page.ref, 2);
    assert.ok(!mapped(step, 'p0.a[0]').page.flags.includes('cma'));
  });
});
