import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkInvariants,
  Machine,
  observe,
  profileNamed,
  Session,
  stepsOf,
} from '../../../src/sim';
import type { Outcome, Profile, ScenarioStep, TracePage } from '../../../src/sim';
import { GATE_PAGE } from '../../../src/sim/gup/gate';

function profileOf(kernel: string): Profile {
  const profile = profileNamed(kernel);
  assert.ok(profile);
  return profile;
}

function runAll(s: Session, steps: readonly ScenarioStep[]): Outcome[] {
  return steps.map((step) => s.machine.run(stepsOf(s, step)));
}

const fresh = (kernel = '6.12', frames?: number): Session =>
  new Session(profileOf(kernel), 'default', frames);

function page(s: Session, label: string): TracePage {
  const record = observe(s).pages[label];
  assert.ok(record !== undefined && record !== 'freed', `${label} is not there`);
  return record;
}

const pin = (fn: string, flags: readonly ('WRITE' | 'LONGTERM')[], nr = 1): ScenarioStep => ({
  op: 'gup',
  fn,
  region: 'a',
  nr,
  flags,
  handle: 'h',
});

describe('memory that is mapped directly (FS-DAX)', () => {
  const file: ScenarioStep = {
    op: 'mmap',
    region: 'a',
    kind: 'fsdax',
    pages: 2,
    share: 'shared',
  };
  const write: ScenarioStep = { op: 'touch', region: 'a', page: 0, mode: 'w', value: 5 };

  for (const kernel of ['5.11', '6.1', '6.12'])
    for (const fn of ['pin_user_pages', 'pin_user_pages_fast']) {
      it(`may be held for a while but not for long: ${fn}() on ${kernel}`, () => {
        const s = fresh(kernel);
        const [, , short, released, long] = runAll(s, [
          file,
          write,
          pin(fn, ['WRITE']),
          { op: 'release', handle: 'h', how: 'unpin_user_page' },
          pin(fn, ['WRITE', 'LONGTERM']),
        ]);
        assert.deepEqual([short.rc, released.rc, long.rc], [1, 0, '-EOPNOTSUPP']);
        assert.equal(page(s, 'page1').ref, 1);
        assert.equal(checkInvariants(s), null);
      });
    }

  it('shows the zero page in a hole, also through a shared mapping, and a write replaces it', () => {
    const s = fresh();
    runAll(s, [file, { op: 'touch', region: 'a', page: 0, mode: 'r' }, pin('pin_user_pages', [])]);
    assert.equal(observe(s).handles.h.pages['0'], 'zero');
    runAll(s, [write]);
    const pte = observe(s).ptes['p0.a[0]'];
    assert.ok(pte !== null && pte !== 'no-vma');
    assert.notEqual(pte.page, 'zero');
    assert.equal(observe(s).handles.h.pages['0'], 'zero');
  });

  it('is copied for a private write', () => {
    const s = fresh();
    runAll(s, [{ ...file, share: 'private' }, write]);
    assert.ok(page(s, 'page1').flags.includes('anon'));
    assert.equal(checkInvariants(s), null);
  });
});

describe('a pending SIGKILL', () => {
  it('ends a walk with -EINTR, but not one without faults or locks', () => {
    const s = fresh();
    runAll(s, [{ op: 'mmap', region: 'a', kind: 'anon', pages: 2 }]);
    runAll(s, [{ op: 'touch', region: 'a', page: 0, mode: 'w', value: 1 }]);
    s.machine.current.sigkill = true;
    const rc = (fn: string, nr: number): unknown => runAll(s, [pin(fn, ['WRITE'], nr)])[0].rc;
    assert.equal(rc('pin_user_pages', 1), '-EINTR');
    assert.equal(rc('pin_user_pages_fast', 1), 1);
    // The lockless walk got one page; the error of the rest is swallowed.
    assert.equal(rc('pin_user_pages_fast', 2), 1);
  });
});

describe('out of memory', () => {
  const small = 8192;

  it('a walk gives what it has, then -ENOMEM', () => {
    const s = fresh('6.12', small);
    const [, first, second] = runAll(s, [
      { op: 'mmap', region: 'a', kind: 'anon', pages: small },
      pin('pin_user_pages', ['WRITE'], small),
      {
        op: 'gup',
        fn: 'pin_user_pages',
        region: 'a',
        page: small - 1,
        flags: ['WRITE'],
        handle: 'i',
      },
    ]);
    assert.ok(typeof first.rc === 'number' && first.rc > 1000 && first.rc < small);
    assert.equal(second.rc, '-ENOMEM');
    assert.equal(checkInvariants(s), null);
  });

  it('a process that needs a page is killed', () => {
    const s = fresh('6.12', small);
    runAll(s, [
      { op: 'mmap', region: 'a', kind: 'anon', pages: small },
      pin('pin_user_pages', ['WRITE'], small),
    ]);
    const touch: ScenarioStep = { op: 'touch', region: 'a', page: small - 1, mode: 'w' };
    assert.equal(runAll(s, [touch])[0].rc, 'SIGKILL');
    assert.equal(s.machine.current.sigkill, true);
  });
});

describe('the gate area', () => {
  const take = (flags: number): { rc: number; refcount: number } => {
    const m = new Machine(profileOf('6.12'), { gatePage: true });
    const { mm } = m.newProcess('p0');
    const pages = { list: [], at: 0 };
    const { run } = m.profile.entryPoints.get_user_pages_unlocked;
    const call = { start: GATE_PAGE, nr: 1, flags, pages, mm, locked: null };
    const rc = m.run(run(m, call));
    return { rc, refcount: m.frames.refcount[m.world.gatePage] };
  };

  it('can be read by everyone, though no VMA covers it', () => {
    assert.deepEqual(take(0), { rc: 1, refcount: 2 });
  });

  it('and written by nobody', () => {
    assert.deepEqual(take(1), { rc: -14, refcount: 1 });
  });
});

describe('flags that are gone', () => {
  const huge: readonly ScenarioStep[] = [
    { op: 'mmap', region: 'a', kind: 'anon', pages: 512 },
    { op: 'madvise', region: 'a', advice: 'HUGEPAGE' },
    { op: 'touch', region: 'a', page: 0, mode: 'w', value: 1 },
  ];
  const get = (flags: readonly ('SPLIT' | 'MLOCK' | 'POPULATE')[]): ScenarioStep => ({
    op: 'gup',
    fn: 'get_user_pages',
    region: 'a',
    page: 3,
    flags,
    handle: 'h',
  });

  it('FOLL_SPLIT breaks a huge page up first (5.11)', () => {
    const s = fresh('5.11');
    const outcomes = runAll(s, [...huge, get(['SPLIT'])]);
    assert.equal(outcomes[3].rc, 1);
    const { pages } = observe(s).handles.h;
    assert.deepEqual([page(s, pages['0']).order, page(s, pages['0']).ref], [0, 2]);
    assert.equal(checkInvariants(s), null);
  });

  it('FOLL_MLOCK alone passes over what is not there (5.11)', () => {
    const s = fresh('5.11');
    const outcomes = runAll(s, [
      { op: 'mmap', region: 'a', kind: 'anon', pages: 4 },
      get(['MLOCK']),
      { op: 'observe' },
    ]);
    assert.equal(outcomes[1].rc, 1);
    assert.equal(observe(s).ptes['p0.a[3]'], null);
  });

  it('and newer kernels do not know them', () => {
    assert.equal(runAll(fresh('6.12'), [...huge, get(['SPLIT'])])[3].rc, 'absent');
  });
});
