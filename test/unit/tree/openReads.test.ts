import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { loadParser } from '../../../src/tree/parser';
import { OpenDocuments } from '../../../src/tree/service/openDocuments';
import type { TreeFiles } from '../../../src/tree/sourceIndex';
import { KnownWords, WantedWords, wordsOf } from '../../../src/tree/treeWords';

const KEEPS_NONE = `#include <linux/mm.h>
int look(unsigned long at)
{
	struct page *page;

	if (get_user_pages_fast(at, 1, 0, &page) != 1)
		return -14;
	put_page(page);
	return 0;
}
`;
const HANDS_ON = `#include <linux/mm.h>
#include "own.h"
int hand(unsigned long at)
{
	struct page *page;

	if (get_user_pages_fast(at, 1, 0, &page) != 1)
		return -14;
	own_take(page);
	return 0;
}
`;
const FILES: Readonly<Record<string, string>> = {
  'include/linux/mm.h': 'void put_page(struct page *page);\n',
  'include/linux/far.h': 'void far_take(struct page *page);\n',
  'drivers/own/look.c': KEEPS_NONE,
  'drivers/own/hand.c': HANDS_ON,
  'drivers/own/own.h': 'void own_take(struct page *page);\n',
  'drivers/own/take.c':
    '#include "own.h"\nvoid own_take(struct page *page)\n{\n\tput_page(page);\n}\n',
  'drivers/own/below/deep.c': 'void deep(struct page *page)\n{\n\tput_page(page);\n}\n',
  'drivers/above.c': 'void above(struct page *page)\n{\n\tput_page(page);\n}\n',
  'mm/far.c': '#include "own.h"\nvoid far_take(struct page *page)\n{\n\tput_page(page);\n}\n',
};

/** A tree that writes down what is read of it. */
class WatchedTree implements TreeFiles {
  readonly texts: string[] = [];
  readonly listed: string[] = [];
  lookedThrough = 0;

  read(path: string): string | null {
    this.texts.push(path);
    return FILES[path] ?? null;
  }

  isFile(path: string): boolean {
    return Object.hasOwn(FILES, path);
  }

  list(folder: string): { files: string[]; folders: string[] } {
    this.listed.push(folder);
    const below = Object.keys(FILES).filter((path) => path.startsWith(`${folder}/`));
    const names = below.map((path) => path.slice(folder.length + 1));
    return {
      files: names.filter((name) => !name.includes('/')),
      folders: [
        ...new Set(names.filter((name) => name.includes('/')).map((name) => name.split('/', 1)[0])),
      ],
    };
  }

  words(): WantedWords {
    return new WantedWords(() => {
      this.lookedThrough++;
      return Promise.resolve(
        new KnownWords(Object.entries(FILES).map(([path, text]) => wordsOf(path, text))),
      );
    });
  }
}

describe('what is read of a tree for an open file', () => {
  const open = async () => {
    const tree = new WatchedTree();
    const backend = await loadParser();
    const documents = new OpenDocuments(backend, { files: () => tree, words: () => tree.words() });
    const input = (file: string, text: string, seesTree = false) => ({
      ...{ root: '/t', file, text, release: NEWEST_RELEASE },
      ...{ onDisk: true, seesTree },
    });
    return { tree, documents, input };
  };

  it('is nothing but headers that it includes, where its pages stay in it', async () => {
    const { tree, documents, input } = await open();
    const one = input('drivers/own/look.c', KEEPS_NONE);
    assert.equal(documents.analyse(one).sites[0].ownership, 'local');
    assert.deepEqual(
      tree.texts.filter((path) => path !== 'include/linux/mm.h'),
      [],
    );
    assert.deepEqual(tree.listed, []);
    assert.equal(documents.isWanting(one), false);
  });

  it('is its folder and no more, each source once, where they leave it', async () => {
    const { tree, documents, input } = await open();
    const one = input('drivers/own/hand.c', HANDS_ON);
    const { sites } = documents.analyse(one);
    assert.deepEqual(
      sites[0].releases.map(({ file }) => file),
      ['drivers/own/hand.c', 'drivers/own/take.c'],
    );
    assert.deepEqual([...tree.texts].sort(), [...new Set(tree.texts)].sort());
    assert.ok(tree.texts.every((path) => /^(?:drivers\/own|include\/linux)\/[^/]+$/.test(path)));
    assert.deepEqual([...new Set(tree.listed)], ['drivers/own']);
    assert.deepEqual([await documents.fetch(one), tree.lookedThrough], [false, 0]);
  });

  it('is nothing more after an edit', async () => {
    const { tree, documents, input } = await open();
    documents.analyse(input('drivers/own/hand.c', HANDS_ON));
    const before = [...tree.texts];
    documents.analyse(input('drivers/own/hand.c', HANDS_ON.replace('return 0', 'return 1')));
    assert.deepEqual(tree.texts, before);
  });

  it('is the whole tree, once, when that was asked about', async () => {
    const { tree, documents, input } = await open();
    const text = HANDS_ON.replace('own.h', 'below.h').replace('own_take', 'far_take');
    documents.analyse(input('drivers/own/hand.c', text));
    assert.equal(await documents.fetch(input('drivers/own/hand.c', text)), false);
    const asked = input('drivers/own/hand.c', text, true);
    documents.analyse(asked);
    assert.deepEqual([await documents.fetch(asked), tree.lookedThrough], [true, 1]);
    documents.analyse(asked);
    assert.deepEqual([await documents.fetch(asked), tree.lookedThrough], [false, 1]);
    assert.ok(tree.texts.includes('mm/far.c'));
  });
});
