/** Runs a plan on one kernel. */
import type { Plan } from './plan';
import { record } from './record';
import { Replay } from './replay';

/** Throws for a scenario or a kernel that is none, saying why. */
export function runPlan(plan: Plan, kernel: string): Replay {
  const recording = record(plan.scenario, kernel, {
    // How the memory came to be laid out is not what a replay is about.
    inside: (step) => plan.steps[step]?.origin !== 'memory',
    meanwhile: plan.meanwhile,
  });
  return new Replay(plan, recording);
}
