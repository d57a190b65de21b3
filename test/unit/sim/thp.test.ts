import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, pageOf, run } from './scenario';

const THP = [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 512, track: [0, 3, 511] },
  { op: 'madvise', region: 'a', advice: 'HUGEPAGE' },
  { op: 'touch', region: 'a', mode: 'w' },
];

describe('a transparent huge page', () => {
  for (const kernel of ['6.1', '6.12']) {
    it(`of ${kernel} is one folio with one reference, exclusive as a whole`, () => {
      const { level, flags, page } = mapped(last(run(kernel, THP)), 'p0.a[0]');
      assert.equal(level, 'pmd');
      assert.deepEqual(flags, ['write', 'dirty', 'young']);
      assert.deepEqual(
        [page.ref, page.order, page.entire_mapcount, page.folio_mapcount],
        [1, 9, 1, 1],
      );
    });

    it(`of ${kernel} counts one reference and one pin for each pinned page`, () => {
      const pin = { op: 'gup', fn: 'pin_user_pages_fast', region: 'a', nr: 512, handle: 'h' };
      const { page } = mapped(last(run(kernel, [...THP, pin])), 'p0.a[3]');
      assert.deepEqual([page.ref, page.pincount], [513, 512]);
    });

    it(`of ${kernel} is split into PTEs, not into folios, where a VMA will end inside`, () => {
      const cut = { op: 'mprotect', region: 'a', page: 3, pages: 1, prot: 'r' };
      const step = last(run(kernel, [...THP, cut]));
      assert.deepEqual([step.vmstat.thp_split_pmd, step.vmstat.thp_split_page], [1, 0]);
      const { level, flags, page } = mapped(step, 'p0.a[511]');
      assert.deepEqual([level, page.order, page.ref, page.entire_mapcount], ['pte', 9, 512, 0]);
      assert.ok(page.flags.includes('dirty') && page.flags.includes('anon_exclusive'));
      // Until 6.2 the entries lost the dirty bit that the folio has got.
      assert.equal(flags.includes('dirty'), kernel === '6.12');
    });

    it(`of ${kernel} is copied page by page at fork when it is pinned`, () => {
      const pinned = { op: 'gup', fn: 'pin_user_pages', region: 'a', page: 3, handle: 'h' };
      const step = last(run(kernel, [...THP, pinned, { op: 'fork', child: 'p1' }]));
      const own = mapped(step, 'p0.a[3]');
      const copy = mapped(step, 'p1.a[3]');
      assert.deepEqual([own.level, own.page.order, own.page.pincount], ['pte', 9, 1]);
      assert.ok(own.flags.includes('write') && copy.flags.includes('write'));
      assert.deepEqual([copy.page.order, copy.page.ref], [0, 1]);
    });

    it(`of ${kernel} is handed over whole to the last user`, () => {
      const steps = [
        ...THP,
        { op: 'fork', child: 'p1' },
        { op: 'exit', proc: 'p1' },
        { op: 'touch', region: 'a', page: 3, mode: 'w' },
      ];
      const { level, flags, page } = mapped(last(run(kernel, steps)), 'p0.a[3]');
      assert.equal(level, 'pmd');
      assert.ok(flags.includes('write'));
      assert.equal(page.ref, 1);
    });

    it(`of ${kernel} is not made where the VMA does not cover 2 MiB`, () => {
      const steps = THP.map((step) => (step.op === 'mmap' ? { ...step, at_page: 1 } : step));
      assert.equal(mapped(last(run(kernel, steps)), 'p0.a[0]').page.order, 0);
    });
  }

  it('of zeros is shared by everyone who only reads, and pinned like any large folio', () => {
    const steps = [
      ...THP.slice(0, 2),
      { op: 'touch', region: 'a', mode: 'r' },
      { op: 'gup', fn: 'pin_user_pages', region: 'a', nr: 3, handle: 'h' },
    ];
    const page = pageOf(last(run('6.12', steps)), 'hugezero');
    assert.deepEqual([page.ref, page.pincount, page.mapcount], [3, 3, 0]);
  });

  it('becomes writable again with its VMA, without a fault, only from 6.2 on', () => {
    const steps = [
      ...THP,
      { op: 'mprotect', region: 'a', prot: 'r' },
      { op: 'mprotect', region: 'a', prot: 'rw' },
    ];
    const writable = (kernel: string): boolean =>
      mapped(last(run(kernel, steps)), 'p0.a[0]').flags.includes('write');
    assert.deepEqual([writable('6.1'), writable('6.12')], [false, true]);
  });
});

describe('VMAs that differ in nothing any more', () => {
  it('are one again, so that a huge page fits', () => {
    const steps = [
      THP[0],
      { op: 'mprotect', region: 'a', page: 100, pages: 5, prot: 'r' },
      { op: 'mprotect', region: 'a', page: 100, pages: 5, prot: 'rw' },
      ...THP.slice(1),
    ];
    assert.equal(mapped(last(run('6.12', steps)), 'p0.a[0]').level, 'pmd');
  });
});

describe('a 64K anonymous folio', () => {
  const knob = { op: 'tunable', name: 'thp-64k', value: 'always' };
  const fault = (page: number, first: object[] = []): object[] => [
    knob,
    { op: 'mmap', region: 'a', kind: 'anon', pages: 40, track: [0, 15, 16, 31, 39] },
    ...first,
    { op: 'touch', region: 'a', page, mode: 'w' },
  ];

  it('fills its aligned 16 pages with one fault', () => {
    const { page } = mapped(last(run('6.12', fault(17))), 'p0.a[31]');
    assert.deepEqual([page.order, page.ref, page.folio_mapcount], [4, 16, 16]);
  });

  it('is not made over a page that is mapped already, nor beyond the VMA, nor before 6.8', () => {
    const taken = { op: 'touch', region: 'a', page: 15, mode: 'r' };
    assert.equal(mapped(last(run('6.12', fault(0, [taken]))), 'p0.a[0]').page.order, 0);
    assert.equal(mapped(last(run('6.12', fault(39))), 'p0.a[39]').page.order, 0);
    const old = run('6.1', fault(0));
    assert.equal(old[0]?.rc, '-ENOENT');
    assert.equal(mapped(last(old), 'p0.a[0]').page.order, 0);
  });
});
