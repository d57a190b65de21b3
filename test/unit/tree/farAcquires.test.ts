import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Surroundings } from '../../../src/analyzer/flow/surroundings';
import { farAcquires } from '../../../src/analyzer/pairing/farAcquires';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';
import { NO_NEIGHBOURS } from '../../../src/analyzer/neighbourhood';

const backend = createNativeBackend();
const HEADER = 'struct span {\n\tstruct page **pages;\n\tint nr;\n};\n';
const TAKE = `#include "span.h"

int span_take(struct span *span, unsigned long start)
{
	int got = pin_user_pages_fast(start, 4, FOLL_WRITE, span->pages);

	if (got < 0)
		return got;
	span->nr = got;
	return 0;
}
`;
const DROP = `#include "span.h"

void span_drop(struct span *span)
{
	unpin_user_pages(span->pages, span->nr);
}
`;
const OTHER = `int other(struct page **pages, unsigned long start)
{
	int pages_of = pin_user_pages_fast(start, 4, 0, pages);

	unpin_user_pages(pages, pages_of);
	return 0;
}
`;

/** A tree of these files, all of which are near each other. */
function acquiresOf(files: Readonly<Record<string, string>>, file: string, at: string): string[] {
  const mentioning = (words: readonly string[]) =>
    Object.keys(files).filter((one) => words.every((word) => files[one]?.includes(word)));
  const tree = {
    ...NO_NEIGHBOURS,
    read: (path: string) => files[path] ?? null,
    mentioning,
    naming: (path: string, word: string) => mentioning([word]).filter((one) => one !== path),
    isSearched: () => true,
    headersOf: (path: string) => (path.endsWith('.c') ? ['include/span.h'] : []),
  };
  const around = new Surroundings(backend, tree, NEWEST_RELEASE, (path) => path);
  const text = files[file] ?? '';
  const line = text.slice(0, text.indexOf(at)).split('\n').length;
  const sites = farAcquires({ backend, file, text, line, around });
  return sites.map((site) => `${site.file}:${String(site.line)} ${site.function}`);
}

describe('the acquires of pages that a line gives back', () => {
  const files = {
    'include/span.h': HEADER,
    'drivers/take.c': TAKE,
    'mm/drop.c': DROP,
    'drivers/other.c': OTHER,
  };

  it('are found in other files by the member that it reads', () => {
    assert.deepEqual(acquiresOf(files, 'mm/drop.c', 'unpin_user_pages(span'), [
      'drivers/take.c:5 span_take',
    ]);
  });

  it('are none of a line that gives nothing back', () => {
    assert.deepEqual(acquiresOf(files, 'mm/drop.c', 'void span_drop'), []);
  });

  it('are none where nobody takes what is given back', () => {
    assert.deepEqual(
      acquiresOf({ ...files, 'drivers/take.c': '' }, 'mm/drop.c', 'unpin_user_pages('),
      [],
    );
  });
});
