import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { profileNamed, runScenario } from '../../../src/sim';
import type { ScenarioStep, TracePage, TraceStep } from '../../../src/sim';

function run(kernel: string, steps: readonly ScenarioStep[]): readonly TraceStep[] {
  const profile = profileNamed(kernel);
  assert.ok(profile);
  return runScenario({ name: 'x', topic: 'x', summary: '', boot: 'default', steps }, profile).steps;
}

const page = (step: TraceStep, label: string): TracePage => {
  const record = step.pages[label];
  assert.ok(record !== undefined && record !== 'freed', `${label} is not there`);
  return record;
};

const anon = (...steps: ScenarioStep[]): ScenarioStep[] => [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 2 },
  ...steps,
];
const dump = (at: number, handle: string): ScenarioStep => ({
  op: 'gup',
  fn: 'get_dump_page',
  region: 'a',
  page: at,
  handle,
});

describe('get_dump_page()', () => {
  for (const kernel of ['5.11', '6.1', '6.12'])
    it(`takes what is there, through any protection, and no holes, on ${kernel}`, () => {
      const [, , , taken, hole] = run(
        kernel,
        anon(
          { op: 'touch', region: 'a', page: 0, mode: 'w', value: 7 },
          { op: 'mprotect', region: 'a', prot: 'none' },
          dump(0, 'h'),
          dump(1, 'i'),
        ),
      );
      assert.equal(taken.rc, 1);
      assert.equal(page(taken, 'page1').ref, 2);
      assert.equal(hole.rc, 0);
      assert.equal(hole.ptes['p0.a[1]'], null);
    });
});

describe('fixup_user_fault()', () => {
  const fixup = (flags: readonly 'WRITE'[]): ScenarioStep => ({
    op: 'gup',
    fn: 'fixup_user_fault',
    region: 'a',
    flags,
    handle: 'h',
  });

  it('faults the page in and takes no reference', () => {
    const steps = run('6.12', anon(fixup(['WRITE'])));
    assert.equal(steps[1].rc, 0);
    assert.equal(page(steps[1], 'page1').ref, 1);
    assert.deepEqual(steps[1].handles, {});
  });

  it('refuses what the mapping does not permit', () => {
    const steps = run('6.12', anon({ op: 'mprotect', region: 'a', prot: 'r' }, fixup(['WRITE'])));
    assert.equal(steps[2].rc, '-EFAULT');
  });
});

describe('without an MMU (5.11)', () => {
  const gup = (fn: string, nr: number): ScenarioStep => ({
    op: 'gup',
    fn,
    region: 'a',
    nr,
    handle: 'h',
  });

  it('every call takes plain references, also for FOLL_PIN', () => {
    for (const fn of ['get_user_pages', 'pin_user_pages', 'pin_user_pages_fast']) {
      const steps = run('5.11-nommu', anon(gup(fn, 2)));
      assert.equal(steps[1].rc, 2);
      assert.equal(page(steps[1], 'page1').ref, 2);
    }
  });

  it('the remote calls answer 0', () => {
    assert.equal(run('5.11-nommu', anon(gup('get_user_pages_remote', 1)))[1].rc, 0);
  });

  it('a range that leaves the mapping is partial, one outside is -EFAULT', () => {
    assert.equal(run('5.11-nommu', anon(gup('get_user_pages', 3)))[1].rc, 2);
    const gone = anon({ op: 'munmap', region: 'a' }, gup('get_user_pages', 1));
    assert.equal(run('5.11-nommu', gone)[2].rc, '-EFAULT');
  });

  it('held pages outlive their mapping', () => {
    const steps = run(
      '5.11-nommu',
      anon(
        { op: 'touch', region: 'a', page: 0, mode: 'w', value: 9 },
        gup('get_user_pages', 1),
        { op: 'munmap', region: 'a' },
        { op: 'release', handle: 'h', how: 'put_page' },
      ),
    );
    assert.deepEqual([page(steps[3], 'page1').ref, page(steps[3], 'page1').byte0], [1, 9]);
    assert.equal(steps[4].pages.page1, 'freed');
  });
});
