import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ACQUIRE_FUNCTIONS, FLAGS, RELEASE_FUNCTIONS } from '../../../src/kernel';

interface Grammar {
  readonly injectionSelector: string;
  readonly patterns: readonly { readonly match: string; readonly name: string }[];
}

const grammar = JSON.parse(
  readFileSync('syntaxes/gup.injection.tmLanguage.json', 'utf8'),
) as Grammar;

/** The scope of the first pattern that takes the whole word in front of the rest. */
function scopeOf(word: string, before = ' ', after = '('): string | null {
  for (const { match, name } of grammar.patterns) {
    const found = new RegExp(match).exec(before + word + after);
    if (found?.[0] === word && found.index === before.length) return name;
  }
  return null;
}

describe('the injected grammar', () => {
  it('knows every flag', () => {
    for (const { name } of FLAGS) {
      assert.equal(scopeOf(name, '| ', ','), 'variable.other.enummember.foll.gup', name);
    }
  });

  it('knows every function that makes a site', () => {
    for (const { name } of ACQUIRE_FUNCTIONS) {
      assert.equal(scopeOf(name), 'support.function.acquire.gup', name);
    }
  });

  it('knows every release function', () => {
    for (const { name } of RELEASE_FUNCTIONS) {
      assert.equal(scopeOf(name), 'support.function.release.gup', name);
    }
  });

  it('leaves longer words, members and mere names alone', () => {
    assert.equal(scopeOf('my_get_user_pages'), null);
    assert.equal(scopeOf('put_page', 'ops->'), null);
    assert.equal(scopeOf('put_page', ' ', ';'), null);
    assert.equal(scopeOf('MY_FOLL_WRITE', ' ', ';'), null);
  });

  it('does not reach into comments and strings', () => {
    assert.match(grammar.injectionSelector, /-comment -string/);
  });
});
