import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  checkInvariants,
  checkScenario,
  PROFILES,
  runScenario,
  ScenarioRunner,
  Session,
  stepsOf,
} from '../../../src/sim';
import type { Profile, Scenario } from '../../../src/sim';
import { fits, randomScenario } from './randomScenario';

const counted = PROFILES.filter((profile) => profile.pins.takesReferences && profile.mmu);
const few = { numRuns: 60 };

/** Runs a scenario and checks the counts after every step. */
function runChecked(scenario: Scenario, profile: Profile): void {
  const s = new Session(profile, scenario.boot);
  for (const [i, step] of scenario.steps.entries()) {
    s.machine.run(stepsOf(s, step));
    const broken = checkInvariants(s);
    assert.equal(broken, null, `step ${String(i)} ${JSON.stringify(step)}`);
  }
}

/** Every count of every page that is in use. */
const counts = (s: Session): string => {
  const { refcount, pincount, mapcount, flags } = s.machine.frames;
  const end = Math.max(...s.machine.world.areas.map((area) => area.wilderness));
  const rows: string[] = [];
  for (let page = 0; page < end; page++)
    if (flags[page] !== 0 && refcount[page] !== 0)
      rows.push([page, refcount[page], pincount[page], mapcount[page]].join(' '));
  return rows.join('\n');
};

for (const profile of counted)
  describe(`random scenarios on ${profile.name}`, () => {
    it('are well-formed and keep the counts equal to their holders', () => {
      fc.assert(
        fc.property(randomScenario(profile), (scenario) => {
          assert.equal(checkScenario(scenario), null);
          runChecked(scenario, profile);
        }),
        few,
      );
    });

    it('come out the same step by step and straight through', () => {
      fc.assert(
        fc.property(randomScenario(profile), (scenario) => {
          const runner = new ScenarioRunner(scenario, profile);
          while (runner.next() !== null);
          assert.deepEqual(runner.trace, runScenario(scenario, profile).steps);
        }),
        { numRuns: 25 },
      );
    });

    it('go on from a snapshot exactly as they did before', () => {
      fc.assert(
        fc.property(randomScenario(profile), fc.nat(), (scenario, at) => {
          const s = new Session(profile, scenario.boot);
          const split = at % scenario.steps.length;
          const run = (from: number, to: number): void => {
            for (const step of scenario.steps.slice(from, to)) s.machine.run(stepsOf(s, step));
          };
          run(0, split);
          const snapshot = s.snapshot();
          const before = counts(s);
          run(split, scenario.steps.length);
          const end = counts(s);
          s.restore(snapshot);
          assert.equal(counts(s), before);
          run(split, scenario.steps.length);
          assert.equal(counts(s), end);
        }),
        { numRuns: 25 },
      );
    });

    it('restore every count when resident pages are acquired and released', () => {
      const calls = Object.entries(profile.entryPoints).filter(
        ([fn, entry]) => !entry.remote && fn.includes('_pages'),
      );
      fc.assert(
        fc.property(
          randomScenario(profile),
          fc.constantFrom(...calls),
          fc.integer({ min: 1, max: 4 }),
          (scenario, [fn, { kind }], nr) => {
            const s = new Session(profile, scenario.boot);
            const run = (...steps: Scenario['steps']): void => {
              for (const step of steps) s.machine.run(stepsOf(s, step));
            };
            run(...scenario.steps, { op: 'mmap', region: 'x', kind: 'anon', pages: 4 });
            for (let page = 0; page < 4; page++)
              run({ op: 'touch', region: 'x', page, mode: 'w', value: page });
            const before = counts(s);
            run({ op: 'gup', fn, region: 'x', page: 0, nr, flags: ['WRITE'], handle: 'hx' });
            assert.notEqual(counts(s), before);
            const how = Object.keys(profile.releases).find((name) => fits(name, kind));
            run({ op: 'release', handle: 'hx', how: how ?? '' });
            assert.equal(counts(s), before);
          },
        ),
        { numRuns: 25 },
      );
    });
  });

describe('a runner', () => {
  it('goes back one kernel function at a time and sees what it saw before', () => {
    const [profile] = counted.slice(-1);
    fc.assert(
      fc.property(randomScenario(profile), (scenario) => {
        const runner = new ScenarioRunner(scenario, profile);
        const seen: string[] = [JSON.stringify(runner.observe())];
        while (runner.next() !== null) seen.push(JSON.stringify(runner.observe()));
        for (let i = seen.length - 2; i >= Math.max(0, seen.length - 12); i--) {
          assert.ok(runner.back());
          assert.equal(JSON.stringify(runner.observe()), seen[i]);
        }
      }),
      { numRuns: 15 },
    );
  });
});
