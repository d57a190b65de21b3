/** What is run in a panel: a path of the site it shows, or a scenario of its own. */
import type { Choice } from './choice';
import { runChoice } from './choice';
import { planOfScenario } from './plan';
import type { Replay } from './replay';
import { runPlan } from './runPlan';
import type { ScenarioText } from './scenarioText';
import { isRecord, listOf, record, text } from './shape';
import type { Subject } from './subject';

export type Program =
  | { readonly kind: 'path'; readonly choice: Choice }
  | { readonly kind: 'scenario'; readonly scenario: ScenarioText; readonly kernel: string };

/** A run, or the reason why there is none, to be shown to whoever wrote the scenario. */
export type Outcome = { readonly replay: Replay } | { readonly problem: string };

export function runProgram(program: Program, subject: Subject | null): Outcome {
  try {
    if (program.kind === 'path') {
      const replay = subject === null ? null : runChoice(subject, program.choice);
      return replay === null ? { problem: 'This site has no such path.' } : { replay };
    }
    const { scenario, kernel } = program;
    return { replay: runPlan(planOfScenario(scenario), kernel) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
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
export function readScenario(json: string): ScenarioText | { readonly problem: string } {
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
