import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultChoice, runChoice } from '../../../src/replay/choice';
import type { MemoryKind } from '../../../src/replay/memory';
import { KERNELS } from '../../../src/replay/record';
import type { WhatIf, WhatIfKind } from '../../../src/replay/whatIf';
import { whatIfsFor } from '../../../src/replay/whatIf';
import { subject } from './subjects';

/** The path of the sample that pins four pages in line 20 and unpins them in line 30. */
function run(memory: MemoryKind, kernel: string, whatIfs: readonly WhatIf[]) {
  const choice = { ...defaultChoice(subject), memory, kernel, pages: 4, whatIfs };
  const replay = runChoice(subject, choice);
  assert.ok(replay);
  return replay;
}

/** Places of the path, as a user comes to them by stepping. */
const PLACES = ['before the acquire', 'after the acquire', 'after the release'] as const;
type Place = (typeof PLACES)[number];

/** Where an act is put by someone who stands there. */
function stepOf(memory: MemoryKind, place: Place): Pick<WhatIf, 'step' | 'inner'> {
  const replay = run(memory, '6.12', []);
  const acquire = replay.chapters.find(({ title }) => title === 'acquire');
  const release = replay.chapters.find(({ title }) => title === 'release');
  assert.ok(acquire && release);
  const at = {
    'before the acquire': acquire.first - 1,
    'after the acquire': acquire.last,
    'after the release': release.last,
  };
  replay.seek(at[place]);
  return replay.place;
}

function acted(kind: WhatIfKind, place: Place, memory: MemoryKind = 'anon', kernel = '6.12') {
  const replay = run(memory, kernel, [{ kind, page: 2, ...stepOf(memory, place) }]);
  replay.move('toEnd');
  const resultOf = (origin: 'path' | 'whatIf') =>
    replay.chapters.find((chapter) => chapter.origin === origin)?.result;
  return { replay, acquired: resultOf('path'), act: resultOf('whatIf') };
}

describe('what if, at each place of a path', () => {
  it('leaves a path that gives everything back without a fault, whatever happens where', () => {
    for (const memory of ['anon', 'unpopulated', 'file', 'thp', 'shmem', 'remote'] as const) {
      for (const kind of whatIfsFor(memory)) {
        for (const place of PLACES) {
          const { replay } = acted(kind, place, memory);
          const { verdict } = replay;
          assert.ok(
            verdict.kind === 'balanced' || verdict.kind === 'nothing-taken',
            `${memory}, ${kind} ${place}: ${verdict.text}`,
          );
        }
      }
    }
  });

  it('runs on every kernel', () => {
    for (const kernel of KERNELS.filter((name) => /^[\d.]+$/.test(name))) {
      for (const kind of whatIfsFor('anon')) {
        for (const place of PLACES) acted(kind, place, 'anon', kernel);
      }
    }
  });

  it('acts at its place: the steps of the path stand around it', () => {
    for (const place of PLACES) {
      const { replay } = acted('fork', place);
      const order = replay.chapters.filter(({ origin }) => origin !== 'memory');
      const at = order.findIndex(({ origin }) => origin === 'whatIf');
      assert.equal(at, PLACES.indexOf(place), place);
      assert.equal(order[at]?.title, 'What if: The process forks');
    }
  });
});

describe('what if, before the acquire', () => {
  it('a mapping that is gone has nothing to pin', () => {
    const { acquired, replay } = acted('munmap', 'before the acquire');
    assert.equal(acquired, '-EFAULT');
    assert.equal(replay.verdict.text, 'No page was taken.');
  });

  it('a mapping that ends early makes the pin short', () => {
    assert.equal(acted('short', 'before the acquire').acquired, '2');
    assert.equal(acted('short', 'after the acquire').acquired, '4');
  });

  it('a signal ends a pin that has to fault, and no other', () => {
    assert.equal(acted('signal', 'before the acquire', 'unpopulated').acquired, '-EINTR');
    assert.equal(acted('signal', 'before the acquire', 'anon').acquired, '4');
    assert.equal(acted('signal', 'after the acquire', 'unpopulated').acquired, '4');
  });

  it('the pages of a parent are its own again once they are pinned for writing', () => {
    const { replay } = acted('fork', 'before the acquire');
    const labelOf = (where: string) => replay.rows.find((row) => row?.where === where)?.page?.label;
    assert.notEqual(labelOf('p0.buf[0]'), labelOf('p1.buf[0]'));
  });
});

describe('what if, between the acquire and the release', () => {
  it('a pinned page does not migrate; before and after it does', () => {
    assert.equal(acted('migrate', 'after the acquire').act, '1');
    assert.equal(acted('migrate', 'before the acquire').act, '0');
    assert.equal(acted('migrate', 'after the release').act, '0');
  });

  it('a fork copies what is pinned at once, and shares it before and after', () => {
    const shares = (place: Place) => {
      const { replay } = acted('fork', place);
      const name = (where: string) =>
        replay.rows.find((row) => row?.where === where)?.page?.label ?? '';
      return name('p0.buf[0]') === name('p1.buf[0]');
    };
    assert.equal(shares('after the acquire'), false);
    assert.equal(shares('after the release'), true);
  });

  it('pages that are pinned outlive their mapping', () => {
    const { replay } = acted('munmap', 'after the acquire');
    const release = replay.chapters.find(({ title }) => title === 'release');
    replay.seek((release?.first ?? 0) - 1);
    const pages = replay.rows.flatMap((row) => (row?.page == null ? [] : [row.page]));
    assert.equal(pages.length, 4);
    assert.ok(pages.every(({ freed }) => !freed));
  });

  it('a pin of someone else is no leak of the path, and stays', () => {
    for (const place of PLACES) {
      const { replay, act } = acted('second-pin', place);
      assert.equal(act, '4');
      assert.equal(replay.verdict.text, 'Balanced: every page taken was given back.');
      assert.deepEqual(
        replay.held.map(({ held }) => held),
        [4],
        place,
      );
    }
  });
});
