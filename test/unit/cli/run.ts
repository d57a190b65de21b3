import assert from 'node:assert/strict';
import type { Output } from '../../../src/cli/output';
import { runCommandLine } from '../../../src/cli/program';

/** What a command line came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string[];
}

/** Runs a command line in this process. */
export async function run(...args: string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const output: Output = {
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    hasTerminal: false,
    progress: () => assert.fail('no progress without a terminal'),
  };
  const code = await runCommandLine(args, '1.2.3', output);
  return { code, out: out.join('\n'), err };
}
