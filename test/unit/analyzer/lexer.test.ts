import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lex } from '../../../src/analyzer/normalise/lexer';

const texts = (text: string) => lex(text).map((token) => `${token.kind} ${token.text}`);

describe('the lexer', () => {
  it('tells words, numbers, punctuation and literals apart', () => {
    assert.deepEqual(texts('a->b = 0x1fUL + 1.5e-3 << \'x\' + "s\\"t";'), [
      ...['word a', 'punct ->', 'word b', 'punct =', 'number 0x1fUL', 'punct +', 'number 1.5e-3'],
      ...['punct <<', "char '", 'punct +', 'string "', 'punct ;'],
    ]);
  });

  it('drops comments, also those that never end', () => {
    assert.deepEqual(texts('a /* b */ c // d\ne /* f'), ['word a', 'word c', 'word e']);
  });

  it('takes a directive with its continuation lines and comments as one token', () => {
    const text = '#define A(x) /* two\nlines */ \\\n\tf(x) // "\nb';
    assert.deepEqual(
      lex(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]),
      [
        ['directive', text.slice(0, -2)],
        ['word', 'b'],
      ],
    );
  });

  it('ends an unterminated literal at its line', () => {
    assert.deepEqual(texts('x = "abc\ny'), ['word x', 'punct =', 'punct "', 'word abc', 'word y']);
  });

  it('continues a line at a backslash, with either line ending', () => {
    assert.deepEqual(texts('a \\\r\n#b \\\nc'), ['word a', 'punct #', 'word b', 'word c']);
  });

  it('gives tokens in order and inside the text for any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1 \n\\"\'#/*(){}.') }), (text) => {
        let at = 0;
        for (const token of lex(text)) {
          assert.ok(token.start >= at && token.end > token.start && token.end <= text.length);
          at = token.end;
        }
      }),
    );
  });
});
