import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changeWords, countWords } from '../../../src/replay/pageWords';
import { planOfScenario } from '../../../src/replay/plan';
import { KERNELS, record } from '../../../src/replay/record';
import { Replay } from '../../../src/replay/replay';
import type { ScenarioText } from '../../../src/replay/scenarioText';

const scenario = (...steps: ScenarioText['steps']): ScenarioText => ({
  name: 'test',
  topic: 'test',
  summary: '',
  boot: 'default',
  steps,
});
const map = { op: 'mmap', region: 'buf', kind: 'anon', pages: 2 } as const;
const pin = { op: 'gup', fn: 'pin_user_pages_fast', region: 'buf', page: 0, nr: 2 } as const;
const unpin = { op: 'release', handle: 'h', how: 'unpin_user_pages' } as const;
const pinAndUnpin = scenario(map, { ...pin, flags: ['WRITE'], handle: 'h' }, unpin);

const replayOf = (text: ScenarioText, kernel = '6.12'): Replay =>
  new Replay(planOfScenario(text), record(text, kernel));

/** The refcounts in words, by address, of the pages that are mapped or held. */
const counts = (replay: Replay): Record<string, string> =>
  Object.fromEntries(
    replay.rows.flatMap((row) =>
      row?.page == null ? [] : [[row.where, countWords(row.page)] as const],
    ),
  );

const pinned = '1025 = 1 × 1024 + 1';

describe('a recorded run', () => {
  it('shows the counts after each step of the scenario', () => {
    const replay = replayOf(pinAndUnpin);
    const seen = replay.chapters.map((chapter) => {
      replay.seek(chapter.last);
      return counts(replay);
    });
    assert.deepEqual(seen, [
      {},
      { 'p0.buf[0]': pinned, 'p0.buf[1]': pinned },
      { 'p0.buf[0]': '1', 'p0.buf[1]': '1' },
    ]);
  });

  it('names the kernel function behind every change', () => {
    const { recording } = replayOf(pinAndUnpin);
    const grabs = recording.steps.filter((step) => step.name === 'try_grab_folio');
    assert.deepEqual(
      grabs.map((step) => step.rows.map(changeWords)),
      [[`p0.buf[0]: refcount 1 → ${pinned}`], [`p0.buf[1]: refcount 1 → ${pinned}`]],
    );
  });

  it('shows the way down to a decision', () => {
    const replay = replayOf(pinAndUnpin);
    replay.move('nextChange');
    replay.move('nextChange');
    replay.move('nextChange');
    const names = replay.stack.map((frame) => frame.name);
    assert.equal(names.at(-1), 'try_grab_folio');
    assert.ok(names.indexOf('__get_user_pages') < names.indexOf('follow_page_pte'));
  });

  it('keeps in sight a held page that is mapped nowhere, and says when it is freed', () => {
    const unmap = { op: 'munmap', region: 'buf' };
    const replay = replayOf(
      scenario(map, { ...pin, nr: 1, flags: ['WRITE'], handle: 'h' }, unmap, unpin),
    );
    replay.seek(replay.chapters[2]?.last ?? 0);
    const loose = replay.rows.find((row) => row?.where === 'page1');
    assert.equal(loose?.page?.refcount, 1024);
    assert.equal(loose.held, 1);
    replay.move('toEnd');
    assert.equal(replay.rows.find((row) => row?.where === 'page1')?.page?.freed, true);
  });

  it('counts the pins of a huge page on its one row', () => {
    const replay = replayOf(
      scenario(
        { ...map, pages: 512 },
        { op: 'madvise', region: 'buf', advice: 'HUGEPAGE' },
        { op: 'touch', region: 'buf', page: 0, mode: 'w' },
        { ...pin, nr: 3, flags: [], handle: 'h' },
      ),
    );
    replay.move('toEnd');
    assert.deepEqual(counts(replay), { 'p0.buf[0..511]': '4, pincount 3' });
    assert.equal(replay.rows.find((row) => row !== null)?.held, 3);
  });

  it('gives the child of fork rows of its own', () => {
    const touch = { op: 'touch', region: 'buf', page: 0, mode: 'w' };
    const replay = replayOf(scenario(map, touch, { op: 'fork', child: 'p1' }));
    replay.move('toEnd');
    assert.deepEqual(counts(replay), { 'p0.buf[0]': '2', 'p1.buf[0]': '2' });
  });

  it('is the same wherever one comes from', () => {
    const one = replayOf(pinAndUnpin);
    const other = replayOf(pinAndUnpin);
    fc.assert(
      fc.property(fc.array(fc.nat(one.length), { minLength: 1, maxLength: 20 }), (places) => {
        for (const place of places) one.seek(place);
        other.seek(0);
        for (let i = 0; i < one.position; i++) other.move('stepInto');
        const present = (replay: Replay) => replay.rows.map((row) => row ?? null).filter(Boolean);
        assert.deepEqual(present(one), present(other));
      }),
    );
    one.move('toStart');
    assert.deepEqual(
      one.rows.filter((row) => row !== null),
      [],
    );
  });

  it('runs on every kernel, and refuses one that is none', () => {
    for (const kernel of KERNELS) assert.ok(record(pinAndUnpin, kernel).steps.length > 0);
    assert.throws(() => record(pinAndUnpin, '9.9'), /no kernel profile 9\.9/);
  });

  it('says what is wrong with a scenario, and where', () => {
    assert.throws(() => record(scenario(map, { op: 'explode' }), '6.12'), /step 1/);
  });

  it('keeps one step for what nobody asked to look into', () => {
    const { steps } = record(pinAndUnpin, '6.12', { inside: (step) => step === 1 });
    assert.equal(steps.filter((step) => step.origin === 0).length, 1);
    assert.ok(steps.filter((step) => step.origin === 1).length > 10);
  });
});
