import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareTraces, parseScenario, runScenario } from '../sim';
import type { Difference, Profile, Trace } from '../sim';
import { chooseProfile } from './simulate';

export interface ConformOptions {
  readonly kernel?: string;
  /** Name every scenario that differs, with its first difference. */
  readonly list?: boolean;
  /** Also compare bookkeeping fields. */
  readonly strict?: boolean;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  return JSON.parse(text) as unknown;
}

function compareOne(
  json: unknown,
  expected: Trace,
  profile: Profile,
  strict: boolean,
): Difference[] {
  try {
    return compareTraces(expected, runScenario(parseScenario(json), profile), { strict });
  } catch (error) {
    const actual = error instanceof Error ? error.message : String(error);
    return [{ step: 0, what: 'no trace', expected: 'a trace', actual }];
  }
}

const describe = (name: string, [first, ...more]: readonly Difference[]): string =>
  `${name} step ${String(first.step)} ${first.what}: expected ${JSON.stringify(first.expected)} ` +
  `got ${JSON.stringify(first.actual)} (+${String(more.length)} more)`;

/**
 * `gup-review conform DIR`: runs DIR/scenarios against DIR/traces/<release> and prints `N of M`. Exit code 0 when all
 * agree, else 1. Throws an Error when the folder cannot be read.
 */
export async function conform(
  folder: string,
  options: ConformOptions,
  print: (line: string) => void,
): Promise<number> {
  const profile = chooseProfile(options.kernel);
  const traces = join(folder, 'traces', profile.name);
  const names = (await readdir(traces)).filter((name) => name.endsWith('.json')).sort();
  let agree = 0;
  for (const name of names) {
    const expected = (await readJson(join(traces, name))) as Trace;
    const scenario = await readJson(join(folder, 'scenarios', name));
    const differences = compareOne(scenario, expected, profile, options.strict ?? false);
    if (differences.length === 0) agree++;
    else if (options.list === true) print(describe(expected.scenario, differences));
  }
  print(`${String(agree)} of ${String(names.length)}`);
  return agree === names.length ? 0 : 1;
}
