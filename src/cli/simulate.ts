import { readFile } from 'node:fs/promises';
import { parseScenario, profileNamed, PROFILES, runScenario, ScenarioError } from '../sim';
import type { Profile, Trace } from '../sim';
import { traceText } from './traceText';

/** The profile for `--kernel`, the newest by default; an Error with the known ones for a wrong name. */
export function chooseProfile(kernel: string | undefined): Profile {
  const chosen = kernel === undefined ? PROFILES.at(-1) : profileNamed(kernel);
  if (chosen !== undefined) return chosen;
  const known = PROFILES.map((profile) => profile.name).join(', ');
  throw new Error(`the simulator does not know kernel ${kernel ?? ''}; it knows ${known}`);
}

/** Runs the scenario in a file. Throws an Error that names the file. */
export async function simulateFile(path: string, profile: Profile): Promise<Trace> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
  try {
    return runScenario(parseScenario(json), profile);
  } catch (error) {
    if (error instanceof ScenarioError)
      throw new Error(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

export interface SimulateOptions {
  readonly kernel?: string;
  readonly format?: 'text' | 'json';
}

/**
 * `gup-review simulate`: one trace a line, in the order of the files. Exit code 0, or 2 with one line on `complain` for
 * each file that could not be run.
 */
export async function simulate(
  files: readonly string[],
  options: SimulateOptions,
  print: (line: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  const profile = chooseProfile(options.kernel);
  let code = 0;
  for (const file of files) {
    try {
      const trace = await simulateFile(file, profile);
      if (options.format === 'json') print(JSON.stringify(trace));
      else for (const line of traceText(trace)) print(line);
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
      code = 2;
    }
  }
  return code;
}
