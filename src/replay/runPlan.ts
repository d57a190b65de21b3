/** Runs a plan on one kernel. */
import type { Plan } from './plan';
import { record } from './record';
import { Replay } from './replay';

/** `fine` keeps every kernel function that a step runs through, `coarse` only what the step did. */
export type Grain = 'fine' | 'coarse';

/** Throws for a scenario or a kernel that is none, saying why. */
export function runPlan(plan: Plan, kernel: string, grain: Grain = 'fine'): Replay {
  const recording = record(plan.scenario, kernel, {
    // How the memory came to be laid out is not what a replay is about.
    inside: (step) => grain === 'fine' && plan.steps[step]?.origin !== 'memory',
    meanwhile: plan.meanwhile,
  });
  return new Replay(plan, recording);
}
