import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultChoice, planOfChoice } from '../../../src/replay/choice';
import type { MemoryKind } from '../../../src/replay/memory';
import { rowWords } from '../../../src/replay/pageWords';
import type { Plan } from '../../../src/replay/plan';
import type { Replay } from '../../../src/replay/replay';
import { GrowingRun, runPlan } from '../../../src/replay/runPlan';
import { subject } from './subjects';

function planFor(memory: MemoryKind, pages: number): Plan {
  const choice = { ...defaultChoice(subject), memory, pages };
  const plan = planOfChoice(subject, choice);
  assert.ok(plan);
  return plan;
}

/** Everything a row says at each position. */
function picture(replay: Replay): string[][] {
  return Array.from({ length: replay.length + 1 }, (_, position) => {
    replay.seek(position);
    return replay.present.map((row) => rowWords(replay.rows[row] ?? assert.fail()));
  });
}

describe('a run that grows', () => {
  it('ends as the run in one go', () => {
    const plan = planFor('unpopulated', 16);
    const growing = new GrowingRun(plan, '6.12');
    while (!growing.finished) growing.advance();
    const whole = runPlan(plan, '6.12');
    const replay = growing.replay();
    assert.deepEqual(replay.verdict, whole.verdict);
    assert.deepEqual(replay.chapters, whole.chapters);
    assert.deepEqual(picture(replay), picture(whole));
  });

  it('has the memory to show before it is finished, and what it gave out stays as it was', () => {
    const growing = new GrowingRun(planFor('anon', 64), '6.12');
    assert.equal(growing.begun, false);
    while (!growing.begun) growing.advance();
    assert.equal(growing.finished, false);
    const early = growing.replay();
    const { length } = early;
    early.seek(early.beginning);
    assert.equal(early.present.length, 64);
    while (!growing.finished) growing.advance();
    assert.equal(early.length, length);
    assert.equal(growing.replay().beginning, early.beginning);
  });

  it('refuses at once what cannot be run', () => {
    const plan = planFor('anon', 1);
    assert.throws(() => new GrowingRun(plan, '9.9'), /no kernel profile 9\.9/);
    const scenario = { ...plan.scenario, steps: [{ op: 'explode' }] };
    assert.throws(() => new GrowingRun({ ...plan, scenario }, '6.12'), /step 0/);
  });
});
