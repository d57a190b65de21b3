import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WINDOWS_VARIABLE } from './protocol';
import { runSuites } from './runner';

const FIRST = 'activation.test.js';

/** The entry VS Code calls in its extension host; rejects when a test failed. */
export function run(): Promise<void> {
  const oneWindow = process.env[WINDOWS_VARIABLE] === undefined;
  return runSuites((mocha) => {
    // What is loaded before anything is opened can only be told first.
    const names = [
      FIRST,
      ...readdirSync(__dirname)
        .filter((name) => name !== FIRST)
        .sort(),
    ];
    for (const name of names) {
      if (name.endsWith('.windows.test.js') && oneWindow) continue;
      if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
    }
  });
}
