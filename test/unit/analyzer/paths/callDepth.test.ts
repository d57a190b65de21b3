import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyse } from '../fixes/mend';

const TAKE = `static int take(unsigned long addr, struct page **pages)
{
	int got = pin_user_pages_fast(addr, 4, FOLL_WRITE, pages);

	if (got < 0)
		return got;
	if (got < 4) {
		unpin_user_pages(pages, got);
		return -EFAULT;
	}
	return 0;
}

static void drop_all(struct page **pages)
{
	unpin_user_pages(pages, 4);
}

static void drop(struct page **pages)
{
	drop_all(pages);
}

`;

/** Where each step of the only finding of a rule stands. */
function standing(text: string, rule: string): string[] {
  const found = analyse(text).findings.filter((one) => one.rule === rule);
  assert.equal(found.length, 1, JSON.stringify(found));
  return (found[0]?.path ?? []).map((step) => `${step.function ?? '?'}:${String(step.depth)}`);
}

describe('where the steps of a path stand', () => {
  it('is in one function where it stays there', () => {
    const text = `int f(unsigned long addr)
{
	struct page *page;

	return pin_user_pages_fast(addr, 1, 0, &page) == 1 ? 0 : -EFAULT;
}
`;
    const path = analyse(text).findings.find(({ rule }) => rule.startsWith('leak-'))?.path ?? [];
    assert.ok(path.length > 0);
    for (const step of path) assert.equal(`${step.function ?? ''} ${String(step.depth)}`, 'f 0');
  });

  it('is below whoever the path returns to', () => {
    const text = `${TAKE}int lose(unsigned long addr, bool busy)
{
	struct page *pages[4];
	int ret = take(addr, pages);

	if (ret)
		return ret;
	if (busy)
		return -EBUSY;
	drop(pages);
	return 0;
}
`;
    assert.deepEqual(standing(text, 'leak-on-error'), [
      ...['take:1', 'take:1', 'take:1'],
      ...['lose:0', 'lose:0', 'lose:0'],
    ]);
  });

  it('is below whoever calls, as deep as the calls go', () => {
    const text = `${TAKE}int twice(unsigned long addr)
{
	struct page *pages[4];
	int ret = take(addr, pages);

	if (ret)
		return ret;
	drop(pages);
	drop_all(pages);
	return 0;
}
`;
    const places = standing(text, 'double-release');
    assert.deepEqual([...new Set(places)], ['take:1', 'twice:0', 'drop_all:1']);
    assert.equal(places.at(-1), 'drop_all:1');
  });
});
