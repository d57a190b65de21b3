import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareTraces, profileNamed, runScenario } from '../../../src/sim';
import type { Scenario, Trace } from '../../../src/sim';
import { recordedScenarios, recordedTraces } from './recorded';

/** What differs first in a scenario, null when every field of every step agrees, bookkeeping included. */
function disagreement(scenario: Scenario, expected: Trace, kernel: string): string | null {
  const profile = profileNamed(kernel);
  assert.ok(profile);
  const [first] = compareTraces(expected, runScenario(scenario, profile), { strict: true });
  return first === undefined ? null : `${scenario.name}: ${JSON.stringify(first)}`;
}

describe('simulated traces agree with recorded ones', () => {
  const scenarios = recordedScenarios();
  for (const kernel of ['6.1', '6.12'] as const)
    it(`of kernel ${kernel}`, () => {
      const traces = recordedTraces(kernel);
      assert.equal(scenarios.length, traces.length);
      const problems = scenarios.map((scenario, i) => disagreement(scenario, traces[i], kernel));
      assert.deepEqual(
        problems.filter((problem) => problem !== null),
        [],
      );
    });
});
