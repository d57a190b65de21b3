/** What is run in a panel: a path of the site it shows, or a scenario of its own. */
import type { Choice } from './choice';
import { planOfChoice } from './choice';
import { planOfScenario } from './plan';
import { GrowingRun } from './runPlan';
import type { ScenarioText } from './scenarioText';
import type { Subject } from './subject';

export type Program =
  | { readonly kind: 'path'; readonly choice: Choice }
  | { readonly kind: 'scenario'; readonly scenario: ScenarioText; readonly kernel: string };

/** A reason why something cannot be run, to be shown to whoever asked for it. */
export interface Problem {
  readonly problem: string;
}

export const problemOf = (error: unknown): Problem => ({
  problem: error instanceof Error ? error.message : String(error),
});

/** Begins to run the program. */
export function beginProgram(program: Program, subject: Subject | null): GrowingRun | Problem {
  try {
    if (program.kind === 'scenario') {
      return new GrowingRun(planOfScenario(program.scenario), program.kernel);
    }
    const plan = subject === null ? null : planOfChoice(subject, program.choice);
    if (plan === null) return { problem: 'This site has no such path.' };
    return new GrowingRun(plan, program.choice.kernel);
  } catch (error) {
    return problemOf(error);
  }
}
