import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  blindSpots,
  damagedSpot,
  siteSpot,
  skippedSpot,
} from '../../../src/extension/views/blindSpots';
import { aSite } from '../aSite';

const at = (file: string, line: number, notFollowed: string | null) =>
  siteSpot(aSite({ file, line, notFollowed }));

describe('what could not be analysed', () => {
  it('is listed by reason, files and functions before sites, the most frequent first', () => {
    const files = [
      { file: 'b.c', why: 'is larger than 4 MB' },
      { file: 'a.c', why: 'cannot be read: EACCES' },
      { file: 'a.h', why: 'is larger than 4 MB' },
    ].map(skippedSpot);
    const functions = [
      { file: 'e.c', line: 7, function: 'late' },
      { file: 'e.c', line: 2, function: 'early' },
    ].map(damagedSpot);
    const sites = [
      at('z.c', 9, 'kept in struct buf.pages; released in another file'),
      at('d.c', 3, 'handed to send() in line 12'),
      at('d.c', 1, 'handed to queue() in line 4'),
    ].filter((spot) => spot !== null);
    const groups = blindSpots(files, functions, sites).map(({ kind, reason, spots }) => [
      kind,
      reason,
      ...spots.map(({ file, line }) => (line === null ? file : `${file}:${String(line)}`)),
    ]);
    assert.deepEqual(groups, [
      ['files', 'is larger than 4 MB', 'a.h', 'b.c'],
      ['files', 'cannot be read: EACCES', 'a.c'],
      ['functions', 'could not be read whole', 'e.c:2', 'e.c:7'],
      ['sites', 'handed to a function that is not followed', 'd.c:1', 'd.c:3'],
      ['sites', 'released in another file', 'z.c:9'],
    ]);
  });

  it('is nothing where all pages were followed', () => {
    assert.equal(at('a.c', 1, null), null);
    assert.deepEqual(blindSpots([], [], []), []);
  });
});
