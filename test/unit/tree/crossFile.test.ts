import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';
import { loadParser } from '../../../src/tree/parser';
import { scan } from '../../../src/tree/scan';
import { MAKEFILE, temporaryTree } from './temporaryTree';

/** Scans a small driver and gives its sites, each with its releases as `file:line api`. */
async function driver(files: Readonly<Record<string, string>>) {
  const inFolder = Object.entries(files).map(([name, text]) => [`drivers/abc/${name}`, text]);
  const root = temporaryTree({ Makefile: MAKEFILE, ...(Object.fromEntries(inFolder) as object) });
  const release = parseRelease('6.12') ?? NEWEST_RELEASE;
  const { sites, findings } = await scan({ root, top: root, release }, await loadParser());
  return {
    findings: findings.map(({ rule }) => rule),
    sites: sites.map(({ ownership, owner, releases, notFollowed }) => ({
      ownership,
      owner,
      releases: releases.map(({ file, line, api }) => `${file.slice(12)}:${String(line)} ${api}`),
      notFollowed,
    })),
  };
}

const HEADER = `struct abc_buf {
	struct page **pages;
	unsigned int npages;
};
struct abc_dev {
	struct abc_buf *buf;
};
`;

const PIN = `#include <linux/mm.h>
#include "abc.h"
int abc_pin(struct abc_dev *dev, unsigned long addr, int n)
{
	struct abc_buf *buf = dev->buf;
	int got;

	got = pin_user_pages_fast(addr, n, FOLL_WRITE | FOLL_LONGTERM, buf->pages);
	if (got < 0)
		return got;
	if (got != n) {
		unpin_user_pages(buf->pages, got);
		return -EFAULT;
	}
	buf->npages = got;
	return 0;
}
`;

describe('pages that leave their file', () => {
  it('are followed into the struct that a header defines, and to who gives them back', async () => {
    const { sites } = await driver({
      'abc.h': HEADER,
      'pin.c': PIN,
      'free.c': `#include "abc.h"
void abc_free(struct abc_dev *dev)
{
	struct abc_buf *buf = dev->buf;

	unpin_user_pages_dirty_lock(buf->pages, buf->npages, true);
	kvfree(buf->pages);
}
`,
      'other.c': `#include "abc.h"
void abc_other(struct abc_dev *dev, struct page **pages)
{
	unpin_user_pages(pages, 1);
}
`,
    });
    assert.deepEqual(sites, [
      {
        ownership: 'struct',
        owner: 'struct abc_buf.pages',
        releases: ['free.c:6 unpin_user_pages_dirty_lock', 'pin.c:12 unpin_user_pages'],
        notFollowed: null,
      },
    ]);
  });

  it('are followed to callers that are handed them', async () => {
    const { sites, findings } = await driver({
      'get.c': `#include <linux/mm.h>
int abc_get(unsigned long addr, struct page **page)
{
	return get_user_pages_fast(addr, 1, 0, page) == 1 ? 0 : -EFAULT;
}
`,
      'use.c': `int abc_use(unsigned long addr)
{
	struct page *page;
	int ret;

	ret = abc_get(addr, &page);
	if (ret)
		return ret;
	put_page(page);
	return 0;
}
`,
    });
    assert.deepEqual(findings, []);
    assert.deepEqual(sites[0].releases, ['use.c:9 put_page']);
  });

  it('are followed into functions that they are handed to', async () => {
    const files = (body: string) => ({
      'take.c': `#include <linux/mm.h>
int abc_take(unsigned long addr)
{
	struct page *page;

	if (get_user_pages_fast(addr, 1, 0, &page) != 1)
		return -EFAULT;
	abc_consume(page);
	return 0;
}
`,
      'consume.c': `void abc_consume(struct page *page)\n{\n\tabc_count(page);\n\t${body}\n}\n`,
    });
    const right = await driver(files('put_page(page);'));
    assert.deepEqual(right.sites[0].releases, ['consume.c:4 put_page', 'take.c:8 abc_consume']);
    assert.deepEqual(right.findings, []);
    const wrong = await driver(files('unpin_user_page(page);'));
    assert.deepEqual(wrong.findings, ['wrong-release-api']);
  });

  it('say where they are kept when nobody near gives them back', async () => {
    const { sites } = await driver({ 'abc.h': HEADER, 'pin.c': PIN });
    assert.equal(sites[0].ownership, 'struct');
    assert.match(sites[0].notFollowed ?? '', /^kept in struct abc_buf\.pages/);
  });
});

