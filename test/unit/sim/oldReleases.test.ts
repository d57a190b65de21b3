import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

describe('FOLL_MLOCK and FOLL_POPULATE: mlock() is a walk until 5.17 (5.11 mm/gup.c, populate_vma_page_range())', () => {
  const shared = { op: 'mmap', region: 'a', kind: 'memfd', share: 'shared', pages: 2 };
  const touch = (page: number): object => ({ op: 'touch', region: 'a', page, mode: 'w' });
  const locked = (kernel: string, ...steps: object[]): (boolean | null)[] => {
    const step = last(run(kernel, [shared, ...steps]));
    return ['p0.a[0]', 'p0.a[1]'].map((key) =>
      step.ptes[key] === null ? null : mapped(step, key).page.flags.includes('mlocked'),
    );
  };

  it('mlock() faults in and locks all of it', () => {
    for (const kernel of ['5.11', '6.1'])
      assert.deepEqual(locked(kernel, { op: 'mlock', region: 'a' }), [true, true]);
  });

  it('MLOCK_ONFAULT locks what is there; what comes later is locked by its mapping from 5.18 on', () => {
    const steps = [touch(0), { op: 'mlock2', region: 'a' }, touch(1)];
    assert.deepEqual(locked('5.11', ...steps.slice(0, 2)), [true, null]);
    assert.deepEqual(locked('5.11', ...steps), [true, false]);
    assert.deepEqual(locked('6.1', ...steps), [true, true]);
  });

  it('a page stays locked while another locked mapping has it', () => {
    for (const kernel of ['5.11', '6.1']) {
      const steps = [
        { op: 'mlock', region: 'a' },
        { ...shared, region: 'b' },
        { op: 'mlock', region: 'b' },
        { op: 'munlock', region: 'a' },
      ];
      assert.deepEqual(locked(kernel, ...steps), [true, true], kernel);
      assert.deepEqual(locked(kernel, ...steps, { op: 'munlock', region: 'b' }), [false, false]);
    }
  });
});

describe('fork() beside a pinned hugetlb page', () => {
  it('copies it since 5.12; before, the next writer takes it away from the pin', () => {
    const hazard = (kernel: string): boolean => {
      const steps = run(kernel, [
        { op: 'mmap', region: 'a', kind: 'hugetlb', pages: 512, track: [0] },
        { op: 'touch', region: 'a', mode: 'w' },
        { op: 'gup', fn: 'pin_user_pages', region: 'a', flags: ['WRITE'], handle: 'h' },
        { op: 'fork', child: 'p1' },
        { op: 'touch', region: 'a', mode: 'w' },
      ]);
      return mapped(last(steps), 'p0.a[0]').label !== last(steps).handles.h.pages['0'];
    };
    assert.deepEqual(['5.11', '6.1', '6.12'].map(hazard), [true, false, false]);
  });
});

describe('a longterm pin of FS-DAX', () => {
  it('is refused before the walk since 5.11; the proposal takes the pages first and gives them back', () => {
    const dax = { op: 'mmap', region: 'a', kind: 'fsdax', share: 'shared', pages: 2 };
    const ptes = (kernel: string, fn: string, flags: string[]): (string | number | null)[] => {
      const step = last(
        run(kernel, [dax, { op: 'gup', fn, region: 'a', nr: 2, flags, handle: 'h' }]),
      );
      return [step.rc, step.ptes['p0.a[0]'] === null ? null : mapped(step, 'p0.a[0]').page.ref];
    };
    const call = ['WRITE'];
    assert.deepEqual(ptes('proposal-2019', 'pin_longterm_pages', call), ['-EOPNOTSUPP', 1]);
    for (const kernel of ['5.11', '6.12'])
      assert.deepEqual(ptes(kernel, 'pin_user_pages', [...call, 'LONGTERM']), [
        '-EOPNOTSUPP',
        null,
      ]);
  });
});
