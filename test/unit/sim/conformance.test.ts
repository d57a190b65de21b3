import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareTraces, profileNamed, runScenario } from '../../../src/sim';
import { recordedScenarios, recordedTraces } from './recorded';

describe('simulated traces agree with recorded ones in every field, bookkeeping included', () => {
  const scenarios = recordedScenarios();
  for (const kernel of ['6.1', '6.12'] as const)
    it(`of kernel ${kernel}`, () => {
      const profile = profileNamed(kernel);
      assert.ok(profile);
      const traces = recordedTraces(kernel);
      const differing = scenarios.flatMap((scenario, i) => {
        const differences = compareTraces(traces[i], runScenario(scenario, profile), {
          strict: true,
        });
        return differences.length === 0 ? [] : [{ scenario: scenario.name, first: differences[0] }];
      });
      assert.deepEqual(differing, []);
    });
});
