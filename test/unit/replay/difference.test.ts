import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { align } from '../../../src/replay/align';
import type { Choice } from '../../../src/replay/choice';
import { defaultChoice, runChoice } from '../../../src/replay/choice';
import { firstDifference } from '../../../src/replay/difference';
import type { Replay } from '../../../src/replay/replay';
import { exit, pathOf, subject, unpin } from './subjects';

function run(change: Partial<Choice>): Replay {
  const replay = runChoice(subject, { ...defaultChoice(subject), ...change });
  return replay ?? assert.fail();
}

function inOneGo<T>(parts: Generator<undefined, T, undefined>): T {
  for (let part = parts.next(); ; part = parts.next()) if (part.done === true) return part.value;
}

function difference(left: Replay, right: Replay): number | null {
  return inOneGo(firstDifference(left, right, inOneGo(align(left, right))));
}

describe('the first difference of two runs', () => {
  it('is nowhere between a run and itself', () => {
    assert.equal(difference(run({}), run({})), null);
  });

  it('is nowhere between kernels that go another way to the same end', () => {
    const [left, right] = [run({ kernel: '6.1' }), run({ kernel: '6.12' })];
    const names = (replay: Replay) => replay.recording.steps.map(({ name }) => name);
    assert.notDeepEqual(names(left), names(right));
    assert.equal(difference(left, right), null);
  });

  it('is the step that changes a page on one side only', () => {
    // Without FOLL_WRITE the zero page itself is pinned: 5.11 counts that, 6.12 does not.
    const of = { ...subject, site: { ...subject.site, flags: [] } };
    const [left, right] = ['5.11', '6.12'].map((kernel) =>
      runChoice(of, { ...defaultChoice(of), memory: 'zero-page', kernel }),
    );
    assert.ok(left && right);
    const at = difference(left, right) ?? assert.fail();
    const { name, rows } = left.recording.steps[at - 1] ?? assert.fail();
    assert.match(name, /^try_grab/);
    assert.ok(rows.length > 0);
  });

  it('lies in the memory before the path where that is another', () => {
    const left = run({ memory: 'anon' });
    assert.equal(difference(left, run({ memory: 'zero-page' })), left.beginning);
  });

  it('is the stop that only one of two paths has', () => {
    const paths = [
      pathOf('releases', 'all', [
        [20, 'acquire'],
        [30, unpin],
        [31, exit],
      ]),
      pathOf('leaks', 'all', [
        [20, 'acquire'],
        [31, exit],
      ]),
    ];
    const of = { ...subject, paths };
    const [left, right] = ['releases', 'leaks'].map(
      (path) => runChoice(of, { ...defaultChoice(of), path }) ?? assert.fail(),
    );
    assert.ok(left && right);
    left.seek(difference(left, right) ?? assert.fail());
    assert.equal(left.source?.line, 30);
  });
});
