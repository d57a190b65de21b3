import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { SyntaxBackend } from '../../../src/analyzer/syntax/syntaxBackend';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';
import { whyUnreadable } from '../../../src/tree/errors';
import { findKernelTree } from '../../../src/tree/kernelTree';
import { loadParser } from '../../../src/tree/parser';

import { scan } from '../../../src/tree/scan';
import { scanParallel } from '../../../src/tree/scanParallel';
import type { ScanRequest } from '../../../src/tree/scanRequest';
import { scanInProcess } from '../../../src/tree/scanProcess';
import { MAX_SOURCE_BYTES } from '../../../src/tree/sourceRead';
import { MAKEFILE, oneSite, temporaryTree } from './temporaryTree';

const requestFor = (root: string): ScanRequest => ({
  root,
  top: root,
  release: parseRelease('6.12') ?? NEWEST_RELEASE,
});

describe('a scan', () => {
  let backend: SyntaxBackend;
  before(async () => {
    backend = await loadParser();
  });
  const scanned = async (root: string, more: Partial<ScanRequest> = {}) => {
    const result = await scan({ ...requestFor(root), ...more }, backend);
    return {
      ...result,
      places: result.sites.map(
        ({ file, line, column }) => `${file}:${String(line)}:${String(column)}`,
      ),
      names: result.sites.map((site) => site.function),
    };
  };

  it('lists the sites of sources and headers, those of a folder first', async () => {
    const root = temporaryTree({
      Makefile: MAKEFILE,
      'z.c': oneSite('z'),
      'b/y.h': `static inline ${oneSite('y')}`,
      'a/x.c': oneSite('x'),
      'a/notes.txt': oneSite('no'),
      'a/other.c': 'int f(void)\n{\n\treturn 0;\n}\n',
    });
    const { places, stats, skipped } = await scanned(root);
    assert.deepEqual(places, ['z.c:3:9', 'a/x.c:3:9', 'b/y.h:3:9']);
    assert.deepEqual([stats.files, stats.parsed, stats.sites, skipped], [4, 3, 3, []]);
  });

  it('leaves out mm/gup.c, tools/ and hidden folders', async () => {
    const root = temporaryTree({
      'mm/gup.c': oneSite('a'),
      'tools/t.c': oneSite('b'),
      '.git/g.c': oneSite('c'),
      'mm/tools/u.c': oneSite('d'),
    });
    assert.deepEqual((await scanned(root)).names, ['d']);
    const inner = await scanned(join(root, 'mm'), { top: root });
    assert.deepEqual(inner.places, ['tools/u.c:3:9']);
  });

  it('takes what an overlay says instead of the disk', async () => {
    const root = temporaryTree({ 'a.c': oneSite('old'), 'b.c': oneSite('b') });
    const { names } = await scanned(root, { overlay: { 'a.c': oneSite('patched') } });
    assert.deepEqual(names, ['patched', 'b']);
    const added = await scanned(root, { overlay: { 'd/new.c': oneSite('new'), 'x.txt': 'x' } });
    assert.deepEqual(added.places, ['a.c:3:9', 'b.c:3:9', 'd/new.c:3:9']);
  });

  it('names what it cannot analyse and goes on', async () => {
    const root = temporaryTree({
      'binary.c': Buffer.concat([Buffer.from(oneSite('b')), Buffer.from([0, 1, 2])]),
      'empty.c': '',
      'large.c': oneSite('l') + ' '.repeat(MAX_SOURCE_BYTES),
      'large-other.h': ' '.repeat(MAX_SOURCE_BYTES + 1),
      'twenty.c': Buffer.concat([Buffer.alloc(20_000_000, 'x'), Buffer.from('_user_page')]),
      'cut.c': `${oneSite('whole')}int cut(void)\n{\n\tn = pin_user_pages_fast(addr,`,
      'z.c': oneSite('z'),
    });
    const { names, skipped } = await scanned(root);
    assert.deepEqual(names, ['whole', 'z']);
    assert.deepEqual(skipped, [
      { file: 'binary.c', why: 'binary file' },
      { file: 'large.c', why: 'larger than 4 MiB' },
      { file: 'twenty.c', why: 'larger than 4 MiB' },
    ]);
  });

  it('keeps lines and columns right in files that are not UTF-8', async () => {
    const latin = Buffer.from(
      `/* \xfc\n\xe9 */ int f(void)\n{\n\t/* \xff\xfe */ get_dump_page(a);\n}\n`,
      'latin1',
    );
    const root = temporaryTree({ 'latin.c': latin, 'bom.c': `\ufeff${oneSite('bom')}` });
    assert.deepEqual((await scanned(root)).places, ['bom.c:3:9', 'latin.c:4:11']);
  });

  it('follows links only to what lies outside, and each folder once', async () => {
    const outside = temporaryTree({ 'far/o.c': oneSite('outside') });
    const root = temporaryTree({ 'dir/a.c': oneSite('a') });
    symlinkSync('.', join(root, 'loop'));
    symlinkSync('..', join(root, 'dir', 'up'));
    symlinkSync('/', join(root, 'dir', 'everything'));
    symlinkSync('a.c', join(root, 'dir', 'again.c'));
    symlinkSync('nowhere.c', join(root, 'dangling.c'));
    symlinkSync('nowhere', join(root, 'dangling'));
    symlinkSync('self.c', join(root, 'self.c'));
    symlinkSync(join(outside, 'far'), join(root, 'one'));
    symlinkSync(join(outside, 'far'), join(root, 'two'));
    const { places, skipped } = await scanned(root);
    assert.deepEqual(places, ['dir/a.c:3:9', 'one/o.c:3:9']);
    assert.deepEqual(skipped, [
      { file: 'dangling.c', why: 'the symbolic link leads nowhere' },
      { file: 'self.c', why: 'symbolic links form a loop' },
    ]);
  });

  it('passes over folders named like sources, and files that vanish meanwhile', async () => {
    const root = temporaryTree({ 'a.c': oneSite('a'), 'b.c': oneSite('b'), 'c/d.c': oneSite('d') });
    mkdirSync(join(root, 'folder.c'));
    const result = await scan(requestFor(root), backend, {
      onProgress: () => {
        rmSync(join(root, 'b.c'), { force: true });
      },
    });
    assert.deepEqual(
      result.sites.map((site) => site.file),
      ['a.c', 'c/d.c'],
    );
    assert.deepEqual(result.skipped, [{ file: 'b.c', why: 'deleted while scanning' }]);
  });

  it('reports progress and stops when told to', async () => {
    const root = temporaryTree({ 'a.c': oneSite('a'), 'b.c': oneSite('b') });
    const seen: string[] = [];
    const onProgress = (done: number, total: number) => {
      seen.push(`${String(done)} of ${String(total)}`);
    };
    await scan(requestFor(root), backend, { onProgress });
    assert.deepEqual(seen, ['0 of 2', '1 of 2', '2 of 2']);
    const stop = new AbortController();
    const stopped = scan(requestFor(root), backend, {
      signal: stop.signal,
      onProgress: () => {
        stop.abort(new Error('enough'));
      },
    });
    await assert.rejects(stopped, /enough/);
  });

  it('gives the same result in a process of its own, and in several', async () => {
    const files: Record<string, string> = { 'x.c': '\0get_dump_page' };
    for (const file of ['a.c', 'b.c', 'c/d.c', 'c/e.c', 'f.c']) files[file] = oneSite('f');
    const root = temporaryTree(files);
    const here = await scan(requestFor(root), backend);
    for (const there of [
      await scanInProcess(requestFor(root)),
      await scanParallel(requestFor(root), 3),
    ]) {
      assert.deepEqual(
        [there.sites, there.findings, there.skipped],
        [here.sites, here.findings, here.skipped],
      );
      assert.equal(there.stats.files, 6);
    }
  });

  it('ends its process when it is aborted', async () => {
    const root = temporaryTree({ 'a.c': oneSite('a') });
    const stop = new AbortController();
    const running = scanInProcess(requestFor(root), { signal: stop.signal });
    stop.abort(new Error('closed'));
    await assert.rejects(running, /closed/);
    await assert.rejects(
      async () => scanInProcess(requestFor(root), { signal: stop.signal }),
      /closed/,
    );
  });
});

describe('the kernel tree of a path', () => {
  it('is the nearest folder whose Makefile states a release', () => {
    const root = temporaryTree({ Makefile: MAKEFILE, 'mm/Makefile': 'obj-y += gup.o\n' });
    mkdirSync(join(root, 'mm', 'deep'));
    const tree = findKernelTree(join(root, 'mm', 'deep'));
    assert.equal(tree.top, root);
    assert.deepEqual(tree.release, parseRelease('6.12.3'));
  });

  it('is unknown without one, and the newest release is assumed', () => {
    const root = temporaryTree({ 'a.c': '' });
    mkdirSync(join(root, 'Makefile'));
    writeFileSync(join(root, 'other'), MAKEFILE);
    assert.deepEqual(findKernelTree(root), { top: null, release: NEWEST_RELEASE });
  });
});

describe('why a file cannot be read', () => {
  it('is said in words', () => {
    const failed = (code: string) => Object.assign(new Error('x'), { code });
    assert.equal(whyUnreadable(failed('EACCES')), 'permission denied');
    assert.equal(whyUnreadable(failed('EIO')), 'EIO');
    assert.equal(whyUnreadable(new Error('odd')), 'odd');
  });
});
