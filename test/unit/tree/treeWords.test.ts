import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KnownWords, WantedWords, wordsOf } from '../../../src/tree/treeWords';

const MAIN = `#include <linux/mm.h>
struct ring { int word; };
static int
fill(struct ring *ring, int x1)
{
	return grab(ring) + inner (x1) ? sizeof(x1) : 0;
}
EXPORT(fill);
`;

describe('the words of a tree', () => {
  const words = new KnownWords([
    wordsOf('a/main.c', MAIN),
    wordsOf('b/use.c', 'int use(void)\n{\n\treturn fill(0, 1);\n}'),
    wordsOf('empty.c', ''),
  ]);

  it('tell which sources hold all of some words', () => {
    assert.deepEqual(words.holding(['fill']), ['a/main.c', 'b/use.c']);
    assert.deepEqual(words.holding(['fill', 'grab']), ['a/main.c']);
    assert.deepEqual(words.holding(['fil']), []);
    assert.deepEqual(words.holding(['x1']), ['a/main.c']);
    assert.deepEqual(words.holding(['fill', 'nowhere']), []);
  });

  it('tell which sources have the head of a function', () => {
    assert.deepEqual(words.defining('fill'), ['a/main.c']);
    assert.deepEqual(words.defining('use'), ['b/use.c']);
    assert.deepEqual(words.defining('grab'), []);
  });

  it('are looked for when they are first asked for, and once', async () => {
    let looked = 0;
    const wanted = new WantedWords(() => {
      looked++;
      return Promise.resolve(words);
    });
    assert.equal(await wanted.fetch(), false);
    assert.deepEqual(wanted.holding(['grab']), []);
    assert.equal(await wanted.fetch(), true);
    assert.deepEqual(wanted.holding(['grab']), ['a/main.c']);
    assert.deepEqual([await wanted.fetch(), looked], [false, 1]);
  });

  it('are looked for once where several ask at the same time', async () => {
    let looked = 0;
    const wanted = new WantedWords(async () => {
      looked++;
      await Promise.resolve();
      return words;
    });
    wanted.holding(['grab']);
    assert.deepEqual(await Promise.all([wanted.fetch(), wanted.fetch()]), [true, true]);
    assert.equal(looked, 1);
  });

  it('are looked for again after a search that failed', async () => {
    let looked = 0;
    const wanted = new WantedWords(() =>
      ++looked === 1 ? Promise.reject(new Error('disk')) : Promise.resolve(words),
    );
    wanted.holding(['grab']);
    await assert.rejects(wanted.fetch(), /disk/);
    assert.deepEqual([await wanted.fetch(), looked], [true, 2]);
  });
});
