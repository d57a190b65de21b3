import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { noFindings, someFindings } from './findings';
import { openMenu, takeEntry } from './lightBulb';
import { page } from './page';
import { changed, forget, openFunctions } from './snippet';

const READ_ONLY = `int answer(unsigned long addr, const void *from, size_t len)
{
	struct page *page;

	if (pin_user_pages_fast(addr, 1, 0, &page) != 1)
		return -EFAULT;
	memcpy_to_page(page, offset_in_page(addr), from, len);
	unpin_user_pages_dirty_lock(&page, 1, true);
	return 0;
}
`;

const LEAKY = `int leaky(struct dev *dev, unsigned long addr, int nr)
{
	struct page **pages;
	int pinned, err;

	pages = kcalloc(nr, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	pinned = pin_user_pages_fast(addr, nr, FOLL_WRITE, pages);
	if (pinned < 0) {
		err = pinned;
		goto free;
	}
	err = dev_transfer(dev, pages, pinned);
	if (err)
		goto free;
	unpin_user_pages_dirty_lock(pages, pinned, true);
free:
	kfree(pages);
	return err;
}
`;

const CLEAN = `int clean(unsigned long addr, u32 value)
{
	struct page *page;
	u32 *kaddr;

	if (pin_user_pages_fast(addr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	kaddr = kmap_local_page(page);
	*kaddr = value;
	kunmap_local(kaddr);
	unpin_user_page(page);
	return 0;
}
`;

const UNSIGNED = `int unsigned_count(unsigned long addr, int nr, struct page **pages)
{
	unsigned int got;

	got = pin_user_pages_fast(addr, nr, FOLL_WRITE, pages);
	if (got <= 0)
		return -EFAULT;
	unpin_user_pages_dirty_lock(pages, got, true);
	return 0;
}
`;

interface Fix {
  readonly rule: string;
  readonly code: string;
  /** Where the light bulb is opened. */
  readonly at: string;
  readonly entry: string;
  readonly result: string;
}

const FIXES: Record<string, Fix> = {
  'adds the flag that is missing': {
    rule: 'missing-FOLL_WRITE',
    code: READ_ONLY,
    at: 'pin_user_pages_fast(',
    entry: 'Add FOLL_WRITE',
    result: READ_ONLY.replace('1, 0, &page', '1, FOLL_WRITE, &page'),
  },
  'releases the pages at the exit that forgets them': {
    rule: 'leak-on-error',
    code: LEAKY,
    at: 'return err',
    entry: 'Unpin the pages before going to free',
    result: LEAKY.replace(
      '\tif (err)\n\t\tgoto free;',
      '\tif (err) {\n\t\tunpin_user_pages(pages, pinned);\n\t\tgoto free;\n\t}',
    ),
  },
  'marks written pages dirty': {
    rule: 'missing-dirty',
    code: CLEAN,
    at: 'unpin_user_page(',
    entry: 'Mark the pages dirty on release',
    result: CLEAN.replace('unpin_user_page(page)', 'unpin_user_pages_dirty_lock(&page, 1, true)'),
  },
  'makes the result variable signed': {
    rule: 'negative-return-used-as-count',
    code: UNSIGNED,
    at: 'unpin_user_pages_dirty_lock(',
    entry: 'Make got',
    result: UNSIGNED.replace('unsigned int got', 'int got'),
  },
};

describe('the light bulb at an acquire', () => {
  afterEach(forget);

  for (const [title, { rule, code, at, entry, result }] of Object.entries(FIXES)) {
    it(`${title}; undo restores the bytes`, async () => {
      const editor = await openFunctions(code);
      const { document } = editor;
      await someFindings(document.uri, rule);
      const before = document.getText();
      const menu = await openMenu(editor, at);
      await page.screenshot(`fix-${rule}`);
      await takeEntry(menu, entry);
      assert.equal(await changed(document, before), before.replace(code, result));
      await noFindings(document.uri, rule);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    });
  }
});
