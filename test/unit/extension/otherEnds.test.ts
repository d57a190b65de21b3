import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Release, Site } from '../../../src/analyzer/records';
import { acquiresBehind, releasesFrom } from '../../../src/extension/navigation/otherEnds';
import { aSite } from '../aSite';

function release(file: string, line: number): Release {
  return { file, line, function: 'g', api: 'unpin_user_pages', on: [] };
}

function site(line: number, releases: readonly Release[]): Site {
  return aSite({ id: String(line), file: 'a.c', line, releases });
}

const sites = [
  site(3, [release('a.c', 9), release('b.c', 2)]),
  site(5, [release('b.c', 2)]),
  site(7, []),
];

describe('the other end of pages', () => {
  it('is each release of the sites on a line', () => {
    assert.deepEqual(releasesFrom(sites, { file: 'a.c', line: 3 }), sites[0].releases);
    assert.deepEqual(releasesFrom(sites, { file: 'a.c', line: 7 }), []);
    assert.deepEqual(releasesFrom(sites, { file: 'b.c', line: 3 }), []);
  });

  it('is named once when two sites of a line share it', () => {
    const two = [site(3, [release('b.c', 2)]), site(3, [release('b.c', 2)])];
    assert.equal(releasesFrom(two, { file: 'a.c', line: 3 }).length, 1);
  });

  it('is every site whose pages a line gives back', () => {
    assert.deepEqual(
      acquiresBehind(sites, { file: 'b.c', line: 2 }).map(({ line }) => line),
      [3, 5],
    );
    assert.deepEqual(acquiresBehind(sites, { file: 'b.c', line: 3 }), []);
  });
});
