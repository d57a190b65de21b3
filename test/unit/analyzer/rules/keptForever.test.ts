import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reviewInTree } from './inTree';

const TAKES = `
int dipper_pin(unsigned long ua, int n, struct page **pages)
{
	int got = pin_user_pages_fast(ua, n, FOLL_LONGTERM, pages);

	if (got == n)
		return 0;
	if (got > 0)
		unpin_user_pages(pages, got);
	return -EFAULT;
}
`;

const GIVES_BACK = `
int dipper_add(struct dipper *d, unsigned long ua)
{
	return dipper_pin(ua, d->n, d->pages);
}
void dipper_remove(struct dipper *d)
{
	unpin_user_pages(d->pages, d->n);
}
`;

const FORGETS = GIVES_BACK.replace('unpin_user_pages(d->pages, d->n);', 'd->n = 0;');

const HEADER = 'struct ouzel {\n\tstruct page *page;\n};\n';

const BY_NUMBER = `
int plover_pin(unsigned long ua, unsigned long *pfn)
{
	struct page *page;

	if (pin_user_pages_fast(ua, 1, FOLL_LONGTERM, &page) != 1)
		return -EFAULT;
	*pfn = page_to_pfn(page);
	return 0;
}
static vm_fault_t plover_fault(struct vm_fault *vmf)
{
	unsigned long pfn;

	if (plover_pin(vmf->address, &pfn))
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
}
const struct vm_operations_struct plover_ops = { .fault = plover_fault };
`;

const PAGE_OF_NUMBER = `
void plover_unpin(unsigned long from, unsigned long to)
{
	for (; from < to; from += PAGE_SIZE)
		unpin_user_page(pfn_to_page(plover_pfn(from)));
}
`;

const KEEPS = `
#include "ouzel.h"
int ouzel_add(struct ouzel *o, unsigned long ua)
{
	return pin_user_pages_fast(ua, 1, FOLL_LONGTERM, &o->page) == 1 ? 0 : -EFAULT;
}
`;

const DROPS = `
#include "ouzel.h"
void ouzel_drop(struct ouzel *o) { unpin_user_page(o->page); }
`;

/** The functions that take pages which the first of the files is said to keep forever. */
function keptForever(files: Readonly<Record<string, string>>, isSearched = true): string[] {
  const { sites, findings } = reviewInTree('leak-on-success', files, isSearched);
  return findings.map(({ site, confidence }) => {
    const taken = sites.find(({ id }) => id === site);
    return `${taken?.function ?? ''} ${confidence}`;
  });
}

describe('pages that nothing in the tree gives back', () => {
  it('are reported when the tree was looked through', () => {
    assert.deepEqual(keptForever({ 'pin.c': TAKES, 'use.c': FORGETS }), ['dipper_pin medium']);
    assert.deepEqual(keptForever({ 'keep.c': KEEPS, 'ouzel.h': HEADER }), ['ouzel_add medium']);
  });

  it('are reported when numbers of theirs are all that is kept', () => {
    assert.deepEqual(keptForever({ 'pin.c': BY_NUMBER }), ['plover_pin medium']);
  });

  it('are not when pages are made of such numbers', () => {
    assert.deepEqual(keptForever({ 'pin.c': BY_NUMBER + PAGE_OF_NUMBER }), []);
  });

  it('are when only a table names the function', () => {
    const table = 'const struct dipper_ops ops = {\n\t.pin = dipper_pin,\n};\n';
    assert.deepEqual(keptForever({ 'pin.c': TAKES, 'ops.c': table }), ['dipper_pin medium']);
  });

  it('are not when a file of the tree gives them back', () => {
    assert.deepEqual(keptForever({ 'pin.c': TAKES, 'use.c': GIVES_BACK }), []);
    assert.deepEqual(keptForever({ 'keep.c': KEEPS, 'drop.c': DROPS, 'ouzel.h': HEADER }), []);
  });

  it('are not while the tree is not known', () => {
    assert.deepEqual(keptForever({ 'pin.c': TAKES, 'use.c': FORGETS }, false), []);
    assert.deepEqual(keptForever({ 'keep.c': KEEPS, 'ouzel.h': HEADER }, false), []);
  });

  it('are not where only a part of the tree is there', () => {
    assert.deepEqual(keptForever({ 'pin.c': TAKES }), []);
    assert.deepEqual(keptForever({ 'keep.c': KEEPS }), []);
  });

  it('are not taken for lost where the function does it for whoever uses the family', () => {
    const wrapper = TAKES.replaceAll('dipper_pin', 'pin_user_pages_unlocked');
    assert.deepEqual(keptForever({ 'pin.c': wrapper }), []);
  });
});
