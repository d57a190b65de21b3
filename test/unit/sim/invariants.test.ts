import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkInvariants, profileNamed, Session, stepsOf } from '../../../src/sim';
import type { Scenario } from '../../../src/sim';
import { recordedScenarios } from './recorded';

/** Scenarios that break the rules on purpose: references are released that were not held, or leak. */
const misuses = (scenario: Scenario): boolean =>
  scenario.topic === 'mismatch' || scenario.name.includes('-with-');

/** The first broken invariant of a scenario, or null. */
function firstBroken(scenario: Scenario, kernel: string): string | null {
  const profile = profileNamed(kernel);
  assert.ok(profile);
  const s = new Session(profile, scenario.boot);
  for (const [i, step] of scenario.steps.entries()) {
    s.machine.run(stepsOf(s, step));
    const broken = checkInvariants(s);
    if (broken !== null) return `${scenario.name} step ${String(i)} (${step.op}): ${broken}`;
  }
  return null;
}

describe('counts equal their holders after every step', () => {
  const scenarios = recordedScenarios().filter((scenario) => !misuses(scenario));
  for (const kernel of ['6.1', '6.12'])
    it(`of every recorded scenario on ${kernel}`, () => {
      const broken = scenarios.map((scenario) => firstBroken(scenario, kernel));
      assert.deepEqual(
        broken.filter((problem) => problem !== null),
        [],
      );
    });
});

describe('the checker', () => {
  it('notices a release that does not match', () => {
    const steps = [
      { op: 'mmap', region: 'a', kind: 'anon' },
      { op: 'touch', region: 'a', mode: 'w' },
      { op: 'gup', fn: 'pin_user_pages', region: 'a', handle: 'h' },
      { op: 'ref', handle: 'h', delta: 1 },
      { op: 'release', handle: 'h', how: 'put_page' },
    ] as const;
    const scenario = { name: 'x', topic: 'x', summary: '', boot: 'default', steps } as const;
    const problem = firstBroken(scenario, '6.12') ?? '';
    assert.match(
      problem,
      /^x step 4 \(release\): folio \d+ has refcount 1025, its holders have 2$/,
    );
  });
});
