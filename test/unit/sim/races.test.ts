import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  checkInvariants,
  interleave,
  observe,
  profileNamed,
  Session,
  stepsOf,
} from '../../../src/sim';
import type { Observation, Profile, ScenarioStep, Schedule } from '../../../src/sim';

function profileOf(kernel: string): Profile {
  const profile = profileNamed(kernel);
  assert.ok(profile);
  return profile;
}

function sessionAfter(profile: Profile, steps: readonly ScenarioStep[]): Session {
  const s = new Session(profile, 'default');
  for (const step of steps) s.machine.run(stepsOf(s, step));
  return s;
}

/** A schedule out of random numbers. */
function scheduleOf(choices: readonly number[]): Schedule {
  let turn = 0;
  return (ready) => ready[choices[turn++ % choices.length] % ready.length];
}

const choices = fc.array(fc.nat(7), { minLength: 4, maxLength: 60 });

const mapped = (state: Observation, entry: string): string | undefined => {
  const pte = state.ptes[entry];
  return pte === null || pte === 'no-vma' ? undefined : pte.page;
};

const written: readonly ScenarioStep[] = [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 2 },
  { op: 'touch', region: 'a', page: 0, mode: 'w', value: 1 },
  { op: 'touch', region: 'a', page: 1, mode: 'w', value: 2 },
];

const pin: ScenarioStep = {
  op: 'gup',
  fn: 'pin_user_pages_fast',
  region: 'a',
  nr: 2,
  flags: ['WRITE'],
  handle: 'h',
};

describe('fork() against pin_user_pages_fast()', () => {
  /** Runs the race in some order, then lets the parent write. True when pin and process still share the page. */
  function staysCoherent(profile: Profile, schedule: Schedule): boolean {
    const s = sessionAfter(profile, written);
    interleave(s, [{ op: 'fork', child: 'p1' }, pin], schedule);
    assert.equal(checkInvariants(s), null);
    s.machine.run(stepsOf(s, { op: 'touch', region: 'a', page: 0, mode: 'w', value: 3 }));
    const state = observe(s);
    return mapped(state, 'p0.a[0]') === state.handles.h.pages['0'];
  }

  for (const kernel of ['5.11', '6.1', '6.12'])
    it(`never parts a writable pin from its process on ${kernel}`, () => {
      fc.assert(
        fc.property(choices, (order) => {
          assert.ok(staysCoherent(profileOf(kernel), scheduleOf(order)));
        }),
        { numRuns: 80 },
      );
    });

  it('needs write_protect_seq for that: without it some order parts them', () => {
    const unguarded = { ...profileOf('6.12'), usesWriteProtectSeq: false };
    const result = fc.check(
      fc.property(choices, (order) => staysCoherent(unguarded, scheduleOf(order))),
      { numRuns: 3000, seed: 1 },
    );
    assert.equal(result.failed, true);
  });

  it('does so under the proposal of 2019, whose fork() does not look at pins', () => {
    const pinFirst: Schedule = (ready) => ready[ready.length - 1];
    assert.equal(staysCoherent(profileOf('proposal-2019'), pinFirst), false);
  });
});

describe('two faults on one page', () => {
  it('end with one page, however they interleave', () => {
    const touch: ScenarioStep = { op: 'touch', region: 'a', page: 0, mode: 'w', value: 5 };
    fc.assert(
      fc.property(choices, (order) => {
        const s = sessionAfter(profileOf('6.12'), [
          { op: 'mmap', region: 'a', kind: 'anon', pages: 1 },
        ]);
        const { outcomes } = interleave(s, [touch, touch], scheduleOf(order));
        assert.deepEqual(outcomes, [{ rc: 0 }, { rc: 0 }]);
        assert.equal(checkInvariants(s), null);
      }),
      { numRuns: 60 },
    );
  });
});

describe('munmap() against a pin', () => {
  it('leaves the pinned pages to the pin, or nothing to pin', () => {
    fc.assert(
      fc.property(
        choices,
        fc.constantFrom('pin_user_pages', 'pin_user_pages_fast'),
        (order, fn) => {
          const s = sessionAfter(profileOf('6.12'), written);
          const steps: ScenarioStep[] = [
            { op: 'munmap', region: 'a' },
            { ...pin, fn },
          ];
          const { outcomes } = interleave(s, steps, scheduleOf(order));
          assert.equal(checkInvariants(s), null);
          assert.ok([1, 2, '-EFAULT'].includes(outcomes[1].rc), String(outcomes[1].rc));
        },
      ),
      { numRuns: 80 },
    );
  });
});
