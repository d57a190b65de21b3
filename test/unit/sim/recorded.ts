import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseScenario } from '../../../src/sim';
import type { Scenario, Trace } from '../../../src/sim';

const lines = (name: string): string[] =>
  gunzipSync(readFileSync(join('test', 'oracle', name)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** The recorded scenarios, in name order. */
export const recordedScenarios = (): Scenario[] =>
  lines('scenarios.jsonl.gz').map((line) => parseScenario(JSON.parse(line)));

/** What a kernel answered, in the same order. */
export const recordedTraces = (kernel: '6.1' | '6.12'): Trace[] =>
  lines(`${kernel}.jsonl.gz`).map((line) => JSON.parse(line) as Trace);
