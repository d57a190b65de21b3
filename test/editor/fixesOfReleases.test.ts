import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsOf, noFindings, someFindings } from './findings';
import { openMenu, takeEntry } from './lightBulb';
import { page } from './page';
import { changed, forget, openFunctions } from './snippet';
import { waitFor } from './waitFor';

const TWICE = `int twice(unsigned long addr, u32 *out)
{
	struct page *page;

	if (get_user_pages_fast(addr, 1, 0, &page) != 1)
		return -EFAULT;
	*out = page_to_nid(page);
	put_page(page);
	if (*out == 0)
		put_page(page);
	return 0;
}
`;

const TOO_MANY = `int too_many(struct dev *dev, unsigned long addr, int n, struct page **pages)
{
	int got, err;

	got = pin_user_pages_fast(addr, n, 0, pages);
	if (got < 0)
		return got;
	err = dev_start(dev, got);
	unpin_user_pages(pages, n);
	return err;
}
`;

const UNLOCKED = `long unlocked(unsigned long addr, struct page **pages, long n)
{
	long got;

	mmap_read_lock(current->mm);
	dev_prepare(current->mm);
	mmap_read_unlock(current->mm);
	got = get_user_pages(addr, n, 0, pages);
	if (got > 0)
		release_pages(pages, got);
	return got;
}
`;

/** Where it returns the call may have failed, and nothing there tells any more. */
const UNKNOWN = `int nid_of(unsigned long addr)
{
	struct page *page;
	int ret = get_user_pages_fast(addr, 1, 0, &page);

	if (ret > 0)
		ret = page_to_nid(page);
	return ret;
}
`;

/** Here the result still tells. */
const KNOWN = `int nid_to(unsigned long addr, int *nid)
{
	struct page *page;
	int ret;

	ret = get_user_pages_fast(addr, 1, 0, &page);
	if (ret == 1)
		*nid = page_to_nid(page);
	return ret;
}
`;

describe('the light bulb where pages are lost', () => {
  afterEach(forget);

  it('offers no release that would also meet pages that were not taken', async () => {
    const editor = await openFunctions(UNKNOWN);
    await someFindings(editor.document.uri, 'leak-on-success');
    const menu = await openMenu(editor, 'return ret');
    await page.screenshot('fix-not-offered');
    assert.match(menu, /Suppress leak-on-success/);
    assert.doesNotMatch(menu, /Put the pages/);
  });

  it('releases where pages were taken, and the finding goes', async () => {
    const editor = await openFunctions(KNOWN);
    const { document } = editor;
    await someFindings(document.uri, 'leak-on-success');
    const before = document.getText();
    const menu = await openMenu(editor, 'return ret');
    await page.screenshot('fix-leak-where-taken');
    await takeEntry(menu, 'Put the pages before leaving');
    assert.equal(
      await changed(document, before),
      before.replace('\treturn ret;', '\tif (ret > 0)\n\t\tput_page(page);\n\treturn ret;'),
    );
    await noFindings(document.uri, 'leak-on-success');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });
});

describe('the light bulb at a release', () => {
  afterEach(forget);

  it('takes a second release away with its condition; undo restores the bytes', async () => {
    const editor = await openFunctions(TWICE);
    const { document } = editor;
    await someFindings(document.uri, 'double-release');
    const before = document.getText();
    const menu = await openMenu(editor, 'put_page(page);\n	return');
    await page.screenshot('fix-double-release');
    await takeEntry(menu, 'Remove the second release: put_page() in line 10 has done it');
    const after = await changed(document, before);
    assert.equal(after, before.replace('	if (*out == 0)\n		put_page(page);\n', ''));
    await noFindings(document.uri, 'double-release');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('releases what was got instead of what was asked for', async () => {
    const editor = await openFunctions(TOO_MANY);
    const { document } = editor;
    await someFindings(document.uri, 'release-count-mismatch');
    const before = document.getText();
    const menu = await openMenu(editor, 'unpin_user_pages(');
    await page.screenshot('fix-release-count');
    await takeEntry(menu, 'Release only the got pages that pin_user_pages_fast() took');
    assert.equal(
      await changed(document, before),
      before.replace('pages, n);\n	return', 'pages, got);\n	return'),
    );
    await noFindings(document.uri, 'release-count-mismatch');
  });

  it('offers two ways to get the lock, the one without it first', async () => {
    const editor = await openFunctions(UNLOCKED);
    const { document } = editor;
    await someFindings(document.uri, 'missing-mmap-lock');
    const before = document.getText();
    const menu = await openMenu(editor, 'get_user_pages(');
    await page.screenshot('fix-mmap-lock');
    const [first, second] = menu.split('\n').filter((line) => line.includes('lock'));
    assert.equal(first, 'Call get_user_pages_fast(), which wants no lock held');
    assert.equal(second, 'Take mmap_lock around get_user_pages()');
    await takeEntry(menu, 'Call get_user_pages_fast()');
    const after = await changed(document, before);
    assert.equal(after, before.replace('get_user_pages(', 'get_user_pages_fast('));
    await noFindings(document.uri, 'missing-mmap-lock');
  });

  it('mends all of a rule in the file at once', async () => {
    const editor = await openFunctions(TWICE, TWICE.replace('twice', 'thrice'));
    const { document } = editor;
    await waitFor('both findings', () =>
      findingsOf(document.uri, 'double-release').length === 2 ? true : undefined,
    );
    const before = document.getText();
    const menu = await openMenu(editor, 'put_page(page);\n	return');
    await takeEntry(menu, 'Fix all 2 of double-release in this file');
    assert.doesNotMatch(await changed(document, before), /\t\tput_page/);
    await noFindings(document.uri, 'double-release');
  });
});
