import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, pageOf, run } from './scenario';

const KERNELS = ['5.11', '6.1', '6.5', '6.12'];
const map = { op: 'mmap', region: 'a', kind: 'anon', pages: 2 };
const write = (value = 65): object => ({ op: 'touch', region: 'a', mode: 'w', value });
const read = { op: 'touch', region: 'a', mode: 'r' };
const pageout = { op: 'madvise', region: 'a', advice: 'PAGEOUT' };
const hold = (fn: string): object => ({ op: 'gup', fn, region: 'a', handle: 'h' });
const swapped = (kernel: string): string[] =>
  kernel === '5.11' ? ['swap'] : ['swap', 'swap-exclusive'];

describe('a page that comes back from swap into a locked mapping', () => {
  /** mlocked, after mlock() swapped it in; `fork`: a child refers to the slot, too. */
  const isLocked = (kernel: string, ...fork: object[]): boolean => {
    const steps = [map, write(), pageout, ...fork, { op: 'mlock', region: 'a' }];
    return mapped(last(run(kernel, steps)), 'p0.a[0]').page.flags.includes('mlocked');
  };

  it('is locked with its mapping until 6.10 (mm/rmap.c, page_add_anon_rmap())', () => {
    for (const kernel of ['6.1', '6.5']) assert.equal(isLocked(kernel), true);
  });

  it('is not locked on 6.12, which maps it as a new one (mm/memory.c, do_swap_page())', () => {
    assert.equal(isLocked('6.12'), false);
    // A write that must copy locks the copy, which is new in every respect.
    assert.equal(isLocked('6.12', { op: 'fork', child: 'p1' }), true);
  });
});

describe('a page that a child reads back from swap first', () => {
  it('is found through the oldest anon_vma by those who look for its mappings', () => {
    for (const kernel of KERNELS) {
      const steps = run(kernel, [
        map,
        write(),
        pageout,
        { op: 'fork', child: 'p1' },
        { ...read, proc: 'p1' },
        read,
        { op: 'migrate', region: 'a' },
      ]);
      assert.equal(last(steps).rc, 0, kernel);
      const { label, page } = mapped(last(steps), 'p0.a[0]');
      assert.equal(mapped(last(steps), 'p1.a[0]').label, label);
      assert.deepEqual([label === 'page1', page.mapcount], [false, 2]);
    }
  });
});

describe('reclaim and swap', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: a page goes to swap and comes back with its content`, () => {
      const steps = run(kernel, [map, write(), pageout, read]);
      assert.deepEqual(steps[2].ptes['p0.a[0]'], { level: 'pte', nonpresent: swapped(kernel) });
      assert.equal(steps[2].pages.page1, 'freed');
      assert.equal(last(steps).value, 65);
      assert.equal(mapped(last(steps), 'p0.a[0]').page.ref, 1);
    });

    it(`${kernel}: a pinned page stays, a referenced one waits in the swap cache`, () => {
      const pinned = last(run(kernel, [map, write(), hold('pin_user_pages'), pageout]));
      assert.equal(mapped(pinned, 'p0.a[0]').label, 'page1');
      const steps = run(kernel, [map, write(), hold('get_user_pages'), pageout, read]);
      const cached = pageOf(steps[3], 'page1');
      assert.deepEqual([cached.ref, cached.mapcount], [2, 0]);
      assert.ok(cached.flags.includes('swapcache'));
      assert.equal(mapped(last(steps), 'p0.a[0]').label, 'page1');
    });

    it(`${kernel}: a pinned page of shared memory is unmapped but stays in the file`, () => {
      const shared = { ...map, share: 'shared' };
      const steps = run(kernel, [shared, write(), hold('pin_user_pages'), pageout, read]);
      assert.equal(steps[3].ptes['p0.a[0]'], null);
      assert.equal(mapped(last(steps), 'p0.a[0]').label, 'page1');
    });

    it(`${kernel}: shared memory is swapped out behind the file`, () => {
      const shared = { ...map, share: 'shared' };
      const steps = run(kernel, [shared, write(), pageout, read]);
      assert.equal(steps[2].pages.page1, 'freed');
      assert.equal(last(steps).value, 65);
      assert.ok(mapped(last(steps), 'p0.a[0]').page.flags.includes('dirty'));
    });

    it(`${kernel}: MADV_FREE gives a clean page up, a written one goes to swap`, () => {
      const free = { op: 'madvise', region: 'a', advice: 'FREE' };
      assert.equal(last(run(kernel, [map, write(), free, pageout])).ptes['p0.a[0]'], null);
      const written = run(kernel, [map, write(), free, write(66), pageout, pageout, read]);
      assert.equal(last(written).value, 66);
    });

    it(`${kernel}: memory that is locked or mapped twice is left alone`, () => {
      const locked = last(run(kernel, [map, write(), { op: 'mlock', region: 'a' }, pageout]));
      assert.equal(locked.rc, '-EINVAL');
      const shared = last(run(kernel, [map, write(), { op: 'fork', child: 'p1' }, pageout]));
      assert.equal(mapped(shared, 'p0.a[0]').label, 'page1');
    });

    it(`${kernel}: MADV_PAGEOUT of a part splits the huge page`, () => {
      const big = { ...map, pages: 512, track: [0, 511] };
      const huge = { op: 'madvise', region: 'a', advice: 'HUGEPAGE' };
      const fill = { op: 'touch', region: 'a', page: 511, mode: 'w', value: 3 };
      const part = { ...pageout, page: 500, pages: 12 };
      const step = last(run(kernel, [big, huge, write(), fill, part]));
      assert.equal(step.vmstat.thp_split_page, 1);
      assert.equal(mapped(step, 'p0.a[0]').page.order, 0);
      assert.deepEqual(step.ptes['p0.a[511]'], { level: 'pte', nonpresent: swapped(kernel) });
    });

    it(`${kernel}: a whole huge page is swapped out page by page, unsplit`, () => {
      const big = { ...map, pages: 512, track: [0, 511] };
      const huge = { op: 'madvise', region: 'a', advice: 'HUGEPAGE' };
      const steps = run(kernel, [big, huge, write(), pageout, read]);
      assert.equal(steps[3].vmstat.thp_split_page, 0);
      assert.equal(steps[3].pages.page1, 'freed');
      assert.equal(last(steps).value, 65);
      assert.equal(mapped(last(steps), 'p0.a[0]').page.order, 0);
    });
  }

  it('proposal-2019: reclaim knows nothing of pins, only of references', () => {
    const hold2019 = { ...hold('pin_user_pages'), flags: [] };
    const step = last(run('proposal-2019', [map, write(), hold2019, pageout]));
    assert.deepEqual(step.ptes['p0.a[0]'], { level: 'pte', nonpresent: ['swap'] });
    assert.equal(pageOf(step, 'page1').ref, 1025);
  });

  it('swapped out and forked, the slot serves both processes', () => {
    for (const kernel of KERNELS) {
      const steps = run(kernel, [
        map,
        write(),
        pageout,
        { op: 'fork', child: 'p1' },
        write(70),
        { ...read, proc: 'p1' },
      ]);
      assert.equal(last(steps).value, 65);
    }
  });
});
