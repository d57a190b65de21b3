import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../src/analyzer/analyzeFile';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

const backend = createNativeBackend();
const review = (text: string) =>
  analyzeFile({ backend, file: 'a.c', text, release: NEWEST_RELEASE });
const damagedIn = (text: string) => review(text).damaged;
const pin = (name: string, more = '') => `int ${name}(unsigned long at, struct page **pages)
{
	int got = pin_user_pages_fast(at, 4, 0, pages);
${more}
	unpin_user_pages(pages, got);
	return 0;
}
`;

const leaking = (more: string) => `int torn(unsigned long at)
{
	struct page *page;
	int got = pin_user_pages_fast(at, 1, 0, &page);
${more}
	return got;
}
`;
const surest = (text: string) => review(text).findings.map((f) => `${f.rule} ${f.confidence}`);
const rulesIn = (text: string) =>
  review(text)
    .findings.filter(({ confidence }) => confidence !== 'low')
    .map(({ rule }) => rule);

describe('functions with syntax that the parser does not know', () => {
  it('are named by that place, each once', () => {
    const torn = pin('torn', '\tgot = = 3;\n\tget_user_pages(at, 4, 0, pages);');
    assert.deepEqual(damagedIn(`${pin('whole')}${torn}`), [
      { file: 'a.c', line: 11, function: 'torn' },
    ]);
  });

  it('are worth a look at most, as far as paths go', () => {
    assert.deepEqual(surest(leaking('')), ['leak-on-success high']);
    assert.deepEqual(new Set(surest(leaking('\tif (at) {'))), new Set(['leak-on-success low']));
  });

  it('keep what was found while a statement is typed', () => {
    const typed = 'barrier();';
    for (let length = 1; length <= typed.length; length++)
      assert.deepEqual(rulesIn(leaking(`\t${typed.slice(0, length)}`)), ['leak-on-success']);
  });

  it('have calls whose flags are wrong wherever the pages go', () => {
    const illegal = pin('torn', '\tgot = = 3;').replace('4, 0,', '4, FOLL_PIN,');
    const [found] = review(illegal).findings;
    assert.deepEqual([found.rule, found.confidence], ['flags-illegal', 'high']);
  });

  it('are no concern without a site', () => {
    const without = 'int other(void)\n{\n\tint a = = 3;\n\n\treturn a;\n}\n';
    assert.deepEqual(damagedIn(`${without}${pin('whole')}`), []);
  });
});
