import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callAround } from '../../../src/extension/hover/callAround';

/** The name of the call around the `|` in the text, which is taken out first. */
function around(marked: string): string | null {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const call = callAround(text, offset);
  if (call !== null) assert.ok(text.startsWith(call.api, call.start));
  return call?.api ?? null;
}

describe('the call around an offset', () => {
  it('is the one whose arguments hold it, however deep', () => {
    assert.equal(around('get_user_pages(a, 1, FOLL|_WRITE, p);'), 'get_user_pages');
    assert.equal(around('get_user_pages(a, 1, w ? (FOLL|_WRITE) : 0, p);'), 'get_user_pages');
    assert.equal(around('get_user_pages(a,\n\t1, flags(FOLL|_WRITE), p);'), 'get_user_pages');
  });

  it('is none in front of the call, behind it, and in other calls', () => {
    assert.equal(around('flags = FOLL|_WRITE; get_user_pages(a, 1, flags, p);'), null);
    assert.equal(around('get_user_pages(a, 1, 0, p); f(FOLL|_WRITE);'), null);
  });

  it('is none behind a parenthesis that a macro left open', () => {
    assert.equal(around('BEGIN(get_user_pages(a {\\n} f(FOLL|_WRITE);'), null);
  });

  it('does not read comments and strings', () => {
    assert.equal(around('f("get_user_pages(", FOLL|_WRITE);'), null);
    assert.equal(around('f(/* get_user_pages( */ FOLL|_WRITE);'), null);
  });
});
