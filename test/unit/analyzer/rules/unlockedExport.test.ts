import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reviewInTree } from './inTree';

const TAKES = `
long crake_take(unsigned long ua, struct page **pages)
{
	return pin_user_pages(ua, 4, FOLL_WRITE, pages);
}
EXPORT_SYMBOL_GPL(crake_take);
`;

const CALLS = `
long crake_user(struct page **pages)
{
	return crake_take(0, pages);
}
`;

const sure = (files: Readonly<Record<string, string>>, isSearched: boolean) =>
  reviewInTree('missing-mmap-lock', files, isSearched).findings.map(({ confidence }) => confidence);

describe('a function for others that needs mmap_lock and does not take it', () => {
  it('is reported for what it says of its callers', () => {
    assert.deepEqual(sure({ 'take.c': TAKES }, false), ['medium']);
  });

  it('is worth a look at most in a tree where nobody is seen to call it', () => {
    assert.deepEqual(sure({ 'take.c': TAKES }, true), ['low']);
  });

  it('is not where others call it, who may hold the lock', () => {
    assert.deepEqual(sure({ 'take.c': TAKES, 'user.c': CALLS }, true), []);
  });
});
