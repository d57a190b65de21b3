import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileReview } from '../../../src/analyzer/analyzeFile';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';
import { OpenDocuments } from '../../../src/tree/service/openDocuments';

const LEAK = `int leak(unsigned long start)
{
	struct page *pages[4];
	int pinned = pin_user_pages_fast(start, 4, 0, pages);

	if (pinned < 0)
		return pinned;
	if (pinned != 4)
		return -EFAULT;
	unpin_user_pages(pages, 4);
	return 0;
}
`;
const ILLEGAL = `int illegal(unsigned long start, struct page **pages)
{
	return get_user_pages_fast(start, 1, 0, pages);
}
`;
const TEXT = `${LEAK}\n${ILLEGAL}`;

/** What is said of a file, first at once and then in the end, when it is edited from TEXT. */
function saidOf(...texts: string[]): { soFar: FileReview | undefined; done: FileReview } {
  const documents = new OpenDocuments(createNativeBackend(), null);
  const input = (text: string) => ({
    ...{ root: '/t', file: 'a.c', text, onDisk: false, seesTree: false },
    release: NEWEST_RELEASE,
  });
  documents.analyse(input(TEXT));
  let soFar: FileReview | undefined;
  for (const text of texts) {
    const steps = documents.review(input(text));
    const first = steps.next();
    assert.ok(first.done !== true);
    soFar = first.value;
  }
  return { soFar, done: documents.analyse(input(texts.at(-1) ?? TEXT)) };
}

const places = ({ findings }: FileReview) =>
  findings.map(({ rule, line, column, endLine, endColumn, path }) => ({
    ...{ rule, line, column, endLine, endColumn },
    path: path.map((step) => step.line),
  }));

describe('what is said at once of a file that was edited', () => {
  it('has the findings of paths where the text moved them', () => {
    for (const edited of [
      `/* One.\n * Two. */\n${TEXT}`,
      TEXT.replace('\n\tif (pinned != 4)', '\n\n\n\tif (pinned != 4)'),
      TEXT.replace('\tif (pinned != 4)\n\t\treturn', '\tif (pinned != 4) return'),
      TEXT.replace('return -EFAULT', 'return  -EFAULT'),
      TEXT.slice(0, TEXT.indexOf('int illegal')),
    ]) {
      const { soFar, done } = saidOf(edited);
      assert.ok(soFar);
      assert.equal(done.findings.length, 1, edited);
      assert.deepEqual(places(soFar), places(done), edited);
      assert.deepEqual(soFar.sites, done.sites, edited);
    }
  });

  it('has what calls show of the new text', () => {
    const { soFar, done } = saidOf(TEXT.replace('1, 0,', '1, FOLL_PIN,'));
    assert.ok(soFar);
    assert.deepEqual(
      soFar.findings.map(({ rule }) => rule),
      ['leak-on-partial', 'flags-illegal'],
    );
    assert.deepEqual(places(soFar), places(done));
  });

  it('keeps a finding until its paths are followed, and drops it with its site', () => {
    const mended = TEXT.replace('\t\treturn -EFAULT;\n', '\t\tgoto out;\n');
    assert.deepEqual(
      saidOf(mended).soFar?.findings.map(({ rule }) => rule),
      ['leak-on-partial'],
    );
    const { soFar } = saidOf(ILLEGAL);
    assert.deepEqual(soFar?.findings, []);
  });

  it('moves on from edit to edit while no paths are followed', () => {
    const one = `\n${TEXT}`;
    const two = `${one}\n/* The end. */\n`;
    const { soFar, done } = saidOf(one, two, `\n${two}`);
    assert.ok(soFar);
    assert.deepEqual(places(soFar), places(done));
  });

  it('keeps findings between two places that are edited together', () => {
    const { soFar } = saidOf(`\n${TEXT}`.replace('int illegal', 'int legal'));
    assert.deepEqual(
      soFar?.findings.map(({ rule, line }) => ({ rule, line })),
      [{ rule: 'leak-on-partial', line: 10 }],
    );
  });
});
