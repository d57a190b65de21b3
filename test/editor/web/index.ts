import { runSuites } from '../runner';

/** The suites that a browser's extension host has to pass too, in the order they run. */
const SUITES: readonly (() => Promise<unknown>)[] = [
  () => import('./host.test'),
  () => import('../diagnostics.test'),
  () => import('../hovers.test'),
  () => import('../lenses.test'),
  () => import('../fixes.test'),
  () => import('../navigation.test'),
  () => import('../treeReview.test'),
  () => import('../excluded.test'),
  () => import('../replay.test'),
  () => import('../replayMessages.test'),
  () => import('../walkthrough.test'),
];

/** The entry VS Code calls in the extension host of a browser; rejects when a test failed. */
export function run(): Promise<void> {
  return runSuites(async (mocha) => {
    // Where no file is loaded by name, the words describe() and it() are brought in by hand.
    mocha.suite.emit('pre-require', globalThis, '', mocha);
    for (const load of SUITES) await load();
  });
}
