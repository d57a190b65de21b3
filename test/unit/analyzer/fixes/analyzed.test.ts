import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { convertSites } from '../../../../src/analyzer/fixes/convertSites';
import { applyEdits } from '../../../../src/analyzer/fixes/edit';
import type { Tracking } from '../../../../src/analyzer/records';
import { analyse, context, mend } from './mend';

function convert(text: string, to: Tracking): string {
  const review = analyse(text);
  const conversion = convertSites(review.sites, to, context(text, review));
  assert.ok(conversion.ok, JSON.stringify(conversion));
  return applyEdits(text, conversion.files[0]?.edits ?? []);
}

const SHAPES = 'test/fixtures/convert';

describe('conversion of what the analyzer finds', () => {
  for (const shape of ['local', 'struct-field', 'out-parameter', 'helper']) {
    const [file = ''] = readdirSync(join(SHAPES, shape, 'get'));
    const get = readFileSync(join(SHAPES, shape, 'get', file), 'utf8');
    const pin = readFileSync(join(SHAPES, shape, 'pin', file), 'utf8');

    it(`${shape}: changes every release, there and back`, () => {
      assert.equal(convert(get, 'pin'), pin);
      assert.equal(convert(pin, 'get'), get);
      // For how long they stay in the object is another question.
      const { findings } = analyse(pin);
      assert.deepEqual(
        findings.filter(({ rule }) => rule !== 'missing-FOLL_LONGTERM'),
        [],
      );
    });
  }
});

const grab = (body: string) => `#include <linux/mm.h>

int grab(struct dev *dev, unsigned long addr, int n)
{
	struct page **pages;
	int got, err;

	pages = kvmalloc_array(n, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
${body}}
`;

describe('a fix of what the analyzer finds', () => {
  it('makes a leak on an error path go, at a return', () => {
    const after = mend(
      grab(`	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);
	if (got != n) {
		if (got > 0)
			unpin_user_pages(pages, got);
		kvfree(pages);
		return got < 0 ? got : -EFAULT;
	}
	err = dev_start(dev);
	if (err < 0) {
		kvfree(pages);
		return err;
	}
	unpin_user_pages_dirty_lock(pages, n, true);
	kvfree(pages);
	return 0;
`),
      'leak-on-error',
    );
    // Before the array goes, whatever of the two the finding stands at.
    assert.match(after, /< 0\) \{\n\t\tunpin_user_pages\(pages, got\);\n\t\tkvfree\(pages\);/);
  });

  it('makes a leak on an error path go, by the label that releases', () => {
    const after = mend(
      grab(`	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);
	if (got != n) {
		err = got < 0 ? got : -EFAULT;
		if (got > 0)
			unpin_user_pages(pages, got);
		goto free;
	}
	err = dev_alloc(dev);
	if (err < 0)
		goto free;
	err = dev_start(dev);
unpin:
	unpin_user_pages(pages, n);
free:
	kvfree(pages);
	return err;
`),
      'leak-on-error',
    );
    assert.match(after, /dev_alloc\(dev\);\n\tif \(err < 0\)\n\t\tgoto unpin;/);
  });

  it('makes a leak of a short pin go', () => {
    const after = mend(
      grab(`	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);
	if (got != n) {
		err = got < 0 ? got : -EFAULT;
		goto free;
	}
	err = dev_start(dev);
	unpin_user_pages(pages, n);
free:
	kvfree(pages);
	return err;
`),
      'leak-on-partial',
    );
    assert.match(
      after,
      /-EFAULT;\n\t\tif \(got > 0\)\n\t\t\tunpin_user_pages\(pages, got\);\n\t\tgoto free;/,
    );
  });

  it('makes a wrong release go', () => {
    const after = mend(
      grab(`	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);
	while (got > 0)
		put_page(pages[--got]);
	kvfree(pages);
	return 0;
`),
      'wrong-release-api',
    );
    assert.match(after, /\t\tunpin_user_page\(pages\[--got\]\);/);
  });

  it('makes an illegal flag go', () => {
    const after = mend(
      grab(`	got = pin_user_pages_fast(addr, n, FOLL_WRITE | FOLL_PIN, pages);
	if (got > 0)
		unpin_user_pages(pages, got);
	kvfree(pages);
	return 0;
`),
      'flags-illegal',
    );
    assert.match(after, /n, FOLL_WRITE, pages/);
  });
});

describe('a fix of what the analyzer finds across calls', () => {
  it('tests a negative result before a helper takes it for a count', () => {
    const text = `#include <linux/mm.h>

static void drop(struct page **pages, u64 n)
{
	unpin_user_pages(pages, n);
}

int attach(struct page **pages, unsigned long addr, int n)
{
	int got;

	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);
	if (got != n) {
		drop(pages, got);
		return -ENOMEM;
	}
	drop(pages, n);
	return 0;
}
`;
    const after = mend(text, 'negative-return-used-as-count');
    assert.match(after, /\t\tif \(got > 0\)\n\t\t\tdrop\(pages, got\);\n\t\treturn -ENOMEM;/);
  });

  it('takes a flag out of the macro that is passed', () => {
    const text = grab(`	got = pin_user_pages_fast(addr, n, GRAB_FLAGS, pages);
	if (got > 0)
		unpin_user_pages(pages, got);
	kvfree(pages);
	return 0;
`).replace('\n\n', '\n\n#define GRAB_FLAGS (FOLL_GET | FOLL_WRITE)\n');
    assert.match(mend(text, 'flags-illegal'), /#define GRAB_FLAGS \(FOLL_WRITE\)\n/);
  });

  it('releases the pages of a short round of a loop', () => {
    const after = mend(
      grab(`	for (err = 0; err < n; err += got) {
		got = pin_user_pages_fast(addr, n - err, FOLL_WRITE, pages + err);
		if (got != n - err)
			goto unpin;
	}
	return dev_keep(dev, pages);
unpin:
	unpin_user_pages(pages, err);
	kvfree(pages);
	return -EFAULT;
`),
      'leak-on-partial',
    );
    assert.match(after, /\t\t\tif \(got > 0\)\n\t\t\t\tunpin_user_pages\(pages \+ err, got\);/);
  });
});
