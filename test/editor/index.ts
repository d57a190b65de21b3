import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runSuites } from './runner';

/** The entry VS Code calls in its extension host; rejects when a test failed. */
export function run(): Promise<void> {
  return runSuites((mocha) => {
    for (const name of readdirSync(__dirname).sort()) {
      if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
    }
  });
}
