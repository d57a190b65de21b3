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
import type { Step, StepKind } from '../../../src/replay/recording';

function step(depth: number, kind: StepKind = 'call', name = 'f', changes = false): Step {
  const rows = changes ? [{ row: 0, before: null, after: null }] : [];
  const say = kind === 'decision' ? `${name} decides` : kind === 'return' ? 'returns 0' : '';
  const none = { counters: {}, handles: [], result: null, warns: [] };
  return { kind, depth, origin: 0, inner: 0, name, say, rows, ...none };
}

/** A scenario step that calls a function, which decides, calls two small ones and returns. */
const steps = [
  step(0, 'call', 'pin'),
  step(1, 'call', 'fast'),
  step(2, 'decision', 'fast'),
  step(2, 'leaf', 'grab', true),
  step(2, 'leaf', 'grab'),
  step(1, 'return', 'fast'),
  step(0, 'return', 'pin', true),
];

describe('stepping', () => {
  it('goes into calls, over them and out of them', () => {
    assert.equal(into(steps, 1), 2);
    assert.equal(over(steps, 2), 6);
    assert.equal(over(steps, 3), 4);
    assert.equal(out(steps, 4), 6);
    assert.equal(over(steps, 1), 7);
    assert.equal(out(steps, 2), 7);
  });

  it('stays within the run at both ends', () => {
    assert.equal(into(steps, 7), 7);
    assert.equal(over(steps, 7), 7);
    assert.equal(out(steps, 7), 7);
    assert.equal(back(steps, 0), 0);
  });

  it('jumps from change to change, and stays where there is none', () => {
    assert.equal(nextChange(steps, 0), 4);
    assert.equal(nextChange(steps, 4), 7);
    assert.equal(nextChange(steps, 7), 7);
    assert.equal(previousChange(steps, 7), 4);
    assert.equal(previousChange(steps, 4), 0);
  });

  it('shows the calls around a step with what each decided last', () => {
    const stack = (position: number) =>
      stackAt(steps, position).map(({ name, say }) => [name, say].join(': '));
    assert.deepEqual(stack(0), []);
    assert.deepEqual(stack(2), ['pin: ', 'fast: ']);
    assert.deepEqual(stack(3), ['pin: ', 'fast: fast decides']);
    assert.deepEqual(stack(5), ['pin: ', 'fast: fast decides', 'grab: ']);
    assert.deepEqual(stack(6), ['pin: ', 'fast: returns 0']);
    assert.deepEqual(stack(7), ['pin: returns 0']);
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
