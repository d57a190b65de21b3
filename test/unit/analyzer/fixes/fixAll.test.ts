import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits } from '../../../../src/analyzer/fixes/edit';
import { fixAll } from '../../../../src/analyzer/fixes/fixAll';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';
import { NEWEST_RELEASE } from '../../../../src/kernel';
import { aFinding } from '../report/aFinding';
import { sitesIn, sourceOf } from './fixtureTree';

function fix(text: string, rule: string, places: readonly string[]) {
  const files = { 'a.c': text };
  const sites = sitesIn(files);
  const [site] = sites;
  assert.ok(site);
  const { lines } = new CodeText(text);
  const findings = places.map((place) => {
    const line = lines.lineOf(text.indexOf(place));
    const column = lines.columnOf(text.indexOf(place));
    return aFinding({ rule, file: 'a.c', line, column, endLine: line, path: [] });
  });
  const context = { site, sites, release: NEWEST_RELEASE, source: sourceOf(files) };
  const { files: changed, fixed } = fixAll(findings, (finding) => ({ ...context, finding }));
  return { fixed: fixed.length, text: applyEdits(text, changed[0]?.edits ?? []) };
}

const pinned = (body: string) =>
  `int f(unsigned long a)\n{\n	got = pin_user_pages_fast(a, n, 0, pages);\n${body}}\n`;

describe('fixing all findings of a rule', () => {
  it('mends each where it stands', () => {
    const text = pinned('	if (x)\n		put_page(pages[0]);\n	put_page(pages[1]);\n');
    const { fixed, text: after } = fix(text, 'wrong-release-api', [
      'put_page(pages[0]',
      'put_page(pages[1]',
    ]);
    assert.equal(fixed, 2);
    assert.equal(after, text.replaceAll('put_page', 'unpin_user_page'));
  });

  it('makes the same change for two findings once', () => {
    const { fixed, text } = fix(pinned('	use(pages);\n'), 'missing-FOLL_WRITE', ['pin_', 'use']);
    assert.match(text, /\(a, n, FOLL_WRITE, pages\)/);
    assert.ok(fixed >= 1);
  });

  it('leaves for the next round what touches the same text', () => {
    const text = pinned('	if (x)\n		return -EIO;\n	return 0;\n');
    const { fixed, text: after } = fix(text, 'leak-on-error', ['return -EIO', 'return -EIO']);
    assert.equal(fixed, 1);
    assert.equal(after.match(/unpin_user_pages\(/g)?.length, 1);
  });

  it('leaves what has no fix', () => {
    assert.equal(fix(pinned('	use(pages);\n'), 'double-release', ['use']).fixed, 0);
  });
});
