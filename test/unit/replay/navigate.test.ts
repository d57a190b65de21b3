import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  back,
  into,
  nextChange,
  out,
  over,
  previousChange,
  stackAt,
} from '../../../src/replay/navigate';
import type { Step } from '../../../src/replay/recording';

function step(depth: number, changes = false): Step {
  const rows = changes ? [{ row: 0, before: null, after: null }] : [];
  return {
    depth,
    origin: 0,
    name: 'f',
    say: '',
    rows,
    counters: {},
    handles: [],
    result: null,
    warns: 0,
  };
}

/** A scenario step that calls one function, which calls another twice; then a second step. */
const steps = [step(0), step(1), step(2, true), step(2), step(1), step(0, true)];

describe('stepping', () => {
  it('goes into calls, over them and out of them', () => {
    assert.equal(into(steps, 2), 3);
    assert.equal(over(steps, 2), 5);
    assert.equal(over(steps, 3), 4);
    assert.equal(out(steps, 3), 5);
    assert.equal(out(steps, 2), 6);
    assert.equal(over(steps, 1), 6);
  });

  it('stays within the run at both ends', () => {
    assert.equal(into(steps, 6), 6);
    assert.equal(over(steps, 6), 6);
    assert.equal(back(steps, 0), 0);
    assert.equal(out(steps, 6), 6);
  });

  it('jumps from change to change, and stays where there is none', () => {
    assert.equal(nextChange(steps, 0), 3);
    assert.equal(nextChange(steps, 3), 6);
    assert.equal(nextChange(steps, 6), 6);
    assert.equal(previousChange(steps, 6), 3);
    assert.equal(previousChange(steps, 3), 0);
  });

  it('shows the calls around a step, outermost first', () => {
    assert.deepEqual(stackAt(steps, 4), [1, 2, 4]);
    assert.deepEqual(stackAt(steps, 5), [1, 5]);
    assert.deepEqual(stackAt(steps, 0), []);
  });

  it('always comes to the end, whichever key is held down', () => {
    const runs = fc.array(
      fc.nat(4).map((depth) => step(depth)),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(runs, fc.constantFrom(into, over, out), (run, move) => {
        let position = 0;
        for (let presses = 0; presses <= run.length; presses++) position = move(run, position);
        assert.equal(position, run.length);
      }),
    );
  });
});
