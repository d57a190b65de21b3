import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseScenario, profileNamed, runScenario } from '../../../src/sim';
import { last, mapped, pageOf, run } from './scenario';

const map = (region: string, pages = 512, more: object = {}): object => ({
  op: 'mmap',
  region,
  kind: 'hugetlb',
  pages,
  track: [0],
  ...more,
});
const touch = (page: number, mode = 'w', proc = 'p0', region = 'a'): object => ({
  op: 'touch',
  region,
  page,
  mode,
  proc,
});
const pin = (fn: string, flags: string[] = [], handle = 'h'): object => ({
  op: 'gup',
  fn,
  region: 'a',
  page: 3,
  flags,
  handle,
});
const unpin = { op: 'release', handle: 'h', how: 'unpin_user_page' };
const fork = { op: 'fork', child: 'p1' };
const KERNELS = ['6.1', '6.12'];

describe('hugetlb', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: reuses by the number of mappings, whoever else holds the page`, () => {
      const steps = [
        map('a'),
        touch(0),
        fork,
        { op: 'gup', fn: 'get_user_pages', region: 'a', page: 3, handle: 'h', proc: 'p1' },
        { op: 'munmap', region: 'a', proc: 'p1' },
        touch(3),
      ];
      const step = last(run(kernel, steps));
      assert.equal(step.handles.h?.pages['0'], 'page2');
      const { page, flags } = mapped(step, 'p0.a[0]');
      assert.ok(flags.includes('write'));
      assert.equal(page.ref, 2);
    });

    it(`${kernel}: gives the child its own copy of a pinned page at fork, writable at once`, () => {
      const steps = [
        map('a'),
        touch(0),
        { op: 'mprotect', region: 'a', prot: 'r' },
        pin('pin_user_pages'),
        fork,
      ];
      const step = last(run(kernel, steps));
      const child = mapped(step, 'p1.a[0]');
      assert.notEqual(child.label, mapped(step, 'p0.a[0]').label);
      // hugetlb_install_folio() asks for a writable entry whatever the VMA says.
      assert.ok(child.flags.includes('write'));
    });

    it(`${kernel}: takes the page away from a child when the owner cannot copy it`, () => {
      const steps = [
        map('a', 512 * 12, { track: [0] }),
        ...[...Array(12).keys()].map((i) => touch(i * 512)),
        fork,
        touch(3),
        touch(0, 'r', 'p1'),
      ];
      const seen = run(kernel, steps);
      assert.equal(seen.at(-2)?.rc, 0);
      assert.equal(mapped(last(seen), 'p0.a[0]').label, 'page1');
      assert.equal(last(seen).ptes['p1.a[0]'], null);
      assert.equal(last(seen).rc, 'SIGBUS');
    });

    it(`${kernel}: promises pages at mmap and refuses what the pool cannot keep`, () => {
      const rcs = [
        map('a', 512 * 8),
        map('b', 512 * 5),
        map('c', 512 * 5, { noreserve: true }),
        { op: 'munmap', region: 'a' },
        map('d', 512 * 12),
      ];
      assert.deepEqual(
        run(kernel, rcs).map((step) => step.rc),
        [0, '-ENOMEM', 0, 0, 0],
      );
    });

    it(`${kernel}: hands a recycled page out as its last user left it`, () => {
      const steps = [
        map('a'),
        touch(0),
        { op: 'munmap', region: 'a' },
        map('b'),
        touch(0, 'r', 'p0', 'b'),
      ];
      const { page } = mapped(last(run(kernel, steps)), 'p0.b[0]');
      assert.ok(page.flags.includes('dirty'));
      assert.equal(page.byte0, 0);
    });

    it(`${kernel}: is not cut through a huge page`, () => {
      const part = { region: 'a', page: 0, pages: 100 };
      const steps = [
        map('a'),
        touch(0),
        { op: 'munmap', ...part },
        { op: 'mprotect', ...part, prot: 'r' },
        { op: 'madvise', ...part, advice: 'DONTNEED' },
      ];
      const seen = run(kernel, steps);
      assert.deepEqual(
        seen.slice(2).map((step) => step.rc),
        ['-EINVAL', '-EINVAL', 0],
      );
      assert.equal(mapped(last(seen), 'p0.a[0]').page.mapcount, 1);
    });
  }

  it('keeps one reference of the page cache in 6.1 and one per page in 6.12', () => {
    const shared = { kind: 'memfd-hugetlb', share: 'shared' };
    const refs = KERNELS.map(
      (kernel) => mapped(last(run(kernel, [map('a', 512, shared), touch(0)])), 'p0.a[0]').page.ref,
    );
    assert.deepEqual(refs, [2, 513]);
  });

  it('unshares a file page for a longterm read pin only from 6.2 on', () => {
    const steps = [
      map('a', 512, { kind: 'memfd-hugetlb' }),
      touch(0, 'r'),
      pin('pin_user_pages', ['LONGTERM']),
    ];
    // A private mapping of a file without page makes an anonymous one at once: put one into the file first.
    const file = [
      map('s', 512, { kind: 'memfd-hugetlb', share: 'shared' }),
      touch(0, 'w', 'p0', 's'),
    ];
    const labels = KERNELS.map((kernel) => {
      const step = last(run(kernel, [...file, ...steps]));
      return mapped(step, 'p0.a[0]').label === mapped(step, 'p0.s[0]').label;
    });
    assert.deepEqual(labels, [true, false]);
  });

  it('warns and fails a longterm pin of a movable huge page in 6.1', () => {
    const step = last(
      run('6.1', [map('a'), touch(0), pin('pin_user_pages', ['LONGTERM'])], 'movable'),
    );
    assert.deepEqual([step.rc, step.warns], ['-ENOMEM', 1]);
  });

  it('returns a pinned page to the pool only after the unpin', () => {
    const seen = run('6.12', [
      map('a'),
      touch(0),
      pin('pin_user_pages'),
      { op: 'munmap', region: 'a' },
      unpin,
    ]);
    const held = seen.at(-2);
    assert.ok(held);
    assert.deepEqual([pageOf(held, 'page1').ref, pageOf(held, 'page1').pincount], [1, 1]);
    assert.equal(last(seen).pages.page1, 'freed');
  });
});

describe('a hugetlb page that was pinned and only put', () => {
  it('goes back to the pool with its pin counter, and its next user finds it pinned', () => {
    for (const kernel of ['6.1', '6.12']) {
      const profile = profileNamed(kernel);
      assert.ok(profile);
      const map = { op: 'mmap', kind: 'hugetlb', pages: 512, track: [0] };
      const scenario = parseScenario({
        name: 'mismatch',
        boot: 'default',
        steps: [
          { ...map, region: 'a' },
          { op: 'touch', region: 'a', mode: 'w' },
          { op: 'gup', fn: 'pin_user_pages', region: 'a', flags: ['WRITE'], handle: 'h' },
          { op: 'release', handle: 'h', how: 'put_page' },
          { op: 'munmap', region: 'a' },
          { ...map, region: 'b' },
          { op: 'touch', region: 'b', mode: 'w' },
        ],
      });
      const { page } = mapped(last(runScenario(scenario, profile).steps), 'p0.b[0]');
      assert.deepEqual([page.ref, page.pincount, page.maybe_pinned], [1, 1, true]);
    }
  });
});
