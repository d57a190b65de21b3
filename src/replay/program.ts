/** What is run in a panel: a path of the site it shows, or a scenario of its own. */
import type { Choice } from './choice';
import { planOfChoice } from './choice';
import { planOfScenario } from './plan';
import { GrowingRun } from './runPlan';
import type { ScenarioText } from './scenarioText';
import { isRecord, listOf, record, text } from './shape';
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

const hasOp = record<{ readonly op: string }>({ op: text });
export const isScenario = record<ScenarioText>({
  name: text,
  topic: text,
  summary: text,
  boot: text,
  steps: listOf((step: unknown): step is ScenarioText['steps'][number] => hasOp(step)),
});

/** Reads scenario JSON; what the steps say is checked when they are run. */
export function readScenario(json: string): ScenarioText | Problem {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : ''}` };
  }
  const filled = isRecord(value)
    ? { name: 'scenario', topic: 'own', summary: '', boot: 'default', ...value }
    : value;
  if (!isScenario(filled)) {
    return { problem: 'A scenario is an object with "steps", each an object with an "op".' };
  }
  return filled;
}

/** One step a line, as the scenarios that ship are written. */
export function writeScenario(scenario: ScenarioText): string {
  const { steps, ...head } = scenario;
  const fields = Object.entries(head).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`,
  );
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  return `{\n${fields.join('')}  "steps": [\n${lines}\n  ]\n}\n`;
}
