import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mentionsPages } from '../../../src/analyzer/sites/pageFragments';
import { ACQUIRE_FRAGMENTS } from '../../../src/analyzer/sites/callTokens';
import { RELEASE_FUNCTIONS } from '../../../src/kernel';

describe('a source that has to do with pages', () => {
  it('is told by any name of a function that takes or gives back pages, or by a flag', () => {
    for (const { name } of RELEASE_FUNCTIONS) assert.ok(mentionsPages(`x = ${name}(y);`), name);
    for (const fragment of ACQUIRE_FRAGMENTS) assert.ok(mentionsPages(fragment), fragment);
    assert.ok(mentionsPages('peek(task, FOLL_FORCE);'));
  });

  it('is no source that only has pages in its words', () => {
    assert.ok(!mentionsPages('struct page *page = alloc_page(GFP_KERNEL); folio_get(f);'));
  });
});
