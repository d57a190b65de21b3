import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neighbour } from '../../../src/extension/navigation/neighbours';

const places = [
  { path: '/a.c', line: 3, column: 1 },
  { path: '/a.c', line: 3, column: 9 },
  { path: '/b.c', line: 1, column: 1 },
];

describe('the neighbour of a place', () => {
  it('is the first one behind it or before it', () => {
    assert.equal(neighbour(places, { path: '/a.c', line: 3, column: 1 }, 'next'), 1);
    assert.equal(neighbour(places, { path: '/a.c', line: 9, column: 1 }, 'next'), 2);
    assert.equal(neighbour(places, { path: '/a.c', line: 3, column: 9 }, 'previous'), 0);
    assert.equal(neighbour(places, { path: '/aa.c', line: 1, column: 1 }, 'previous'), 1);
  });

  it('goes round at either end', () => {
    assert.equal(neighbour(places, { path: '/b.c', line: 1, column: 1 }, 'next'), 0);
    assert.equal(neighbour(places, { path: '/a.c', line: 1, column: 1 }, 'previous'), 2);
  });

  it('is the first or last without a place, and none in an empty list', () => {
    assert.equal(neighbour(places, null, 'next'), 0);
    assert.equal(neighbour(places, null, 'previous'), 2);
    assert.equal(neighbour([], null, 'next'), null);
  });
});
