import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Log } from 'sarif';
import type { Finding } from '../../../src/analyzer/records';
import type { Suppression } from '../../../src/analyzer/suppress/suppression';
import { MAKEFILE, temporaryTree } from '../tree/temporaryTree';
import { run } from './run';

interface Printed {
  readonly findings: readonly Finding[];
  readonly unusedSuppressions: readonly unknown[];
  readonly suppressed: readonly (Finding & { readonly suppression: Suppression })[];
}

const bad = (name: string, before = '') =>
  `int ${name}(void)\n{\n${before}\treturn pin_user_pages_fast(addr, 1, FOLL_GET, pages);\n}\n`;

async function checkJson(...args: string[]): Promise<Printed & { readonly code: number }> {
  const { code, out } = await run('check', ...args, '--format', 'json');
  return { code, ...(JSON.parse(out) as Printed) };
}

describe('check and suppression', () => {
  it('reports nothing that a comment with a reason suppresses, and counts it', async () => {
    const comment = '\t/* gup-review: ignore[flags-illegal] for the old firmware */\n';
    const tree = temporaryTree({ Makefile: MAKEFILE, 'a.c': bad('f', comment) });
    const { code, findings, suppressed } = await checkJson(tree);
    assert.deepEqual([code, findings], [0, []]);
    assert.equal(suppressed[0].rule, 'flags-illegal');
    assert.deepEqual(suppressed[0].suppression, {
      by: 'comment',
      reason: 'for the old firmware',
      file: 'a.c',
      line: 3,
    });
    const { out } = await run('check', tree);
    assert.match(out, /^0 findings at 1 sites, 1 suppressed in 1 files/m);
  });

  it('says why a comment is not honoured', async () => {
    const comment = '\t/* gup-review: ignore[flags-illegal] */\n';
    const tree = temporaryTree({ Makefile: MAKEFILE, 'a.c': bad('f', comment) });
    const { code, err } = await run('check', tree);
    assert.equal(code, 1);
    assert.match(err.join('\n'), /^gup-review: a\.c:3: gives no reason and is not honoured/);
  });

  it('says which comments are not needed, of the rules that were checked', async () => {
    const comment =
      '\t/* gup-review: ignore[flags-illegal, missing-dirty] for the old firmware */\n';
    const other = bad('g', '\t/* gup-review: ignore[removed-api] it is here again */\n');
    const tree = temporaryTree({ Makefile: MAKEFILE, 'a.c': bad('f', comment), 'b.c': other });
    const { code, err } = await run('check', tree);
    assert.equal(code, 1);
    assert.deepEqual(err, [
      'gup-review: note: a.c:3: suppresses nothing: no missing-dirty is found here',
      'gup-review: note: b.c:3: suppresses nothing: no removed-api is found here',
    ]);
    const { unusedSuppressions } = await checkJson(tree, '--rule', 'removed-api');
    assert.deepEqual(unusedSuppressions, [
      { file: 'b.c', line: 3, column: 5, rules: ['removed-api'] },
    ]);
  });

  it('reads the sidecar at the top, also for a file or a folder of the tree', async () => {
    const tree = temporaryTree({ Makefile: MAKEFILE, 'd/a.c': bad('f') });
    const [{ fingerprint }] = (await checkJson(tree)).findings;
    const entry = { fingerprint, reason: 'agreed on the list', file: 'd/a.c' };
    const text = JSON.stringify({ version: 1, suppressions: [entry] });
    writeFileSync(join(tree, '.gup-review.json'), text);
    for (const path of [tree, join(tree, 'd'), join(tree, 'd/a.c')]) {
      const { code, suppressed } = await checkJson(path);
      assert.deepEqual([path, code, suppressed.length], [path, 0, 1]);
    }
  });
});

describe('check and baselines', () => {
  const tree = temporaryTree({ Makefile: MAKEFILE, 'd/a.c': bad('f') });
  const file = join(tree, 'known.json');

  it('writes what is found, then reports only what is new', async () => {
    assert.equal((await run('check', tree, '--write-baseline', file)).code, 1);
    assert.equal((await run('check', tree, '--baseline', file)).code, 0);
    writeFileSync(join(tree, 'd/a.c'), `/* moved */\n\n${bad('f')}${bad('g')}`);
    const { code, findings, suppressed } = await checkJson(tree, '--baseline', file);
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map(({ line }) => line),
      [9],
    );
    assert.equal(suppressed[0].suppression.by, 'baseline');
  });

  it('keeps what is known when it is written again, and drops what is gone', async () => {
    await run('check', tree, '--baseline', file, '--write-baseline', file);
    const written = JSON.parse(readFileSync(file, 'utf8')) as { findings: unknown[] };
    assert.equal(written.findings.length, 2);
    writeFileSync(join(tree, 'd/a.c'), bad('g'));
    const { out } = await run('check', tree, '--baseline', file);
    assert.match(out, /^0 findings at 1 sites, 1 suppressed, 1 of the baseline no longer found/m);
  });

  it('are an error where they cannot be used', async () => {
    for (const option of ['--baseline', '--write-baseline']) {
      const { code, err } = await run('check', tree, option, join(tree, 'no/such/file.json'));
      assert.equal(code, 2);
      assert.match(err[0], new RegExp(`${option}: .*file\\.json: does not exist`));
    }
    const { code, err } = await run('check', tree, '--baseline', join(tree, 'Makefile'));
    assert.equal(code, 2);
    assert.match(err[0], /Makefile is no baseline: is not JSON/);
  });
});

describe('check --format sarif', () => {
  it('prints a log with live and suppressed results', async () => {
    const comment = '\t/* gup-review: ignore[flags-illegal] why */\n';
    const tree = temporaryTree({ Makefile: MAKEFILE, 'a.c': bad('f', comment), 'b.c': bad('g') });
    const { code, out } = await run('check', tree, '--format', 'sarif');
    assert.equal(code, 1);
    const [{ results = [], tool }] = (JSON.parse(out) as Log).runs;
    assert.deepEqual(
      results.map(({ ruleId, suppressions }) => [ruleId, suppressions?.length]),
      [
        ['flags-illegal', 0],
        ['flags-illegal', 1],
      ],
    );
    const rule = tool.driver.rules?.[results[0].ruleIndex ?? -1];
    assert.equal(rule?.id, 'flags-illegal');
    assert.match(rule.help?.text ?? '', /Linux 6\.12/);
    assert.equal(tool.driver.semanticVersion, '1.2.3');
  });
});
