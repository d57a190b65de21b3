/** What is run: a scenario, and what each of its steps is called and belongs to in the source. */
import type { BuiltScenario } from './scenario';
import type { ScenarioText } from './scenarioText';
import type { Position, ReplayPath } from './subject';
import { describeStep } from './words';

export interface PlannedStep {
  /** What it does, in a few words. */
  readonly title: string;
  /** The line of the user's source it stands for; null for the world around it. */
  readonly source: Position | null;
  /** Not from the path: the memory laid out before it, or a "what if" put in. */
  readonly origin: 'memory' | 'path' | 'whatIf';
}

export interface Plan {
  readonly scenario: ScenarioText;
  /** One for each step of the scenario. */
  readonly steps: readonly PlannedStep[];
}

export function planOfPath(built: BuiltScenario, path: ReplayPath): Plan {
  return {
    scenario: built.scenario,
    steps: built.scenario.steps.map((step, index) => {
      const stop = path.stops[built.origins[index] ?? -1];
      if (stop === undefined) return { title: describeStep(step), source: null, origin: 'memory' };
      return { title: stop.say, source: stop.at, origin: 'path' };
    }),
  };
}

/** A scenario without a call site: its steps speak for themselves. */
export function planOfScenario(scenario: ScenarioText): Plan {
  return {
    scenario,
    steps: scenario.steps.map((step) => ({
      title: describeStep(step),
      source: null,
      origin: 'path',
    })),
  };
}
