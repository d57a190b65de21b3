import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identifierAt } from '../../../src/extension/hover/identifierAt';

/** The identifier at the `|` in the text, which is taken out first. */
function at(marked: string): string | null {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = identifierAt(text, offset);
  if (found !== null) assert.equal(text.slice(found.start, found.end), found.name);
  return found?.name ?? null;
}

describe('the identifier at an offset', () => {
  it('is found at its start, inside and at its end', () => {
    for (const text of ['f(|FOLL_GET);', 'f(FOLL|_GET);', 'f(FOLL_GET|);']) {
      assert.equal(at(text), 'FOLL_GET');
    }
  });

  it('is none in a comment or a string, on whatever line they began', () => {
    assert.equal(at('/* FOLL_|GET */'), null);
    assert.equal(at('/* one\n * FOLL_|GET\n */'), null);
    assert.equal(at('// FOLL_|GET'), null);
    assert.equal(at('f("FOLL_|GET");'), null);
    assert.equal(at("/* ' */ f(FOLL_|GET);"), 'FOLL_GET');
  });

  it('is found in a macro body, not in a comment behind it', () => {
    assert.equal(at('#define FLAGS (FOLL_WR|ITE)\n'), 'FOLL_WRITE');
    assert.equal(at('#define FLAGS \\\n\t(FOLL_WR|ITE)\n'), 'FOLL_WRITE');
    assert.equal(at('#define FLAGS 1 /* FOLL_WR|ITE */\n'), null);
  });

  it('is none for the name of a struct member', () => {
    assert.equal(at('ops->put_|page(p);'), null);
    assert.equal(at('ops.put_|page = f;'), null);
    assert.equal(at('put_|page(p);'), 'put_page');
  });

  it('is none between words and outside the text', () => {
    assert.equal(at('a + |+ b'), null);
    assert.equal(at('|'), null);
    assert.equal(identifierAt('', 7), null);
  });
});
