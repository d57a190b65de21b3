import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, pageOf, run } from './scenario';

const knob = (value: string): object => ({ op: 'tunable', name: 'thp-shmem', value });
const map = (region: string, share: string, more: object = {}): object => ({
  op: 'mmap',
  region,
  kind: 'memfd',
  pages: 512,
  share,
  track: [0, 3, 511],
  ...more,
});
const touch = (region: string, page: number, mode: string): object => ({
  op: 'touch',
  region,
  page,
  mode,
});
const pin = { op: 'gup', fn: 'pin_user_pages', region: 'a', page: 3, handle: 'h' };
const punch = (page: number, pages: number): object => ({
  op: 'file',
  kind: 'memfd',
  action: 'punch',
  page,
  pages,
});

describe('huge folios of shmem', () => {
  it('come by the policy of the kernel mount, or by advice, and only over 2 MiB of hole', () => {
    const order = (steps: object[]): number =>
      mapped(last(run('6.12', steps)), 'p0.a[0]').page.order;
    const shared = map('a', 'shared');
    const advise = { op: 'madvise', region: 'a', advice: 'HUGEPAGE' };
    assert.equal(order([shared, touch('a', 0, 'w')]), 0);
    assert.equal(order([knob('always'), shared, touch('a', 0, 'w')]), 9);
    assert.equal(order([knob('advise'), shared, touch('a', 0, 'w')]), 0);
    assert.equal(order([knob('advise'), shared, advise, touch('a', 0, 'w')]), 9);
    const late = [shared, touch('a', 7, 'w'), knob('always'), touch('a', 0, 'w')];
    assert.equal(order(late), 0);
    const small = map('a', 'shared', { pages: 500, track: [0] });
    assert.equal(order([knob('always'), small, touch('a', 0, 'w')]), 0);
    // tmpfs is mounted with a policy of its own.
    const tmpfs = map('a', 'shared', { kind: 'tmpfs', file_pages: 512 });
    assert.equal(order([knob('always'), tmpfs, touch('a', 0, 'w')]), 0);
  });

  it('are mapped whole, and copied page by page for private writers', () => {
    const steps = [
      knob('always'),
      map('b', 'shared'),
      touch('b', 0, 'w'),
      map('a', 'private'),
      touch('a', 3, 'r'),
      touch('a', 3, 'w'),
    ];
    const seen = run('6.12', steps);
    const before = seen.at(-2);
    assert.ok(before);
    assert.equal(mapped(before, 'p0.a[3]').level, 'pmd');
    assert.deepEqual(
      [mapped(before, 'p0.a[3]').page.ref, mapped(before, 'p0.a[3]').page.mapcount],
      [514, 2],
    );
    const copy = mapped(last(seen), 'p0.a[3]');
    assert.deepEqual([copy.level, copy.page.order], ['pte', 0]);
    assert.equal(last(seen).ptes['p0.a[0]'], null);
    assert.equal(mapped(last(seen), 'p0.b[0]').level, 'pmd');
  });

  it('are split by a hole, or keep zeros in it while they are held', () => {
    const filled = [knob('always'), map('a', 'shared'), touch('a', 0, 'w'), touch('a', 3, 'w')];
    const held = last(run('6.12', [...filled, pin, punch(3, 1)]));
    assert.equal(held.vmstat.thp_split_page, 0);
    assert.deepEqual([pageOf(held, 'page2').order, pageOf(held, 'page2').byte0], [9, 0]);
    const free = last(run('6.12', [...filled, punch(3, 1)]));
    assert.equal(free.vmstat.thp_split_page, 1);
    assert.equal(free.pages.page2, 'freed');
  });
});

describe('memfd_pin_folios()', () => {
  const memfdPin = (kind: string, start: number, end: number): object => ({
    op: 'memfd_pin',
    kind,
    start,
    end,
    max: 8,
    handle: 'h',
  });

  it('fills holes and pins each folio once, however much of it is asked for', () => {
    const small = last(
      run('6.12', [map('a', 'shared', { pages: 8, track: [0] }), memfdPin('memfd', 0, 8191)]),
    );
    assert.deepEqual([small.rc, small.offset, small.vmstat.nr_foll_pin_acquired], [2, 0, 2]);
    const huge = [knob('always'), map('a', 'shared'), memfdPin('memfd', 5000, 20000)];
    const step = last(run('6.12', huge));
    assert.deepEqual([step.rc, step.offset, step.vmstat.nr_foll_pin_acquired], [1, 5000, 1]);
    const hugetlb = map('a', 'shared', { kind: 'memfd-hugetlb', pages: 1024 });
    const pool = last(run('6.12', [hugetlb, memfdPin('memfd-hugetlb', 2 ** 21 - 1, 2 ** 21)]));
    assert.deepEqual([pool.rc, pool.offset], [2, 2 ** 21 - 1]);
  });

  it('does not set the mark of an address space', () => {
    const step = last(run('6.12', [map('a', 'shared'), memfdPin('memfd', 0, 0)]));
    assert.equal(step.procs.p0?.has_pinned, false);
  });
});
