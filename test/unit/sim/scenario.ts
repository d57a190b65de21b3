import assert from 'node:assert/strict';
import { checkInvariants, parseScenario, profileNamed, Session, stepsOf } from '../../../src/sim';
import { traceStep } from '../../../src/sim';
import type { TracePage, TraceStep } from '../../../src/sim';

/** Runs a few steps on a fresh machine; after each, counts must equal their holders. */
export function run(
  kernel: string,
  steps: readonly object[],
  boot: 'default' | 'movable' | 'cma' = 'default',
): TraceStep[] {
  const profile = profileNamed(kernel);
  assert.ok(profile);
  const scenario = parseScenario({ name: 'test', topic: 'test', summary: '', boot, steps });
  const session = new Session(profile, boot);
  return scenario.steps.map((step, i) => {
    const seen = traceStep(session, i, step.op, session.machine.run(stepsOf(session, step)));
    assert.equal(checkInvariants(session), null, `after step ${String(i)} (${step.op})`);
    return seen;
  });
}

export function last(steps: readonly TraceStep[]): TraceStep {
  const step = steps.at(-1);
  assert.ok(step);
  return step;
}

/** What an entry maps: its level, flags, and label and record of its page. */
export interface Mapped {
  readonly level: string;
  readonly flags: readonly string[];
  readonly label: string;
  readonly page: TracePage;
}

export function mapped(step: TraceStep, key: string): Mapped {
  const entry = step.ptes[key];
  assert.ok(entry !== null && entry !== 'no-vma' && entry !== undefined, `${key} maps nothing`);
  const label = entry.page ?? '';
  return { level: entry.level, flags: entry.flags ?? [], label, page: pageOf(step, label) };
}

export function pageOf(step: TraceStep, label: string): TracePage {
  const page = step.pages[label];
  assert.ok(page !== undefined && page !== 'freed', `${label} is gone`);
  return page;
}
