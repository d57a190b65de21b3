import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareTraces, profileNamed, runScenario } from '../../../src/sim';
import type { Scenario, Trace } from '../../../src/sim';
import { recordedScenarios, recordedTraces } from './recorded';

/** How many of the recorded scenarios agree in every compared field, at least. */
const FLOOR = { '6.1': 526, '6.12': 521 } as const;

function agrees(scenario: Scenario, expected: Trace, kernel: string): boolean {
  const profile = profileNamed(kernel);
  assert.ok(profile);
  try {
    return compareTraces(expected, runScenario(scenario, profile)).length === 0;
  } catch {
    return false;
  }
}

describe('simulated traces agree with recorded ones', () => {
  const scenarios = recordedScenarios();
  for (const kernel of ['6.1', '6.12'] as const)
    it(`of kernel ${kernel}`, () => {
      const traces = recordedTraces(kernel);
      const agreeing = scenarios.filter((scenario, i) => agrees(scenario, traces[i], kernel));
      assert.ok(agreeing.length >= FLOOR[kernel], `${String(agreeing.length)} agree`);
    });
});
