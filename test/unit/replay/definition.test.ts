import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { definitionLine } from '../../../src/replay/definition';

const source = [
  'static int grab(struct folio *folio, int refs);',
  '/* grab() is below. */',
  'int other(void) { return grab(NULL, 1); }',
  '\tif (grab(folio, 1))',
  'static __always_inline struct page *',
  'second(struct page *page)',
  '{',
  '}',
  'static int grab(struct folio *folio,',
  '\t\tint refs)',
  '{',
  '}',
].join('\n');

describe('the definition of a kernel function', () => {
  it('is told from its declaration, its calls and comments', () => {
    assert.equal(definitionLine(source, 'grab'), 9);
  });

  it('is found where the type stands on a line of its own', () => {
    assert.equal(definitionLine(source, 'second'), 6);
  });

  it('is nowhere for another name or for what is no name', () => {
    assert.equal(definitionLine(source, 'gra'), null);
    assert.equal(definitionLine(source, 'rab'), null);
    assert.equal(definitionLine(source, '(.*)'), null);
  });
});
