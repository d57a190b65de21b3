import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { SyntaxBackend } from '../../../src/analyzer/syntax/syntaxBackend';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { Ignored } from '../../../src/tree/ignored';
import { loadParser } from '../../../src/tree/parser';
import { scan } from '../../../src/tree/scan';
import { scanParallel } from '../../../src/tree/scanParallel';
import type { ScanRequest } from '../../../src/tree/scanRequest';
import { MAKEFILE, oneSite, temporaryTree } from './temporaryTree';

describe('what a scan leaves out', () => {
  it('is decided by the deepest .gitignore with an opinion', () => {
    const ignored = new Ignored();
    ignored.add('', '*.mod.c\n/build/\n!keep.mod.c\n');
    ignored.add('drivers', 'keep.mod.c\n!wanted.mod.c\n');
    const has = (path: string) => ignored.has(path, false);
    assert.deepEqual(
      ['a.mod.c', 'keep.mod.c', 'drivers/keep.mod.c', 'drivers/x/wanted.mod.c'].map(has),
      [true, false, true, false],
    );
    assert.equal(ignored.has('build', true), true);
    assert.equal(ignored.has('fs/build', true), false);
    assert.equal(ignored.has('build', false), false);
  });

  it('tells upper from lower case, as kernel trees do', () => {
    const ignored = new Ignored();
    ignored.add('', '*.S.c\n');
    assert.equal(ignored.has('a.s.c', false), false);
  });

  it('keeps out what a pattern of the user names, whatever a .gitignore brings back', () => {
    const ignored = new Ignored(['**/vendor']);
    ignored.add('', '!vendor\n');
    assert.equal(ignored.has('drivers/vendor', true), true);
  });

  it('is not told by a .gitignore that leaves out the tree itself', () => {
    const ignored = new Ignored();
    ignored.add('', '*.mod.c\n/*\n!/debian/\n');
    assert.equal(ignored.has('drivers', true), false);
    assert.equal(ignored.has('drivers/a.c', false), false);
  });

  it('never concerns what lies outside the tree', () => {
    assert.equal(new Ignored(['*']).has('../other/a.c', false), false);
  });
});

describe('a scan of a tree with .gitignore files', () => {
  let backend: SyntaxBackend;
  before(async () => {
    backend = await loadParser();
  });
  const tree = () =>
    temporaryTree({
      Makefile: MAKEFILE,
      '.gitignore': '/out/\n*.mod.c\n',
      'a.c': oneSite('a'),
      'a.mod.c': oneSite('generated'),
      'out/b.c': oneSite('copied'),
      'drivers/.gitignore': 'local.c\n',
      'drivers/local.c': oneSite('local'),
      'drivers/deep/local.c': oneSite('deep'),
      'drivers/deep/x.mod.c': oneSite('deeper'),
      'drivers/deep/x.c': oneSite('x'),
    });
  const files = async (root: string, more: Partial<ScanRequest> = {}) => {
    const request = { root, top: root, release: NEWEST_RELEASE, ...more };
    return (await scan(request, backend)).sites.map(({ file }) => file);
  };

  it('leaves out what git does', async () => {
    assert.deepEqual(await files(tree()), ['a.c', 'drivers/deep/x.c']);
  });

  it('knows the files above the folder it is asked for', async () => {
    const top = tree();
    assert.deepEqual(await files(join(top, 'drivers/deep'), { top }), ['x.c']);
    assert.deepEqual(await files(top, { folder: 'drivers/deep' }), ['drivers/deep/x.c']);
  });

  it('takes a file that is named, ignored or not', async () => {
    assert.deepEqual(await files(tree(), { files: ['a.mod.c'] }), ['a.mod.c']);
  });

  it('looks at all of them when told so, but for what the user leaves out', async () => {
    const all = await files(tree(), {
      ignoreFiles: false,
      exclude: ['out', '/drivers/deep/*.mod.c'],
    });
    assert.deepEqual(all, [
      ...['a.c', 'a.mod.c', 'drivers/local.c', 'drivers/deep/local.c', 'drivers/deep/x.c'],
    ]);
  });

  it('lists the same for several processes', async () => {
    const root = tree();
    const request = { root, top: root, release: NEWEST_RELEASE };
    const { sites } = await scanParallel(request, 2);
    assert.deepEqual(
      sites.map(({ file }) => file),
      await files(root),
    );
  });
});
