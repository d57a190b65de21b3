import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Pattern {
  readonly match?: string;
  readonly begin?: string;
  readonly name?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Pattern[];
}

interface Grammar {
  readonly injectionSelector: string;
  readonly patterns: readonly Pattern[];
}

const grammar = JSON.parse(
  readFileSync('syntaxes/gup.scenario.injection.tmLanguage.json', 'utf8'),
) as Grammar;

/** The scope that a string of a line of JSON gets, or null. */
function scopeOf(line: string, word: string): string | null {
  for (const { match, captures, begin, patterns } of grammar.patterns) {
    const found = new RegExp(match ?? begin ?? '(?!)', 'd').exec(line);
    if (!found) continue;
    const capture = found.findIndex((text, index) => index > 0 && text === word);
    if (capture > 0 && captures) return captures[String(capture)]?.name ?? null;
    const inside = patterns?.find((one) => new RegExp(`^${one.match ?? '(?!)'}$`).test(word));
    if (inside && line.indexOf(word) > found.index) return inside.name ?? null;
  }
  return null;
}

describe('the grammar of scenarios', () => {
  const step =
    '{"op": "gup", "fn": "pin_user_pages_fast", "region": "a", "flags": ["WRITE", "LONGTERM"]}';

  it('marks the op, the function and the flags', () => {
    assert.equal(scopeOf(step, '"gup"'), 'keyword.control.op.gup');
    assert.equal(scopeOf(step, '"pin_user_pages_fast"'), 'support.function.gup');
    assert.equal(scopeOf(step, '"LONGTERM"'), 'variable.other.enummember.foll.gup');
  });

  it('marks how pages are released', () => {
    const release = '{"op":"release","handle":"h","how":"set_page_dirty_lock+put_page"}';
    assert.equal(scopeOf(release, '"set_page_dirty_lock+put_page"'), 'support.function.gup');
  });

  it('leaves other JSON alone', () => {
    assert.equal(scopeOf('{"op": "replace", "path": "/a"}', '"replace"'), null);
    assert.equal(scopeOf('{"flags": ["-O2"]}', '"-O2"'), null);
    assert.equal(scopeOf('{"fn": "main"}', '"main"'), null);
    assert.equal(scopeOf('{"region": "gup"}', '"gup"'), null);
  });

  it('does not reach into comments', () => {
    assert.match(grammar.injectionSelector, /-comment/);
  });
});
