import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { analyzeFile } from '../../../src/analyzer/analyzeFile';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';
import { OpenDocuments } from '../../../src/tree/service/openDocuments';

const backend = createNativeBackend();
const release = NEWEST_RELEASE;
const FIXTURES = 'test/fixtures/rules';

const BUFFER = `struct buffer {
	struct page **pages;
	int nr;
};

#define MOST 16
`;
const HELPER = `
static void drop(struct buffer *b)
{
	unpin_user_pages(b->pages, b->nr);
}
`;
const TAKE = `
static int take(struct buffer *b, unsigned long addr, int nr)
{
	int got = pin_user_pages_fast(addr, nr, FOLL_WRITE, b->pages);

	if (got < 0)
		return got;
	if (got < nr) {
		unpin_user_pages(b->pages, got);
		return -EFAULT;
	}
	b->nr = got;
	if (nr > MOST) {
		drop(b);
		return -EINVAL;
	}
	return 0;
}
`;
const USE = `
int use(struct buffer *b, unsigned long addr)
{
	int ret = take(b, addr, 4);

	if (ret)
		return ret;
	drop(b);
	return 0;
}
`;

function fresh(text: string) {
  return analyzeFile({ backend, file: 'a.c', text, release });
}

/** Where a line begins, counted on from the first behind the last. */
function lineStart(text: string, line: number): number {
  const lines = text.split('\n');
  return lines.slice(0, line % lines.length).join('\n').length + (line % lines.length > 0 ? 1 : 0);
}

describe('a file that is being typed', () => {
  const states = (documents: OpenDocuments, texts: readonly string[]) => {
    for (const text of texts)
      assert.deepEqual(
        documents.analyse({
          root: '/t',
          file: 'a.c',
          text,
          onDisk: false,
          seesTree: false,
          release,
        }),
        fresh(text),
      );
  };
  const whole = BUFFER + HELPER + TAKE + USE;

  it('stays as it is while edits are tried', () => {
    const documents = new OpenDocuments(backend, null);
    const input = { root: '/t', file: 'a.c', text: whole, onDisk: false, seesTree: false, release };
    const text = 'unpin_user_pages(b->pages, b->nr);';
    const start = whole.indexOf(text);
    const edits = [{ start, end: start + text.length, text: 'return;' }];
    documents.analyse(input);
    const tried = documents.trial(input, edits);
    assert.deepEqual(tried, fresh(whole.replace(text, 'return;')));
    assert.notEqual(tried.findings.length, fresh(whole).findings.length);
    // The next key is answered from what was said of the text before it, not of the trial.
    const [soFar, ...more] = [...documents.review({ ...input, text: `\n${whole}` })];
    assert.equal(soFar?.findings.length, fresh(whole).findings.length);
    assert.equal(more.filter((one) => one !== undefined).length, 0);
    states(documents, [`\n${whole}`, whole]);
  });

  it('is told the same of as when it is opened', () => {
    states(new OpenDocuments(backend, null), [
      whole,
      `/* One more line. */\n${whole}`,
      whole.replace('unpin_user_pages(b->pages, b->nr)', 'return'),
      whole.replace('unpin_user_pages(b->pages, got);', ''),
      whole.replace('\treturn 0;\n}\n\nint use', '\treturn 1;\n}\n\nint use'),
      whole.replace('#define MOST 16', '#define MOST 1000'),
      whole.replace('\tb->nr = got;', '\tx = 3;\n\tb->nr = got;'),
      whole.replace('\tb->nr = got;', '\tx = 3;\n\tb->nr = x;'),
      whole.replace('\tb->nr = got;', '\tlast = b->pages;\n\tpr_info("%d\\n", got);'),
      whole.replace('struct page **pages;', 'struct page *pages[4];'),
      HELPER + BUFFER + USE + TAKE,
      TAKE + TAKE.replace('take', 'take_more') + whole,
      '',
      whole,
    ]);
  });

  it('is told the same of whatever is edited', () => {
    const pieces = readdirSync(FIXTURES)
      .flatMap((rule) =>
        readdirSync(join(FIXTURES, rule)).map((name) => join(FIXTURES, rule, name)),
      )
      .filter((path, index) => path.endsWith('.c') && index % 9 === 0)
      .map((path) => readFileSync(path, 'utf8'));
    const edit = fc.record({
      at: fc.nat(10_000),
      remove: fc.nat(12),
      insert: fc.constantFrom(
        '',
        '\n',
        '\n\n',
        ' ',
        '\t/* a comment */\n',
        'x',
        '}',
        '{',
        ';',
        'return 0;',
        '/*',
        '!',
        '#if A\n',
      ),
    });
    const line = fc.record({
      line: fc.nat(200),
      insert: fc.constantFrom(
        '\tpr_debug("%ld\\n", got);\n',
        '\tx = 3;\n',
        '\tret = x;\n',
        '\tint x;\n',
        '\tkept = b->pages;\n',
        '\tdrop(b);\n',
        '\tif (ret)\n\t\treturn ret;\n',
      ),
    });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(pieces),
        fc.array(fc.oneof(edit, line), { maxLength: 6 }),
        (parts, edits) => {
          let now = parts.slice(0, 3).join('\n') + whole;
          const texts = [now];
          for (const one of edits) {
            const from = 'at' in one ? one.at % now.length : lineStart(now, one.line);
            const to = from + ('at' in one ? one.remove : 0);
            now = now.slice(0, from) + one.insert + now.slice(to);
            texts.push(now);
          }
          states(new OpenDocuments(backend, null), texts);
        },
      ),
      { numRuns: 25 },
    );
  });
});
