import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { disturb, whatIfsFor, whatIfTitle } from '../../../src/replay/whatIf';
import { planOfScenario } from '../../../src/replay/plan';
import { runPlan } from '../../../src/replay/runPlan';
import type { ScenarioText } from '../../../src/replay/scenarioText';

const scenario: ScenarioText = {
  name: 's',
  topic: 'replay',
  summary: '',
  boot: 'default',
  steps: [
    { op: 'mmap', region: 'buf', kind: 'anon', pages: 4 },
    { op: 'gup', fn: 'pin_user_pages', region: 'buf', page: 0, nr: 4, handle: 'pages' },
    { op: 'release', handle: 'pages', how: 'unpin_user_pages' },
  ],
};
const target = { memory: 'anon', first: 0, pages: 4, size: 4 } as const;
const ops = (whatIfs: Parameters<typeof disturb>[1]) =>
  disturb(scenario, whatIfs, target).scenario.steps.map((step) => step.op);

describe('what if', () => {
  it('acts after the step it names, in the order given', () => {
    assert.deepEqual(
      ops([
        { kind: 'fork', step: 1, inner: null, page: 0 },
        { kind: 'munmap', step: 1, inner: null, page: 0 },
        { kind: 'parent-writes', step: 0, inner: null, page: 0 },
      ]),
      ['mmap', 'touch', 'gup', 'fork', 'munmap', 'release'],
    );
  });

  it('leaves a scenario alone without one', () => {
    assert.deepEqual(disturb(scenario, [], target).scenario, scenario);
  });

  it('gives a child that writes a parent first, once', () => {
    const child = { kind: 'child-writes', step: 1, inner: null, page: 2 } as const;
    const { scenario: run, origins } = disturb(scenario, [child, child], target);
    assert.deepEqual(
      run.steps.slice(2, 5).map(({ op, proc, child: name }) => [op, proc, name]),
      [
        ['fork', 'p0', 'p1'],
        ['touch', 'p1', undefined],
        ['touch', 'p1', undefined],
      ],
    );
    assert.deepEqual(
      origins.map(({ kind, index }) => `${kind} ${String(index)}`),
      ['scenario 0', 'scenario 1', 'whatIf 0', 'whatIf 0', 'whatIf 1', 'scenario 2'],
    );
  });

  it('ends the mapping where a short result is to come from', () => {
    const { scenario: run } = disturb(
      scenario,
      [{ kind: 'short', step: 0, inner: null, page: 3 }],
      target,
    );
    assert.deepEqual(run.steps[1], {
      op: 'munmap',
      region: 'buf',
      page: 3,
      pages: 1,
      proc: 'p0',
    });
  });

  it('offers writeback only for a file', () => {
    assert.ok(whatIfsFor('file').includes('writeback'));
    assert.ok(!whatIfsFor('anon').includes('writeback'));
  });

  it('names the page where the act is about one', () => {
    assert.equal(whatIfTitle({ kind: 'migrate', page: 3 }), 'Migration of page 3');
    assert.equal(whatIfTitle({ kind: 'fork', page: 3 }), 'The process forks');
  });
});

describe('what if, in the middle of a step', () => {
  /** Runs the scenario with one act after so many kernel steps of the acquire. */
  function actInside(kind: 'fork' | 'munmap', inner: number) {
    const whatIf = { kind, step: 1, inner, page: 0 } as const;
    const { scenario: run, meanwhile } = disturb(scenario, [whatIf], target);
    const replay = runPlan({ ...planOfScenario(run), meanwhile }, '6.12');
    replay.move('toEnd');
    return replay;
  }

  it('acts where it was put, and the step goes on in that world', () => {
    const replay = actInside('fork', 10);
    const names = replay.recording.steps.map((step) => step.name);
    const begin = names.indexOf('What if: The process forks');
    assert.ok(begin > 0 && begin < names.lastIndexOf('try_grab_folio'));
    assert.ok(replay.rows.some((row) => row?.where === 'p1.buf[0]'));
    assert.equal(replay.verdict.kind, 'balanced');
  });

  it('waits for mmap_lock while the acquire holds it, and comes after', () => {
    const replay = actInside('munmap', 12);
    const blocked = replay.recording.steps.find((step) => step.kind === 'blocked');
    assert.match(blocked?.say ?? '', /mmap_lock/);
    assert.equal(replay.chapters[1]?.result, '4');
    assert.ok(replay.rows.every((row) => row?.entry == null));
  });

  it('names where it would act: inside a step, or after it', () => {
    const replay = runPlan(planOfScenario(scenario), '6.12');
    assert.deepEqual(replay.place, { step: -1, inner: null });
    replay.seek(replay.chapters[1]?.last ?? 0);
    assert.deepEqual(replay.place, { step: 1, inner: null });
    replay.move('stepBack');
    assert.equal(replay.place.step, 1);
    assert.ok((replay.place.inner ?? 0) > 0);
  });
});

describe('a signal', () => {
  it('ends an acquire that has to fault: nothing is taken', () => {
    const signal = { kind: 'signal', step: 0, inner: null, page: 0 } as const;
    const { scenario: run } = disturb(scenario, [signal], target);
    for (const kernel of ['5.11', '6.12']) {
      const replay = runPlan(planOfScenario(run), kernel);
      assert.equal(replay.chapters[2]?.result, '-EINTR', kernel);
      assert.equal(replay.verdict.kind, 'nothing-taken', kernel);
    }
  });
});
