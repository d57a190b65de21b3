import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PathPart, pathTree } from '../../../src/extension/views/pathTree';

/** `name:depth` of each step, or nothing where it stands is not said. */
const treeOf = (...steps: readonly string[]) =>
  pathTree(
    steps.map((step) => {
      const [name = '', depth] = step.split(':');
      const place = { file: 'a.c', line: 1, message: step };
      return depth === undefined ? place : { ...place, function: name, depth: Number(depth) };
    }),
  );
const written = (parts: readonly PathPart[]): string =>
  parts
    .map((part) =>
      part.kind === 'step' ? String(part.index) : `${part.function}(${written(part.parts)})`,
    )
    .join(' ');

describe('a path by its calls', () => {
  it('is plain where it stays in one function', () => {
    assert.equal(written(treeOf('f:0', 'f:0', 'f:0')), '0 1 2');
    assert.equal(written(treeOf('', '')), '0 1');
    assert.equal(written(treeOf()), '');
  });

  it('has what a call does below the call, each call by itself', () => {
    assert.equal(written(treeOf('f:0', 'g:1', 'g:1', 'f:0', 'g:1')), '0 g(1 2) 3 g(4)');
  });

  it('nests calls in calls, named by the function nearest to the outermost', () => {
    assert.equal(written(treeOf('f:0', 'g:1', 'h:2', 'g:1', 'f:0')), '0 g(1 h(2) 3) 4');
    assert.equal(written(treeOf('h:2', 'g:1', 'f:0')), 'g(h(0) 1) 2');
  });
});
