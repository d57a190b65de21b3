import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DiskFiles } from '../../../src/tree/diskFiles';
import { SourceIndex } from '../../../src/tree/sourceIndex';
import { KnownWords, wordsOf } from '../../../src/tree/treeWords';
import { MAKEFILE, temporaryTree } from './temporaryTree';

const files = {
  Makefile: MAKEFILE,
  'drivers/x/main.c':
    '#include <linux/x.h>\n#include "x.h"\n # include "../shared.h"\n#include <linux/nowhere.h>\n#include "x.h"\nint main_word;\n',
  'drivers/x/x.h': 'struct x { int word; };\n',
  'drivers/x/other.c': 'int f(void) { return word; }\n',
  'drivers/x/deep/far.c': 'int word;\n',
  'drivers/x/words.c': 'int words, word_count, sword;\n',
  'drivers/x/note.txt': 'word\n',
  'drivers/shared.h': 'int word;\n',
  'drivers/y/no.c': 'int word;\n',
  'include/linux/x.h': 'struct y;\n',
  'arch/z/mm/fault.c': '#include <asm/tlb.h>\n',
  'arch/z/include/asm/tlb.h': 'int tlb;\n',
};

describe('the index of sources', () => {
  const root = temporaryTree(files);
  const index = new SourceIndex(new DiskFiles(root));

  it('finds the sources around a file that hold a word, nearest first', () => {
    assert.deepEqual(index.naming('drivers/x/main.c', 'word'), [
      ...['drivers/x/other.c', 'drivers/x/x.h', 'drivers/x/deep/far.c', 'drivers/shared.h'],
    ]);
    assert.deepEqual(index.naming('drivers/x/main.c', 'main_word'), []);
  });

  it('resolves the headers that a source includes', () => {
    assert.deepEqual(index.headersOf('drivers/x/main.c'), [
      ...['drivers/x/x.h', 'include/linux/x.h', 'drivers/shared.h'],
    ]);
    assert.deepEqual(index.headersOf('arch/z/mm/fault.c'), ['arch/z/include/asm/tlb.h']);
    assert.deepEqual(index.headersOf('no/such/file.c'), []);
  });

  it('finds no header behind a file, nor beside a source right below arch/', () => {
    const odd = temporaryTree({
      'arch/fault.c': '#include "x.h/y.h"\n#include <z.h>\n',
      'arch/x.h': '',
      'arch/z.h': '',
    });
    assert.deepEqual(new SourceIndex(new DiskFiles(odd)).headersOf('arch/fault.c'), ['arch/z.h']);
  });

  it('prefers what an overlay says', () => {
    const edited = new SourceIndex(
      new DiskFiles(root),
      new Map([['drivers/x/words.c', 'int word;\n']]),
    );
    assert.ok(edited.naming('drivers/x/main.c', 'word').includes('drivers/x/words.c'));
    assert.equal(edited.read('drivers/x/words.c'), 'int word;\n');
  });

  it('finds sources of the whole tree, those of an overlay included', () => {
    const paths = ['drivers/y/no.c', 'drivers/x/main.c'];
    const words = new KnownWords(paths.map((path) => wordsOf(path, 'int word;\nint f(void);')));
    const overlay = new Map([
      ['drivers/y/no.c', 'int word;'],
      ['drivers/z/new.c', ''],
      ['Kconfig', 'word'],
    ]);
    const far = new SourceIndex(new DiskFiles(root), overlay, words);
    assert.deepEqual(far.mentioning(['word']), [...paths, 'drivers/z/new.c']);
    assert.deepEqual(far.defining('f'), [...paths, 'drivers/z/new.c']);
    assert.deepEqual(index.mentioning(['word']), []);
  });

  it('answers null for what cannot be read, and does not leave the tree', () => {
    const outside = temporaryTree({ 'a/b.c': '#include "../../etc/passwd"\n', 'c.c': '\0' });
    const there = new SourceIndex(new DiskFiles(outside));
    assert.deepEqual([there.read('gone.c'), there.read('c.c')], [null, null]);
    assert.deepEqual(there.headersOf('a/b.c'), []);
    rmSync(join(outside, 'a'), { recursive: true });
    assert.deepEqual(there.naming('a/b.c', 'x'), []);
  });
});
