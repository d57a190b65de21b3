import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { writeBaseline } from '../../../src/analyzer/suppress/baseline';
import { SIDECAR_NAME } from '../../../src/analyzer/suppress/sidecar';
import { loadBaseline, suppressInTree } from '../../../src/tree/suppressions';
import { aFinding } from '../analyzer/report/aFinding';

const top = mkdtempSync(join(tmpdir(), 'gup-suppress-'));
const root = join(top, 'drivers');
mkdirSync(root);
after(() => {
  rmSync(top, { recursive: true });
});

const SOURCE =
  'void f(void)\n{\n\t/* gup-review: ignore[leak-on-error] the device has them */\n\tg();\n\th(); // gup-review: ignore[leak-on-error]\n}\n';
writeFileSync(join(root, 'a.c'), SOURCE);
writeFileSync(join(root, 'other.c'), '');

const quiet = aFinding({ file: 'a.c', line: 4, endLine: 4, fingerprint: 'a' });
const unexplained = aFinding({ file: 'a.c', line: 5, endLine: 5, fingerprint: 'b' });
const elsewhere = aFinding({ file: 'gone.c', line: 1, endLine: 1, fingerprint: 'c' });
const all = [quiet, unexplained, elsewhere];
const options = { root, tops: [top] };

describe('suppression in a tree', () => {
  it('reads the comments of the files that have findings', () => {
    const split = suppressInTree(all, options);
    assert.deepEqual(split.live, [unexplained, elsewhere]);
    assert.equal(split.suppressed[0]?.suppression.reason, 'the device has them');
    assert.deepEqual(
      split.problems.map(({ file, line }) => [file, line]),
      [['a.c', 5]],
    );
    assert.match(split.problems[0]?.message ?? '', /no reason/);
  });

  it("reads the tree's sidecar, whose files are named from the top", () => {
    const suppressions = [
      { fingerprint: 'b', reason: 'why', file: 'drivers/a.c' },
      { fingerprint: 'c', reason: 'why', file: 'drivers/other.c' },
    ];
    writeFileSync(join(top, SIDECAR_NAME), JSON.stringify({ version: 1, suppressions }));
    assert.deepEqual(suppressInTree(all, options).live, [elsewhere]);
    assert.deepEqual(suppressInTree(all, { ...options, tops: [] }).live, [unexplained, elsewhere]);
  });

  it('says what is wrong with a sidecar and goes on without it', () => {
    writeFileSync(join(top, SIDECAR_NAME), '{"version": 1, "suppressions": [{}]}');
    const split = suppressInTree([unexplained], options);
    assert.deepEqual(split.live, [unexplained]);
    assert.deepEqual(split.problems.map(({ file, message }) => `${file}: ${message}`).slice(1), [
      '.gup-review.json: suppressions[0].fingerprint: must be a non-empty text',
      '.gup-review.json: suppressions[0].reason: must be a non-empty text',
    ]);
    rmSync(join(top, SIDECAR_NAME));
  });

  it('compares with a baseline', () => {
    const file = join(top, 'baseline.json');
    writeFileSync(file, writeBaseline([unexplained]));
    const baseline = { file, entries: loadBaseline(file) };
    const split = suppressInTree(all, { ...options, baseline });
    assert.deepEqual(split.live, [elsewhere]);
    assert.deepEqual(split.fixed, []);
  });
});

describe('a baseline file', () => {
  it('that cannot be used is an error that says which and why', () => {
    assert.throws(() => loadBaseline(join(top, 'none.json')), /none\.json: does not exist$/);
    const file = join(top, 'bad.json');
    writeFileSync(file, '{"version": 7}');
    assert.throws(() => loadBaseline(file), /bad\.json is no baseline: version: must be 1$/);
    assert.throws(() => loadBaseline(top), /EISDIR/);
  });
});
