/** Scenario JSON to and from text: what is wrong with it is told with its line. */
import { JsonPlaces } from './jsonPlaces';
import type { Problem } from './program';
import type { ScenarioText } from './scenarioText';
import { isRecord, listOf, optional, record, text } from './shape';

const hasOp = record<{ readonly op: string }>({ op: text });
export const isScenario = record<ScenarioText>({
  name: text,
  title: optional(text),
  topic: text,
  summary: text,
  boot: text,
  steps: listOf((step: unknown): step is ScenarioText['steps'][number] => hasOp(step)),
});

/** Reads scenario JSON; what the steps say is checked when they are run. */
export function readScenario(json: string): ScenarioText | Problem {
  const problem = syntaxProblem(json);
  if (problem !== null) return { problem };
  const value: unknown = JSON.parse(json);
  if (!isRecord(value)) return { problem: 'line 1: a scenario must be an object with "steps".' };
  const { name = 'scenario', ...rest } = value;
  const title = 'title' in rest ? { title: rest.title } : {};
  const filled = { name, ...title, topic: 'own', summary: '', boot: 'default', ...rest };
  return isScenario(filled) ? filled : { problem: shapeProblem(json, filled) };
}

/** Null for JSON. */
function syntaxProblem(json: string): string | null {
  const places = new JsonPlaces(json);
  if (places.error === null) return null;
  const { line, column } = places.lineOf(places.error);
  const found = json[places.error];
  const what =
    found === undefined ? 'it ends too early' : `${JSON.stringify(found)} may not stand here`;
  return `line ${String(line)}, column ${String(column)}: this is not JSON: ${what}.`;
}

function shapeProblem(json: string, scenario: Readonly<Record<string, unknown>>): string {
  for (const field of ['name', 'title', 'topic', 'summary', 'boot']) {
    const value = scenario[field];
    if (value !== undefined && !text(value)) return `"${field}" must be a text.`;
  }
  const { steps } = scenario;
  if (!Array.isArray(steps)) return '"steps" must be a list of steps, each with an "op".';
  const bad = steps.findIndex((step: unknown) => !hasOp(step));
  return withLine(`step ${String(bad)}: must be an object with an "op".`, json);
}

/** Puts the line of the step that the message begins with before it. */
export function withLine(message: string, json: string): string {
  const step = /^step (\d+)/.exec(message)?.[1];
  if (step === undefined) return message;
  const places = new JsonPlaces(json);
  const at = places.steps[Number(step)];
  return at === undefined ? message : `line ${String(places.lineOf(at).line)}, ${message}`;
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
