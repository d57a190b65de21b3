import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WINDOWS_VARIABLE } from './protocol';
import { runSuites } from './runner';

/** The entry VS Code calls in its extension host; rejects when a test failed. */
export function run(): Promise<void> {
  const oneWindow = process.env[WINDOWS_VARIABLE] === undefined;
  return runSuites((mocha) => {
    for (const name of readdirSync(__dirname).sort()) {
      if (name.endsWith('.windows.test.js') && oneWindow) continue;
      if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
    }
  });
}
