import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { excludedInTree } from '../../../src/extension/excluded';

const tree = '/home/me/linux';

describe('files.exclude, as patterns of a tree', () => {
  const patterns = (exclude: Record<string, unknown>, folder = tree) =>
    excludedInTree(exclude, { folder, tree });

  it('takes what is on', () => {
    const exclude = { '**/.git': true, '**/*.orig': false, '**/*.js': { when: '$(basename).ts' } };
    assert.deepEqual(patterns(exclude), ['**/.git']);
  });

  it('holds a pattern without **/ to the folder it is made for', () => {
    assert.deepEqual(patterns({ build: true, 'drivers/*.mod.c': true }), [
      ...['/build', '/drivers/*.mod.c'],
    ]);
    assert.deepEqual(patterns({ build: true }, `${tree}/drivers`), ['/drivers/build']);
    assert.deepEqual(patterns({ 'linux/out': true, other: true }, '/home/me'), ['/out']);
  });

  it('spells out alternatives', () => {
    assert.deepEqual(patterns({ '**/*.{o,mod.{c,o}}': true }), [
      ...['**/*.o', '**/*.mod.c', '**/*.o', '**/*.mod.o'],
    ]);
    assert.deepEqual(patterns({ '**/{': true }), ['**/{']);
  });
});
