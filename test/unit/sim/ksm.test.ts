import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

const KERNELS = ['5.11', '6.1', '6.12'];
const map = { op: 'mmap', region: 'a', kind: 'anon', pages: 3 };
const write = (page: number, value = 7): object => ({
  op: 'touch',
  region: 'a',
  page,
  mode: 'w',
  value,
});
const mergeable = { op: 'madvise', region: 'a', advice: 'MERGEABLE' };
const ksmd = { op: 'ksm', action: 'merge' };
const labels = (step: ReturnType<typeof last>, count: number, proc = 'p0'): string[] =>
  [...Array(count).keys()].map((i) => mapped(step, `${proc}.a[${String(i)}]`).label);

describe('KSM', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: pages with the same content become one, and COW parts them again`, () => {
      const steps = run(kernel, [map, write(0), write(1), write(2), mergeable, ksmd, write(1, 8)]);
      const merged = labels(steps[5], 3);
      assert.equal(new Set(merged).size, 1);
      const { page, flags } = mapped(steps[5], 'p0.a[0]');
      assert.deepEqual([page.ref, page.mapcount, flags.includes('write')], [3, 3, false]);
      const after = labels(last(steps), 3);
      assert.ok(after[0] === after[2] && after[0] !== after[1]);
    });

    it(`${kernel}: a held page is not merged`, () => {
      for (const fn of ['get_user_pages', 'pin_user_pages']) {
        const hold = { op: 'gup', fn, region: 'a', flags: ['WRITE'], handle: 'h' };
        const step = last(run(kernel, [map, write(0), write(1), hold, mergeable, ksmd]));
        assert.equal(new Set(labels(step, 2)).size, 2);
        assert.ok(!mapped(step, 'p0.a[0]').page.flags.includes('ksm'));
      }
    });

    it(`${kernel}: pages of two processes merge; a migration finds all their entries`, () => {
      const fork = { op: 'fork', child: 'p1' };
      const steps = run(kernel, [
        map,
        mergeable,
        fork,
        write(0),
        { ...write(1), proc: 'p1' },
        ksmd,
        { op: 'migrate', region: 'a', page: 0 },
      ]);
      const merged = mapped(steps[5], 'p0.a[0]');
      assert.equal(mapped(steps[5], 'p1.a[1]').label, merged.label);
      const moved = mapped(last(steps), 'p0.a[0]');
      assert.equal(last(steps).rc, 0);
      assert.equal(mapped(last(steps), 'p1.a[1]').label, moved.label);
      assert.notEqual(moved.label, merged.label);
      assert.ok(moved.page.flags.includes('ksm'));
    });

    it(`${kernel}: MADV_UNMERGEABLE gives every page back its own`, () => {
      const unmergeable = { op: 'madvise', region: 'a', advice: 'UNMERGEABLE' };
      const steps = run(kernel, [map, write(0), write(1), mergeable, ksmd, unmergeable]);
      assert.equal(new Set(labels(last(steps), 2)).size, 2);
      assert.ok(!mapped(last(steps), 'p0.a[0]').page.flags.includes('ksm'));
    });
  }

  it('a read-only pin unshares a merged page since 5.19', () => {
    const pin = { op: 'gup', fn: 'pin_user_pages', region: 'a', handle: 'h' };
    const merged = (kernel: string): boolean => {
      const step = last(run(kernel, [map, write(0), write(1), mergeable, ksmd, pin]));
      return mapped(step, 'p0.a[0]').page.flags.includes('ksm');
    };
    assert.deepEqual(['5.11', '6.1', '6.12'].map(merged), [true, false, false]);
  });
});
