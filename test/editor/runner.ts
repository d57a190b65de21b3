import Mocha from 'mocha';
import * as vscode from 'vscode';
import { fromHarness, page, report } from './page';
import { GREP_VARIABLE } from './protocol';

/** Sends each result to the harness as one line when it is known. */
class LineReporter extends Mocha.reporters.Base {
  static sent: Promise<void> = Promise.resolve();

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const line = (text: string) => {
      LineReporter.sent = LineReporter.sent.then(() => report({ kind: 'line', text }));
    };
    runner.on('pass', (test) => {
      line(`  ok      ${test.fullTitle()} (${String(test.duration ?? 0)} ms)`);
    });
    runner.on('retry', (test: Mocha.Test, error: Error) => {
      line(
        `  AGAIN   ${test.fullTitle()}\n${(error.stack ?? error.message).replace(/^/gm, '    ')}`,
      );
    });
    runner.on('fail', (test, error: Error) => {
      line(
        `  FAILED  ${test.fullTitle()}\n${(error.stack ?? error.message).replace(/^/gm, '    ')}`,
      );
    });
  }
}

/** In a browser the folders of a workspace file can arrive after the extension host is up. */
async function workspaceFolders(): Promise<void> {
  while ((vscode.workspace.workspaceFolders ?? []).length === 0) {
    await new Promise((done) => setTimeout(done, 50));
  }
}

type Load = (mocha: Mocha) => void | Promise<void>;

/** Runs the suites that `load` brings in; rejects when a test failed. */
export async function runSuites(load: Load): Promise<void> {
  await workspaceFolders();
  await report({ kind: 'begun' });
  const { passed, failed } = await runTests(load).catch(async (error: unknown) => {
    // Else the harness would wait in vain: VS Code tells a browser nothing of it.
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await report({ kind: 'line', text: `  FAILED  to load the tests\n${why}` });
    return { passed: 0, failed: 1 };
  });
  await report({ kind: 'totals', passed, failed });
  if (failed > 0) throw new Error(`${String(failed)} editor tests failed`);
}

async function runTests(load: Load): Promise<{ passed: number; failed: number }> {
  const grep = fromHarness(GREP_VARIABLE);
  const mocha = new Mocha({
    ui: 'bdd',
    // Above what a test waits for, so that it says what it waited for in vain.
    timeout: 240_000,
    reporter: LineReporter,
    // As VS Code's own smoke tests: a workbench on a busy machine now and then misses a key or a
    // click. What the first attempt failed on is printed, so that it doesn't go unseen.
    retries: 1,
    ...(grep === undefined ? {} : { grep }),
  });
  mocha.rootHooks({
    async beforeAll() {
      // A hover asked for while the extension is still starting would find no provider.
      await vscode.extensions.getExtension('gup-review.gup-review')?.activate();
    },
    async afterEach(this: Mocha.Context) {
      const { currentTest } = this;
      if (currentTest?.isPassed() !== false) return;
      await page.screenshot(`failed-${currentTest.fullTitle().replaceAll(/\W+/g, '-')}`);
    },
  });
  await load(mocha);
  const totals = await new Promise<{ passed: number; failed: number }>((done) => {
    const runner = mocha.run((failures) => {
      done({ passed: runner.stats?.passes ?? 0, failed: failures });
    });
  });
  await LineReporter.sent;
  return totals;
}
