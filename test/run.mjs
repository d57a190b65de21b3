// npm test: installs, builds, checks and runs every suite; ends with the line `N passed, N failed`.
import { spawn } from 'node:child_process';
import {
  build,
  exitOnSignals,
  installDependencies,
  root,
  run,
  say,
} from './workbench/commands.mjs';

/** @typedef {{ passed: number, failed: number }} Totals */

/** Each check counts as one test. @returns {Promise<Totals>} */
async function runChecks() {
  const totals = { passed: 0, failed: 0 };
  for (const check of ['types', 'lint', 'imports', 'format']) {
    say(`Check: ${check}`);
    const code = await run('npm', ['run', '--silent', `check:${check}`]);
    if (code === 0) totals.passed++;
    else totals.failed++;
  }
  return totals;
}

/** Runs the unit tests, with their output on this terminal, and reads their totals from it. */
async function runUnitTests() {
  say('Unit tests');
  const child = spawn(process.execPath, ['test/unitTests.mjs'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    process.stdout.write(chunk);
    text += chunk;
  }
  /** @param {string} name */
  const figure = (name) =>
    Number(new RegExp(`^(?:# |ℹ )${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { passed: figure('pass'), failed: figure('fail') + figure('cancelled') };
}

/** @returns {Promise<Totals>} */
async function runEditor() {
  say('Editor tests in the real workbench');
  // Imported late, like all that needs the dependencies.
  const { runEditorTests } = await import('./workbench/editorTests.mjs');
  return runEditorTests();
}

/** A suite that breaks instead of reporting is a failure too. @param {() => Promise<Totals>} suite */
async function guarded(suite) {
  try {
    const totals = await suite();
    if (!(totals.passed + totals.failed > 0)) throw new Error('no test ran');
    return totals;
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

exitOnSignals();
const total = { passed: 0, failed: 0 };
try {
  await installDependencies();
  await build(true);
  for (const suite of [runChecks, runUnitTests, runEditor]) {
    const { passed, failed } = await guarded(suite);
    total.passed += passed;
    total.failed += failed;
  }
} catch (error) {
  console.error(error);
  total.failed++;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
