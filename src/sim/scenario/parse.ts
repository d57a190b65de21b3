import type { Scenario } from './types';
import { checkScenario } from './check';

/** Something is wrong with a scenario; the message names the step. */
export class ScenarioError extends Error {}

/** A scenario from parsed JSON. Throws a ScenarioError that says what is wrong, and in which step. */
export function parseScenario(json: unknown): Scenario {
  const problem = checkScenario(json);
  if (problem !== null) throw new ScenarioError(problem);
  return json as Scenario;
}
