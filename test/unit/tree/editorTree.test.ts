import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { NEWEST_RELEASE } from '../../../src/kernel';
import type { Entry } from '../../../src/tree/listSources';
import { loadParser } from '../../../src/tree/parser';
import { scan } from '../../../src/tree/scan';
import type {
  FromService,
  Granted,
  ToService,
  TreeInput,
  Wish,
} from '../../../src/tree/service/messages';
import { Service } from '../../../src/tree/service/service';
import { MAKEFILE, oneSite, temporaryTree } from './temporaryTree';

const helper = 'void drop(struct page **pages)\n{\n\tunpin_user_pages(pages, 4);\n}\n';
const caller =
  '#include "x.h"\nint take(void)\n{\n\tstruct page *pages[4];\n' +
  '\tif (pin_user_pages_fast(0, 4, 0, pages) != 4)\n\t\treturn -1;\n\tdrop(pages);\n\treturn 0;\n}\n';
const files = {
  Makefile: MAKEFILE,
  '.gitignore': '*.mod.c\n',
  'drivers/x/take.c': caller,
  'drivers/x/x.h': 'void drop(struct page **pages);\n',
  'drivers/x/drop.c': helper,
  'drivers/x/gone.mod.c': oneSite('gone'),
  'drivers/x/binary.c': '\0 get_user_pages',
  'drivers/x/deep/a.c': oneSite('a'),
  'tools/t.c': oneSite('t'),
};

const request: TreeInput = {
  ...{ release: NEWEST_RELEASE, exclude: [], ignoreFiles: true },
  overlay: { 'drivers/x/deep/a.c': oneSite('patched') },
};

/** Plays the editor: answers what the service wishes from a folder on disk. */
function grant(root: string, wish: Wish): Granted {
  if (wish.kind === 'files') {
    return {
      files: wish.paths.map((path) => {
        try {
          return readFileSync(join(root, path));
        } catch {
          return null;
        }
      }),
    };
  }
  const entries = readdirSync(join(root, wish.folder), { withFileTypes: true });
  const named = entries.map((entry): Entry => ({
    name: entry.name,
    kind: entry.isDirectory() ? 'folder' : 'file',
  }));
  return { entries: named.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Sends one order and gives what the service says until it is done, the editor answering. */
function converse(
  order: Extract<ToService, { kind: 'scan' }>,
  root: string,
  stopAt?: (message: FromService) => boolean,
): Promise<FromService[]> {
  const said: FromService[] = [];
  return new Promise((resolve) => {
    const service = new Service(loadParser(), {
      reply: (message) => {
        said.push(message);
        if (stopAt?.(message)) {
          service.receive({ kind: 'cancel', id: order.id });
          setTimeout(() => {
            resolve(said);
          }, 50);
        }
        if (message.kind === 'wish') {
          const granted = grant(root, message.what);
          service.receive({ kind: 'granted', id: message.id, wish: message.wish, granted });
        } else if (message.kind !== 'progress') resolve(said);
      },
      disk: null,
      turn: () => new Promise((turned) => setImmediate(turned)),
      complain: assert.fail,
    });
    service.receive(order);
  });
}

describe('a tree that only the editor can read', () => {
  it('gives the same result as on a disk', async () => {
    const root = temporaryTree(files);
    const said = await converse({ kind: 'scan', id: 7, input: request }, root);
    const answer = said.at(-1);
    assert.ok(answer?.kind === 'scan' && answer.id === 7);
    const disk = await scan({ root, top: root, ...request }, await loadParser());
    const { stats, ...records } = answer.result;
    const { stats: diskStats, ...diskRecords } = disk;
    assert.deepEqual(records, diskRecords);
    assert.deepEqual({ ...stats, milliseconds: 0 }, { ...diskStats, milliseconds: 0 });
    const site = records.sites.find(({ file }) => file === 'drivers/x/take.c');
    assert.equal(site?.releases[0]?.file, 'drivers/x/drop.c');
  });

  it('asks for nothing more once it is cancelled', async () => {
    const root = temporaryTree(files);
    const isFiles = (message: FromService) =>
      message.kind === 'wish' && message.what.kind === 'files' && message.what.paths.length > 1;
    const said = await converse({ kind: 'scan', id: 7, input: request }, root, isFiles);
    const last = said.at(-1);
    assert.ok(last?.kind === 'wish' || last?.kind === 'progress', last?.kind);
  });

  it('names what the editor cannot read and goes on', async () => {
    const root = temporaryTree({ Makefile: MAKEFILE, 'a.c': oneSite('a'), 'd/b.c': oneSite('b') });
    symlinkSync('nowhere.c', join(root, 'gone.c'));
    symlinkSync('nowhere', join(root, 'd/gone'));
    const said = await converse({ kind: 'scan', id: 1, input: request }, root);
    const answer = said.at(-1);
    assert.ok(answer?.kind === 'scan');
    assert.deepEqual(
      answer.result.sites.map(({ file }) => file),
      ['a.c', 'd/b.c', 'drivers/x/deep/a.c'],
    );
    assert.deepEqual(answer.result.skipped, [{ file: 'gone.c', why: 'the editor cannot read it' }]);
  });
});
