import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../../src/analyzer/analyzeFile';
import type { Site } from '../../../../src/analyzer/records';
import { NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { createNativeBackend } from '../../../../src/tree/nativeBackend';

const backend = createNativeBackend();

function siteOf(text: string, kernel = '6.12'): Site {
  const release = parseRelease(kernel) ?? NEWEST_RELEASE;
  const [site] = analyzeFile({ backend, file: 'a.c', text, release }).sites;
  return site;
}

/** A function that takes one page, works with it and gives it back. */
const one = (work: string, call = 'pin_user_pages_fast(addr, 1, FOLL_WRITE, &page)') => `
int peek(struct dev *d, unsigned long addr)
{
	struct page *page;

	if (${call} != 1)
		return -EFAULT;
${work}	${call.startsWith('pin') ? 'unpin_user_page' : 'put_page'}(page);
	return 0;
}
`;

const GET = 'get_user_pages_fast(addr, 1, 0, &page)';
const KEPT = readFileSync('test/sample/linux-6.12/drivers/sample/frame_buffer.c', 'utf8');

describe('the case of a site', () => {
  const told = (text: string, kernel?: string) => siteOf(text, kernel).case;

  it('is 2 where the call says so', () => {
    assert.deepEqual(told(KEPT), { numbers: [2], why: 'FOLL_LONGTERM is passed' });
  });

  it('is 1 where a device is given the pages', () => {
    const dma = '	d->addr = dma_map_page(d->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);\n';
    assert.deepEqual(told(one(dma)), {
      numbers: [1],
      why: 'no FOLL_LONGTERM, and dma_map_page() lets a device write to them',
    });
  });

  it('is 5 where the CPU writes to them, from 5.8 on', () => {
    const copy = '	memcpy_to_page(page, 0, d->text, 8);\n';
    assert.deepEqual(told(one(copy)), {
      numbers: [5],
      why: 'memcpy_to_page() writes to them',
    });
    assert.equal(told(one(copy), '5.7'), null);
  });

  it('is open where pages stay in an object without FOLL_LONGTERM, and where nothing is seen', () => {
    const kept = told(KEPT.replace(' | FOLL_LONGTERM', ''));
    assert.deepEqual(kept?.numbers, [1, 2]);
    assert.match(kept.why, /stay in struct frame_buffer\.pages until frame_buffer_unmap\(\)/);
    assert.deepEqual(told(one(''))?.numbers, [1, 5]);
  });

  it('of a get is 3 with an MMU notifier, 4 where only struct page is looked at', () => {
    const look = '	d->nid = page_to_nid(page);\n';
    assert.deepEqual(told(one(look, GET)), {
      numbers: [4],
      why: 'nothing reads or writes what is in the pages before peek() puts them',
    });
    const notifier = `${one(look, GET)}\nint reg(struct dev *d)\n{\n	return mmu_interval_notifier_insert(&d->mni, d->mm, 0, 1, &ops);\n}\n`;
    assert.deepEqual(told(notifier)?.numbers, [3]);
    assert.equal(told(one('	memcpy_to_page(page, 0, d->text, 8);\n', GET)), null);
  });

  it('is not told of what may or may not be there, nor before 5.6', () => {
    const maybe = 'pin_user_pages_fast(addr, 1, d->x ? FOLL_LONGTERM : 0, &page)';
    assert.equal(told(one('', maybe)), null);
    assert.equal(told(one('', GET), '5.5'), null);
  });
});

describe('the exits that hold pages', () => {
  const exits = (text: string) =>
    siteOf(text).exits.map(({ line, holds }) => `${text.split('\n')[line - 1].trim()}: ${holds}`);

  it('are those with which an object keeps them', () => {
    assert.deepEqual(exits(KEPT), ['return 0;: kept']);
  });

  it('are those on which they are lost, each way out once', () => {
    const leaky = one('	if (d->a)\n		return -EIO;\n	if (d->b && d->c)\n		return -EBUSY;\n');
    assert.deepEqual(exits(leaky), ['return -EIO;: lost', 'return -EBUSY;: lost']);
  });

  it('are none where all is given back, or where others may have kept them', () => {
    assert.deepEqual(exits(one('')), []);
    const handed = one('').replace('unpin_user_page(page);', 'dev_queue(d, page);');
    assert.deepEqual(exits(handed), []);
    const array =
      'int f(struct dev *d, struct page **pages)\n{\n\tif (pin_user_pages_fast(d->addr, 4, 0, pages) < 4)\n\t\treturn dev_drop(d, pages);\n\treturn dev_queue(d, pages);\n}\n';
    assert.deepEqual(exits(array), []);
  });
});
