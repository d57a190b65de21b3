import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../src/analyzer/analyzeFile';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

const backend = createNativeBackend();
const damagedIn = (text: string) =>
  analyzeFile({ backend, file: 'a.c', text, release: NEWEST_RELEASE }).damaged;
const pin = (name: string, more = '') => `int ${name}(unsigned long at, struct page **pages)
{
	int got = pin_user_pages_fast(at, 4, 0, pages);
${more}
	unpin_user_pages(pages, got);
	return 0;
}
`;

describe('functions with syntax that the parser does not know', () => {
  it('are named by that place, each once', () => {
    const torn = pin('torn', '\tgot = = 3;\n\tget_user_pages(at, 4, 0, pages);');
    assert.deepEqual(damagedIn(`${pin('whole')}${torn}`), [
      { file: 'a.c', line: 11, function: 'torn' },
    ]);
  });

  it('are no concern without a site', () => {
    const without = 'int other(void)\n{\n\tint a = = 3;\n\n\treturn a;\n}\n';
    assert.deepEqual(damagedIn(`${without}${pin('whole')}`), []);
  });
});
