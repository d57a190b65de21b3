import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkInvariants, interleave, profileNamed, Session, stepsOf } from '../../../src/sim';
import type { ScenarioStep } from '../../../src/sim';
import { last, mapped, run } from './scenario';

const KERNELS = ['5.11', '6.1', '6.5', '6.12'];

const registered = (register: object = {}, mmap: object = {}): object[] => [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 2, ...mmap },
  { op: 'uffd', action: 'register', region: 'a', ...register },
];
const gup = (fn: string, flags: readonly string[] = [], more: object = {}): object => ({
  op: 'gup',
  fn,
  region: 'a',
  flags,
  handle: 'h',
  ...more,
});

describe('userfaultfd: a missing page (fs/userfaultfd.c, handle_userfault())', () => {
  it('is -EFAULT for a walk that must not drop mmap_lock', () => {
    for (const kernel of KERNELS)
      for (const fn of ['get_user_pages', 'pin_user_pages']) {
        const steps = run(kernel, [...registered(), gup(fn, ['WRITE'])]);
        assert.equal(last(steps).rc, '-EFAULT', `${fn} on ${kernel}`);
        assert.equal(last(steps).ptes['p0.a[0]'], null);
      }
  });

  it('is no page and no error for FOLL_NOWAIT, which does not wait', () => {
    for (const kernel of KERNELS) {
      const flags = ['NOWAIT'];
      const steps = run(kernel, [...registered(), gup('get_user_pages', flags)]);
      assert.equal(last(steps).rc, 0, kernel);
      assert.equal(last(steps).warns, 0, kernel);
    }
  });

  it('is waited for where mmap_lock may be dropped, and taken when the monitor has filled it', () => {
    for (const kernel of KERNELS)
      for (const fn of ['get_user_pages_unlocked', 'pin_user_pages_fast']) {
        const steps = run(kernel, [
          ...registered({ answer: 'copy', value: 9 }),
          gup(fn, ['WRITE'], { nr: 2 }),
        ]);
        assert.equal(last(steps).rc, 2, `${fn} on ${kernel}`);
        const { page, flags } = mapped(last(steps), 'p0.a[1]');
        assert.equal(page.byte0, 9);
        assert.deepEqual(flags.slice(0, 2), ['write', 'dirty']);
      }
  });

  it('makes `locked` tell that mmap_lock was dropped', () => {
    const steps = run('6.12', [
      ...registered({ answer: 'zeropage' }),
      gup('get_user_pages_remote', [], { locked: true }),
    ]);
    assert.equal(last(steps).rc, 1);
    assert.equal(last(steps).locked, 0);
    assert.equal(mapped(last(steps), 'p0.a[0]').label, 'zero');
  });

  it('of which nobody takes care keeps the task until a fatal signal comes', () => {
    for (const kernel of KERNELS) {
      const pin = run(kernel, [...registered(), gup('pin_user_pages_fast', ['WRITE'])]);
      assert.equal(last(pin).rc, '-EINTR', kernel);
      const touch = run(kernel, [...registered(), { op: 'touch', region: 'a', mode: 'r' }]);
      assert.equal(last(touch).rc, 'SIGKILL', kernel);
    }
  });

  it('is zeroed by UFFDIO_ZEROPAGE, and filled but once by UFFDIO_COPY', () => {
    const steps = run('6.12', [
      ...registered(),
      { op: 'uffd', action: 'zeropage', region: 'a', page: 0, pages: 1 },
      { op: 'uffd', action: 'copy', region: 'a', page: 1, pages: 1, value: 3 },
      { op: 'uffd', action: 'copy', region: 'a', page: 1, pages: 1, value: 4 },
      { op: 'touch', region: 'a', page: 1, mode: 'r' },
    ]);
    assert.deepEqual(
      steps.slice(2).map((step) => step.rc),
      [0, 0, '-EEXIST', 0],
    );
    assert.equal(mapped(last(steps), 'p0.a[0]').label, 'zero');
    assert.equal(last(steps).value, 3);
  });

  it('of a shared file is filled in the file; of a private mapping it becomes anonymous memory', () => {
    const filled = (share: string) =>
      mapped(
        last(
          run('6.12', [
            ...registered({}, { kind: 'memfd', share }),
            { op: 'uffd', action: 'copy', region: 'a', page: 0, pages: 1, value: 3 },
          ]),
        ),
        'p0.a[0]',
      ).page;
    assert.ok(filled('shared').flags.includes('file'));
    assert.equal(filled('shared').ref, 2);
    assert.ok(filled('private').flags.includes('anon'));
    assert.equal(filled('private').ref, 1);
  });

  it('is not a huge page', () => {
    const steps = run('6.12', [
      ...registered({ answer: 'copy' }, { pages: 512, track: [0] }),
      { op: 'madvise', region: 'a', advice: 'HUGEPAGE' },
      { op: 'touch', region: 'a', mode: 'w' },
      { op: 'madvise', region: 'a', advice: 'COLLAPSE' },
    ]);
    assert.equal(mapped(last(steps), 'p0.a[0]').level, 'pte');
    assert.equal(last(steps).rc, '-EBUSY');
  });

  it('is the own business of a child, and of a mapping that was moved or unregistered', () => {
    const touch = { op: 'touch', mode: 'w', value: 5 };
    const steps = run('6.12', [
      ...registered(),
      { op: 'fork', child: 'p1' },
      { ...touch, proc: 'p1', region: 'a' },
      { op: 'mremap', region: 'a', page: 0, pages: 1, to: 'b' },
      { ...touch, region: 'b' },
      { op: 'uffd', action: 'unregister', region: 'a', page: 1, pages: 1 },
      { ...touch, region: 'a', page: 1 },
    ]);
    assert.deepEqual(
      steps.map((step) => step.rc),
      [0, 0, 0, 0, 0, 0, 0, 0],
    );
  });

  it('is refused by mappings that cannot be watched', () => {
    const steps = run('6.12', registered({}, { kind: 'ext2' }));
    assert.equal(last(steps).rc, '-EINVAL');
  });
});

describe('userfaultfd: a pin beside the monitor that answers it', () => {
  const profile = profileNamed('6.12');
  assert.ok(profile);

  it('waits without mmap_lock, so that even munmap() of another mapping goes on', () => {
    const s = new Session(profile, 'default');
    const before: ScenarioStep[] = [
      { op: 'mmap', region: 'a', kind: 'anon' },
      { op: 'mmap', region: 'b', kind: 'anon' },
      { op: 'uffd', action: 'register', region: 'a' },
    ];
    for (const step of before) s.machine.run(stepsOf(s, step));
    const pin: ScenarioStep = {
      op: 'gup',
      fn: 'pin_user_pages_fast',
      region: 'a',
      flags: ['WRITE'],
      handle: 'h',
    };
    const others: ScenarioStep[] = [
      { op: 'munmap', region: 'b' },
      { op: 'uffd', action: 'copy', region: 'a', value: 8 },
    ];
    // The pin goes as far as it can, then the others, in turn.
    const { outcomes, moves } = interleave(s, [pin, ...others], (ready) => ready[0]);
    assert.deepEqual(
      outcomes.map(({ rc }) => rc),
      [1, 0, 0],
    );
    assert.ok(moves.some(({ step }) => step?.text === 'waits for the userfaultfd monitor'));
    assert.equal(checkInvariants(s), null);
  });
});
