import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { GALLERY } from '../../../src/replay/galleryNames';
import { planOfScenario } from '../../../src/replay/plan';
import { readScenario, writeScenario } from '../../../src/replay/program';
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
    const last = (kernel: string) => run('zero-page-overflow', kernel).chapters[7]?.result;
    assert.deepEqual([last('5.11'), last('6.5')], ['-ENOMEM', '1']);
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
