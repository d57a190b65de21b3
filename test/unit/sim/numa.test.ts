import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FollName } from '../../../src/sim/gup/follFlags';
import { last, mapped, run } from './scenario';

const KERNELS = ['5.11', '6.1', '6.5', '6.12'] as const;
type Kernel = (typeof KERNELS)[number];

const touched = [
  { op: 'mmap', region: 'a', kind: 'anon' },
  { op: 'touch', region: 'a', mode: 'w', value: 7 },
];
const hinted = [...touched, { op: 'numa_hint', region: 'a' }];
const gup = (fn: string, flags: readonly FollName[] = []): object => ({
  op: 'gup',
  fn,
  region: 'a',
  flags,
  handle: 'h',
});
/** Does the entry still let nobody through? */
const stillHinted = (kernel: Kernel, ...steps: object[]): boolean =>
  mapped(last(run(kernel, [...hinted, ...steps])), 'p0.a[0]').flags.includes('protnone');

describe('NUMA hinting entries (mm/mprotect.c, mm/memory.c, gup_can_follow_protnone())', () => {
  it('are PROT_NONE in a mapping that permits access, until a fault', () => {
    for (const kernel of KERNELS) {
      assert.equal(stillHinted(kernel), true);
      const steps = run(kernel, [...hinted, { op: 'touch', region: 'a', mode: 'r' }]);
      assert.equal(last(steps).value, 7);
      assert.equal(mapped(last(steps), 'p0.a[0]').flags.includes('protnone'), false);
    }
  });

  it('come back writable without another fault, since the page is exclusive', () => {
    for (const kernel of KERNELS) {
      const steps = run(kernel, [...hinted, { op: 'touch', region: 'a', mode: 'r' }]);
      assert.ok(mapped(last(steps), 'p0.a[0]').flags.includes('write'), kernel);
    }
  });

  it('stop a walk that is not forced until 6.5, and no longer in 6.12', () => {
    const faults = (kernel: Kernel): boolean => !stillHinted(kernel, gup('get_user_pages'));
    assert.deepEqual(KERNELS.map(faults), [true, true, true, false]);
  });

  it('never stop a forced walk on 5.11 and 6.1; 6.5 faults for everybody', () => {
    const faults = (kernel: Kernel): boolean =>
      !stillHinted(kernel, gup('get_user_pages', ['FORCE']));
    assert.deepEqual(KERNELS.map(faults), [false, false, true, false]);
  });

  it('stop those who ask with FOLL_HONOR_NUMA_FAULT on 6.12', () => {
    const flags: readonly FollName[] = ['HONOR_NUMA_FAULT'];
    assert.equal(stillHinted('6.12', gup('get_user_pages', flags)), false);
    assert.equal(stillHinted('6.12', gup('get_user_pages_fast', flags)), false);
  });

  it('are left to the slow path by the lockless walk', () => {
    for (const kernel of KERNELS) {
      const steps = run(kernel, [...hinted, gup('get_user_pages_fast_only')]);
      assert.equal(last(steps).rc, 0, kernel);
    }
    // The slow path of 6.12 takes the page and leaves the hint, unless it wants to write: a hint is not writable there.
    const hintAfter = (flags: readonly FollName[]): boolean =>
      stillHinted('6.12', gup('pin_user_pages_fast', flags));
    assert.equal(hintAfter([]), true);
    assert.equal(hintAfter(['WRITE']), false);
  });

  it('are not made of pinned pages of private mappings on 6.12, nor of held ones on 6.1', () => {
    const hint = { op: 'numa_hint', region: 'a' };
    const isHinted = (kernel: Kernel, ...steps: object[]): boolean =>
      mapped(last(run(kernel, [...touched, ...steps, hint])), 'p0.a[0]').flags.includes('protnone');
    assert.equal(isHinted('6.12', gup('pin_user_pages')), false);
    assert.equal(isHinted('6.12', gup('get_user_pages')), true);
    assert.equal(isHinted('6.1', gup('get_user_pages')), false);
  });

  it('do not exist for the zero page, and not where nothing may be accessed', () => {
    const zero = run('6.12', [
      { op: 'mmap', region: 'a', kind: 'anon' },
      { op: 'touch', region: 'a', mode: 'r' },
      { op: 'numa_hint', region: 'a' },
    ]);
    assert.deepEqual(mapped(last(zero), 'p0.a[0]').flags, ['young', 'special']);
    // FOLL_HONOR_NUMA_FAULT does not wait for a fault that would never be handled.
    const none = run('6.12', [
      ...touched,
      { op: 'mprotect', region: 'a', prot: 'none' },
      gup('get_user_pages', ['FORCE', 'HONOR_NUMA_FAULT']),
    ]);
    assert.equal(last(none).rc, 1);
  });

  it('cover a huge page with one entry, and one fault takes all of it back', () => {
    const huge = [
      { op: 'mmap', region: 'a', kind: 'anon', pages: 512, track: [0, 511] },
      { op: 'madvise', region: 'a', advice: 'HUGEPAGE' },
      { op: 'touch', region: 'a', mode: 'w', value: 7 },
      { op: 'numa_hint', region: 'a' },
    ];
    for (const kernel of KERNELS) {
      const before = mapped(last(run(kernel, huge)), 'p0.a[511]');
      assert.equal(before.level, 'pmd');
      assert.ok(before.flags.includes('protnone'));
      const steps = run(kernel, [...huge, { op: 'touch', region: 'a', page: 511, mode: 'w' }]);
      assert.ok(mapped(last(steps), 'p0.a[0]').flags.includes('write'));
    }
  });

  it('of a large folio mapped by PTEs are all taken back by one fault on 6.12, one by one on 6.1', () => {
    const split = [
      { op: 'mmap', region: 'a', kind: 'anon', pages: 512, track: [0, 1] },
      { op: 'madvise', region: 'a', advice: 'HUGEPAGE' },
      { op: 'touch', region: 'a', mode: 'w' },
      { op: 'gup', fn: 'get_user_pages', region: 'a', flags: ['SPLIT_PMD'], handle: 'h' },
      { op: 'release', handle: 'h', how: 'put_page' },
      { op: 'numa_hint', region: 'a' },
      { op: 'touch', region: 'a', page: 0, mode: 'r' },
    ];
    const restored = (kernel: Kernel): boolean =>
      !mapped(last(run(kernel, split)), 'p0.a[1]').flags.includes('protnone');
    assert.equal(restored('6.12'), true);
    // Its references of one for each page look to 6.1 as if others had them: no hints at all.
    const hints = run('6.1', split.slice(0, -1));
    assert.equal(mapped(last(hints), 'p0.a[1]').flags.includes('protnone'), false);
  });
});
