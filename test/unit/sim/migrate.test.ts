import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

const KERNELS = ['6.1', '6.12'];
const thp = [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 512, track: [0, 3, 511] },
  { op: 'madvise', region: 'a', advice: 'HUGEPAGE' },
  { op: 'touch', region: 'a', mode: 'w' },
];
const migrate = { op: 'migrate', region: 'a', page: 3 };
const longterm = {
  op: 'gup',
  fn: 'pin_user_pages',
  region: 'a',
  page: 3,
  flags: ['LONGTERM'],
  handle: 'h',
};

describe('migration', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: moves a whole huge page behind its mapping`, () => {
      const step = last(run(kernel, [...thp, migrate]));
      assert.equal(step.rc, 0);
      assert.equal(step.pages.page1, 'freed');
      const { level, flags, page } = mapped(step, 'p0.a[0]');
      assert.deepEqual([level, page.order, page.ref], ['pmd', 9, 1]);
      assert.ok(flags.includes('write') && page.flags.includes('anon_exclusive'));
      assert.equal(step.vmstat.pgmigrate_success, 512);
    });

    it(`${kernel}: leaves a held folio where it is, but marks it dirty on the way`, () => {
      const steps = [
        { op: 'mmap', region: 'a', kind: 'anon', pages: 4 },
        { op: 'touch', region: 'a', page: 3, mode: 'w' },
        { op: 'gup', fn: 'get_user_pages', region: 'a', page: 3, handle: 'h' },
        migrate,
      ];
      const step = last(run(kernel, steps));
      assert.deepEqual([step.rc, step.vmstat.pgmigrate_fail], [1, 1]);
      const { label, flags, page } = mapped(step, 'p0.a[3]');
      assert.equal(label, 'page1');
      assert.deepEqual(flags, ['write', 'dirty', 'young']);
      assert.ok(page.flags.includes('dirty'));
    });

    it(`${kernel}: makes a longterm pin leave movable memory, whole folios at once`, () => {
      const step = last(run(kernel, [...thp, longterm], 'movable'));
      assert.equal(step.rc, 1);
      const { level, page } = mapped(step, 'p0.a[3]');
      assert.deepEqual([level, page.order, page.pincount], ['pmd', 9, 1]);
      assert.ok(page.flags.includes('longterm_pinnable'));
    });
  }

  it('splits a folio that is mapped only in part before it moves it, and drops its zero pages', () => {
    const partly = [
      ...thp,
      { op: 'madvise', region: 'a', page: 100, pages: 10, advice: 'DONTNEED' },
    ];
    const written = { op: 'touch', region: 'a', page: 3, mode: 'w' };
    const step = last(run('6.12', [...partly, written, migrate]));
    assert.deepEqual([step.rc, step.vmstat.thp_split_page], [0, 1]);
    const moved = mapped(step, 'p0.a[3]');
    assert.deepEqual([moved.page.order, moved.page.byte0], [0, 0x41]);
    assert.equal(mapped(step, 'p0.a[511]').label, 'zero');
    // 6.1 moves it as it is.
    const old = last(run('6.1', [...partly, written, migrate]));
    assert.deepEqual([old.rc, old.vmstat.thp_split_page], [0, 0]);
    assert.equal(mapped(old, 'p0.a[511]').page.order, 9);
  });

  it('borrows a huge page from the page allocator when the pool has none to spare', () => {
    const steps = [
      { op: 'mmap', region: 'a', kind: 'hugetlb', pages: 512 * 12, track: [0] },
      { op: 'touch', region: 'a', page: 0, mode: 'w' },
      { op: 'migrate', region: 'a', page: 0 },
    ];
    const step = last(run('6.12', steps));
    assert.equal(step.rc, 0);
    const { page } = mapped(step, 'p0.a[0]');
    assert.ok(page.flags.includes('hugetlb'));
    assert.equal(page.byte0, 0x41);
  });
});