describe('flags that callers choose', () => {
  const bits = async (files: Readonly<Record<string, string>>) => {
    const root = temporaryTree({ Makefile: MAKEFILE, ...files });
    const release = parseRelease('6.12') ?? NEWEST_RELEASE;
    const { sites } = await scan({ root, top: root, release }, await loadParser());
    return sites.map(({ file, flags }) => `${file}: ${[...flags.bits].sort().join(' ')}`);
  };
  const declares = 'int peek(unsigned long at, unsigned int gup_flags, struct page **page);\n';
  const wraps =
    'int peek(unsigned long at, unsigned int gup_flags, struct page **page)\n{\n' +
    '\treturn get_user_pages_fast(at, 1, gup_flags | FOLL_NOFAULT, page);\n}\n';
  const calls = (flags: string, more = '') =>
    `#include <linux/peek.h>\n${more}int use(struct page **page, int write, unsigned int flags)\n{\n` +
    `\treturn peek(0, ${flags}, page);\n}\nvoid done(struct page *page) { put_page(page); }\n`;

  it('are those of callers in any folder, and never certain', async () => {
    const found = await bits({
      'include/linux/peek.h': declares,
      'mm/peek.c': `#include <linux/peek.h>\n${wraps}`,
      'arch/x/one.c': calls('FOLL_FORCE | FOLL_WRITE'),
      'drivers/y/two.c': calls('write ? FOLL_FORCE : FOLL_FORCE | FOLL_ANON'),
    });
    assert.deepEqual(found, ['mm/peek.c: FOLL_ANON? FOLL_FORCE? FOLL_NOFAULT FOLL_WRITE?']);
  });

  it('are followed through functions that pass them on', async () => {
    const found = await bits({
      'include/linux/peek.h': `static inline ${wraps}`,
      'mm/pass.c': calls('flags').replace('int use', 'int pass'),
      'fs/proc/last.c':
        'int pass(struct page **page, int write, unsigned int flags);\n' +
        'void end(struct page *page)\n{\n\tif (pass(&page, 0, FOLL_FORCE) == 1)\n\t\tput_page(page);\n}\n',
    });
    assert.deepEqual(found, ['include/linux/peek.h: FOLL_FORCE? FOLL_NOFAULT']);
  });

  it('are not those of a function that only has the name', async () => {
    const found = await bits({
      'mm/peek.c': wraps,
      'drivers/z/own.c': calls(
        'FOLL_WRITE',
        'static int peek(int a, int b, struct page **c) { return 0; }\n',
      ),
    });
    assert.deepEqual(found, ['mm/peek.c: FOLL_NOFAULT']);
  });
});

describe('what to pin with', () => {
  it('is a function that exists', async () => {
    const root = temporaryTree({
      Makefile: MAKEFILE,
      'mm/poke.c': `void poke(struct mm_struct *mm, unsigned long at, void *from)
{
	struct vm_area_struct *vma;
	struct page *page = get_user_page_vma_remote(mm, at, FOLL_WRITE, &vma);

	if (IS_ERR(page))
		return;
	copy_to_user_page(vma, page, at, page_address(page), from, 8);
	put_page(page);
}
`,
    });
    const release = parseRelease('6.12') ?? NEWEST_RELEASE;
    const { findings } = await scan({ root, top: root, release }, await loadParser());
    const found = findings.find(({ rule }) => rule === 'gup-where-pin-needed');
    assert.match(found?.message ?? '', /Use pin_user_pages_remote\(\) and its releases$/);
  });
});
