import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { GALLERY } from '../../../src/replay/galleryNames';
import { planOfScenario } from '../../../src/replay/plan';
import { readScenario, writeScenario } from '../../../src/replay/readScenario';
import { KERNELS, record } from '../../../src/replay/record';
import { Replay } from '../../../src/replay/replay';
import type { ScenarioText } from '../../../src/replay/scenarioText';

const FOLDER = 'media/gallery';

function scenarioIn(file: string): ScenarioText {
  const scenario = readScenario(readFileSync(join(FOLDER, file), 'utf8'));
  if ('problem' in scenario) throw new Error(`${file}: ${scenario.problem}`);
  return scenario;
}

function run(name: string, kernel: string): Replay {
  const scenario = scenarioIn(`${name}.json`);
  const replay = new Replay(planOfScenario(scenario), record(scenario, kernel));
  replay.move('toEnd');
  return replay;
}

/** Refcounts at the end of a step of the scenario, by address. */
function countsAfter(replay: Replay, step: number): Record<string, number> {
  replay.seek(replay.chapters[step]?.last ?? 0);
  return Object.fromEntries(
    replay.rows.flatMap((row) => (row?.page == null ? [] : [[row.where, row.page.refcount]])),
  );
}

describe('the gallery', () => {
  it('names every file there is, in their order', () => {
    assert.deepEqual(GALLERY, readdirSync(FOLDER).sort());
  });

  for (const file of readdirSync(FOLDER)) {
    it(`has ${file}, which says what it shows and is written as the panel writes it`, () => {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const scenario = scenarioIn(file);
      assert.equal(`${scenario.name}.json`, file);
      assert.match(scenario.summary, /\.$/);
      assert.deepEqual(readScenario(writeScenario(scenario)), scenario);
      assert.equal(writeScenario(scenario), text);
    });
  }

  it('runs on every kernel that has an MMU', () => {
    for (const file of readdirSync(FOLDER)) {
      for (const kernel of KERNELS.filter((name) => !name.endsWith('nommu'))) {
        const scenario = scenarioIn(file);
        assert.ok(record(scenario, kernel).steps.length > 0, `${file} on ${kernel}`);
      }
    }
  });

  it('shows the zero page whose count overflows on 5.11 and not on 6.5', () => {
    const writes = (kernel: string) =>
      [3, 4].map((step) => run('zero-page-overflow', kernel).chapters[step]?.result);
    assert.deepEqual(writes('5.11'), ['64', '-ENOMEM']);
    assert.deepEqual(writes('6.5'), ['64', '64']);
    assert.ok((countsAfter(run('zero-page-overflow', '5.11'), 3)['p0.buf[0]'] ?? 0) < 0);
  });

  it('leads to the WARN of that overflow by the key for changes', () => {
    const replay = run('zero-page-overflow', '5.11');
    replay.seek(replay.chapters[3]?.last ?? 0);
    replay.move('nextChange');
    assert.deepEqual(replay.current?.warns, ['try_grab_folio: reference count <= 0']);
  });

  it('shows that 4095 pins of a whole 2 MB page fit without a pincount', () => {
    const counts = (kernel: string, step: number) =>
      countsAfter(run('huge-page-limit', kernel), step)['p0.buf[0..511]'];
    assert.equal(counts('proposal-2019', 2), 1 + 512 * 1024);
    assert.equal(counts('proposal-2019', 3), 1 + 4095 * 512 * 1024);
    assert.ok((counts('proposal-2019', 4) ?? 0) < 0);
    assert.equal(counts('6.12', 2), 1 + 512);
    // What stands in for the other pins is a plain reference on every kernel.
    assert.equal(counts('6.12', 5), 1 + 2 * 512);
  });

  it('shows that 1024 gets look like one pin', () => {
    assert.equal(countsAfter(run('get-1024-times', '6.12'), 4)['p0.buf[0]'], 1025);
  });

  it('shows the zero page that vm_insert_page() counts on 6.1 and not on 6.12', () => {
    const after = (kernel: string, step: number) =>
      countsAfter(run('insert-zero-page', kernel), step)['p0.buf[0]'];
    assert.deepEqual([after('6.1', 1), after('6.12', 1)], [1, 0]);
    const shared = (kernel: string) =>
      [5, 6].map((step) => run('insert-zero-page', kernel).chapters[step]?.result);
    assert.deepEqual(shared('6.1'), ['0', '0']);
    assert.deepEqual(shared('6.12'), ['-EINVAL', 'SIGBUS']);
  });

  it('shows the patch of 2019 as it was meant and as it was posted', () => {
    const pinned = (kernel: string) => countsAfter(run('proposal-of-2019', kernel), 2)['p0.buf[0]'];
    assert.deepEqual([pinned('proposal-2019'), pinned('proposal-2019-as-posted')], [1025, 1]);
  });

  it('shows memfd_pin_folios() on pages that nothing maps', () => {
    const replay = run('memfd-pin', '6.12');
    assert.deepEqual(countsAfter(replay, 3), { page1: 1025, page2: 1025 });
    assert.equal(replay.verdict.kind, 'balanced');
    assert.match(run('memfd-pin', '6.1').verdict.text, /Linux 6\.1 has no memfd_pin_folios\(\)/);
  });

  it('shows that fork copies a pinned page and shares one that was gotten', () => {
    assert.equal(countsAfter(run('fork-while-pinned', '6.12'), 3)['p1.buf[0]'], 1);
    assert.equal(countsAfter(run('fork-while-gotten', '6.12'), 3)['p1.buf[0]'], 3);
  });

  it('shows what put_page() leaves of a pin, for ever', () => {
    const replay = run('pin-released-by-put', '6.12');
    assert.equal(countsAfter(replay, 4).page1, 1023);
    assert.equal(replay.verdict.kind, 'under-released');
  });

  it('shows the file mapping that 6.1 pins for long and 6.12 refuses', () => {
    const result = (kernel: string) => run('longterm-file', kernel).chapters[2]?.result;
    assert.deepEqual([result('6.1'), result('6.12')], ['1', '-EFAULT']);
  });
});
