import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { FileFlows } from '../../../../src/analyzer/analyzeFile';
import { Surroundings } from '../../../../src/analyzer/flow/surroundings';
import type { Neighbourhood } from '../../../../src/analyzer/neighbourhood';
import { PathFinder } from '../../../../src/analyzer/paths/pathFinder';
import type { Action, SitePath } from '../../../../src/analyzer/paths/pathRecords';
import { collectSites, type FileSites } from '../../../../src/analyzer/sites/collectSites';
import type { SyntaxBackend } from '../../../../src/analyzer/syntax/syntaxBackend';
import { NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { loadParser } from '../../../../src/tree/parser';

const release = parseRelease('6.12') ?? NEWEST_RELEASE;
let backend: SyntaxBackend;
before(async () => {
  backend = await loadParser();
});

function finderOf(found: FileSites, around?: Surroundings): PathFinder {
  assert.ok(found.file);
  const flows = new FileFlows(found, { file: found.file.file, release, around });
  return new PathFinder(flows.of(found.file));
}

/** The paths of the only site of a C source. */
function pathsIn(body: string, before = ''): readonly SitePath[] {
  const text = `${before}struct buffer { struct page **pages; };\nint work(struct buffer *b, unsigned long start, int nr)\n{\n\tstruct page *pages[16];\n\tint got, i;\n${body}}\n`;
  const found = collectSites({ backend, file: 'a.c', text, release });
  const [call] = found.sites;
  assert.ok(call, 'the source has a site');
  return finderOf(found).of(call);
}

const PIN = '\tgot = pin_user_pages_fast(start, nr, FOLL_WRITE, pages);\n';

const labels = (paths: readonly SitePath[]) => paths.map(({ label }) => label);

/** What a path does to the pages, without where and in which words. */
const deeds = ({ stops }: SitePath): string[] =>
  stops.flatMap(({ action }) => (action.kind === 'branch' ? [] : [deed(action)]));

function deed(action: Action): string {
  switch (action.kind) {
    case 'acquire':
      return `acquire ${action.outcome}`;
    case 'release':
      return `${action.api} ${String(action.count)} of ${String(action.of)}`;
    case 'access':
      return `access ${action.mode}`;
    case 'keep':
      return `keep by ${action.owner}`;
    case 'branch':
    case 'exit':
      return action.kind;
  }
}

const ending = (paths: readonly SitePath[], wanted: SitePath['ending']) =>
  paths.filter((path) => path.ending === wanted);

describe('the paths of a site', () => {
  it('are its outcomes, named by what releases and where they leave', () => {
    const paths = pathsIn(`${PIN}
	if (got < 0)
		return got;
	if (got < nr) {
		unpin_user_pages(pages, got);
		return -EFAULT;
	}
	unpin_user_pages_dirty_lock(pages, nr, true);
	return 0;
`);
    assert.deepEqual(labels(paths), [
      'all pinned → unpin_user_pages_dirty_lock (line 14) → return 0 (line 15)',
      'short pin → unpin_user_pages (line 11) → return -EFAULT (line 12)',
      'pin fails → return got (line 9)',
    ]);
    assert.deepEqual(paths.map(deeds), [
      ['acquire all', 'unpin_user_pages_dirty_lock held of 0', 'exit'],
      ['acquire short', 'unpin_user_pages held of 0', 'exit'],
      ['acquire error', 'exit'],
    ]);
    assert.deepEqual(
      paths.map((path) => path.ending),
      ['clean', 'clean', 'failed'],
    );
  });

  it('begin with the one that leaks', () => {
    const paths = pathsIn(`${PIN}
	if (got != nr)
		return -EFAULT;
	unpin_user_pages(pages, nr);
	return 0;
`);
    assert.equal(paths[0]?.ending, 'leak');
    assert.match(labels(paths)[0] ?? '', /^short pin → return -EFAULT \(line 9\)$/);
  });

  it('carry the branches and the lines of the source', () => {
    const [path] = ending(
      pathsIn(`${PIN}\tif (got < 0)\n\t\treturn got;\n\treturn 0;\n`),
      'failed',
    );
    assert.deepEqual(
      path?.stops.map(({ at, say }) => [at.line, at.text, say]),
      [
        [6, PIN.trim(), 'pin_user_pages_fast() fails'],
        [7, 'if (got < 0)', 'got < 0 is true'],
        [8, 'return got;', 'return got'],
      ],
    );
  });

  it('take a loop that puts page by page for one release of all', () => {
    const paths = pathsIn(`${PIN}
	if (got <= 0)
		return -EFAULT;
	for (i = 0; i < got; i++)
		unpin_user_page(pages[i]);
	return 0;
`);
    const releases = paths
      .map((path) => deeds(path).filter((one) => one.startsWith('unpin_user_page ')))
      .filter((found) => found.length > 0);
    assert.ok(releases.length > 0);
    for (const found of releases) assert.deepEqual(found, ['unpin_user_page held of 0']);
  });

  it('say who keeps the pages', () => {
    const text = `${PIN.replace('pages)', 'b->pages)')}\tif (got < 0)\n\t\treturn got;\n\treturn 0;\n`;
    const [kept] = ending(pathsIn(text), 'kept');
    assert.ok(kept && deeds(kept).includes('keep by struct buffer.pages'));
  });

  it('know a wrong release for what it is', () => {
    const paths = pathsIn(`${PIN}
	if (got < 0)
		return got;
	release_pages(pages, got);
	return 0;
`);
    assert.ok(paths.some((path) => deeds(path).includes('release_pages held of 0')));
  });

  it('keep their ids when lines move', () => {
    const body = `${PIN}\tif (got < 0)\n\t\treturn got;\n\treturn 0;\n`;
    const ids = (text: string) => pathsIn(body, text).map(({ id }) => id);
    assert.deepEqual(ids('/* One\n * comment more. */\n'), ids(''));
    assert.equal(new Set(ids('')).size, ids('').length);
  });

  it('lead through other sources of the tree', () => {
    const files = new Map([
      [
        'a.c',
        `#include "b.h"\nint work(unsigned long start, int nr)\n{\n\tstruct page *pages[16];\n${PIN.replace('got', 'int got')}\tif (got < nr) {\n\t\tif (got > 0)\n\t\t\tgive_back(pages, got);\n\t\treturn -EFAULT;\n\t}\n\tgive_back(pages, nr);\n\treturn 0;\n}\n`,
      ],
      [
        'b.h',
        'static inline void give_back(struct page **pages, int n)\n{\n\tunpin_user_pages(pages, n);\n}\n',
      ],
    ]);
    const neighbourhood: Neighbourhood = {
      isSearched: () => true,
      read: (path) => files.get(path) ?? null,
      naming: (path, word) =>
        [...files]
          .filter(([name, text]) => name !== path && text.includes(word))
          .map(([name]) => name),
      mentioning: () => [],
      defining: () => [],
      headersOf: (path) => (path === 'a.c' ? ['b.h'] : []),
    };
    const text = files.get('a.c') ?? '';
    const found = collectSites({ backend, file: 'a.c', text, release });
    const [call] = found.sites;
    assert.ok(call);
    const around = new Surroundings(backend, neighbourhood, release, (path) => path);
    const paths = finderOf(found, around).of(call);
    assert.deepEqual(
      paths.map((path) => [
        path.ending,
        path.stops.find(({ action }) => action.kind === 'release')?.at.file,
      ]),
      [
        ['clean', 'b.h'],
        ['clean', 'b.h'],
        ['failed', undefined],
      ],
    );
  });

  it('tell a path for itself, however many others there are', () => {
    const flags = Array.from({ length: 10 }, (_, i) => `f${String(i)}`);
    const chosen = flags.map((flag, i) => `\tif (start & ${String(1 << i)})\n\t\t${flag} = 1;\n`);
    const body = `\tint ${flags.map((flag) => `${flag} = 0`).join(', ')};\n${PIN}
	if (got != nr) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return -EFAULT;
	}
${chosen.join('')}
	if (broken(b))
		return -EIO;
	unpin_user_pages(pages, nr);
	return 0;
`;
    const [leak] = ending(pathsIn(body), 'leak');
    assert.match(leak?.label ?? '', /return -EIO/);
  });

  it('do not end where a constant that depends on the configuration would lead', () => {
    const text = '#ifdef CONFIG_MMU\n#define SHARED 0x10\n#else\n#define SHARED 0\n#endif\n';
    const paths = pathsIn(
      `\ti = start & SHARED;\n\tif (!i)\n\t\treturn 0;\n${PIN}\treturn got;\n`,
      text,
    );
    assert.ok(paths.length > 1);
  });

  it('are none for a call inside a macro', () => {
    const text = '#define TAKE(s, p) get_user_pages_fast(s, 1, 0, p)\n';
    const found = collectSites({ backend, file: 'a.c', text, release });
    const [call] = found.sites;
    if (call !== undefined) {
      assert.deepEqual(finderOf(found).of(call), []);
    }
  });
});
