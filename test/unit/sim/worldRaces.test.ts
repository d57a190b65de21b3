import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  checkInvariants,
  interleave,
  parseScenario,
  profileNamed,
  Session,
} from '../../../src/sim';
import { stepsOf } from '../../../src/sim';
import type { ScenarioStep } from '../../../src/sim';

const KERNELS = ['proposal-2019', '5.11', '6.1', '6.12'];

/** What the rest of the world may do to the memory while it is used. */
const world: readonly object[] = [
  { op: 'madvise', region: 'a', advice: 'PAGEOUT' },
  { op: 'madvise', region: 'a', advice: 'DONTNEED' },
  { op: 'madvise', region: 'a', advice: 'FREE' },
  { op: 'migrate', region: 'a', page: 0 },
  { op: 'ksm', action: 'merge' },
  { op: 'munmap', region: 'a' },
  { op: 'mprotect', region: 'a', prot: 'r' },
  { op: 'file', kind: 'ext2', action: 'fsync' },
  { op: 'file', kind: 'ext2', action: 'truncate', page: 0 },
  { op: 'file', kind: 'memfd', action: 'punch', page: 0, pages: 1 },
];
const uses: readonly object[] = [
  { op: 'touch', region: 'a', mode: 'w' },
  { op: 'touch', region: 'a', mode: 'r', proc: 'p1' },
  { op: 'gup', fn: 'pin_user_pages_fast', region: 'a', nr: 2, flags: ['WRITE'], handle: 'h' },
  { op: 'gup', fn: 'pin_user_pages', region: 'a', nr: 2, flags: ['LONGTERM'], handle: 'h' },
  { op: 'mem_write', region: 'a', value: 3 },
];
const backings: readonly object[] = [
  { kind: 'anon' },
  { kind: 'memfd', share: 'shared' },
  { kind: 'ext2', share: 'shared' },
];

const begin = (backing: object): object[] => [
  { op: 'mmap', region: 'a', pages: 2, ...backing },
  { op: 'madvise', region: 'a', advice: 'MERGEABLE' },
  { op: 'touch', region: 'a', page: 0, mode: 'w' },
  { op: 'touch', region: 'a', page: 1, mode: 'w' },
  { op: 'fork', child: 'p1' },
];
const swappedOut = { op: 'madvise', region: 'a', advice: 'PAGEOUT' };

const parse = (steps: readonly object[]): readonly ScenarioStep[] =>
  parseScenario({ name: 'race', topic: 'race', summary: '', boot: 'movable', steps }).steps;

describe('reclaim, migration, merging and truncation beside users of the memory', () => {
  for (const kernel of KERNELS)
    it(`${kernel}: any interleaving leaves the counts right`, () => {
      const profile = profileNamed(kernel);
      assert.ok(profile);
      const pick = fc.integer({ min: 0, max: 1 << 20 });
      const race = (turns: readonly number[], out: boolean, choice: readonly number[]): void => {
        const [backing, first, second] = [backings, world, uses].map(
          (list, i) => list[choice[i] % list.length],
        );
        const setup = out ? [...begin(backing), swappedOut] : begin(backing);
        const steps = parse([...setup, first, second]);
        const session = new Session(profile, 'movable');
        for (const step of steps.slice(0, -2)) session.machine.run(stepsOf(session, step));
        let turn = 0;
        interleave(
          session,
          steps.slice(-2),
          (ready) => ready[turns[turn++ % turns.length] % ready.length],
        );
        assert.equal(checkInvariants(session), null);
      };
      fc.assert(
        fc.property(
          fc.array(pick, { minLength: 5, maxLength: 60 }),
          fc.boolean(),
          fc.tuple(pick, pick, pick),
          race,
        ),
        { numRuns: 300 },
      );
    });

  it('of two faults on one swap slot the slower one gives its page back', () => {
    const profile = profileNamed('6.12');
    assert.ok(profile);
    const touch = { op: 'touch', region: 'a', mode: 'r' };
    const map = { op: 'mmap', region: 'a', kind: 'anon', pages: 2 };
    const steps = parse([map, { ...touch, mode: 'w' }, swappedOut, touch, touch]);
    const session = new Session(profile, 'default');
    for (const step of steps.slice(0, 3)) session.machine.run(stepsOf(session, step));
    let turn = 0;
    const { outcomes, moves } = interleave(
      session,
      steps.slice(3),
      (ready) => ready[turn++ % ready.length],
    );
    assert.deepEqual(outcomes, [
      { rc: 0, value: 65 },
      { rc: 0, value: 65 },
    ]);
    assert.ok(moves.some(({ step }) => step?.text === 'somebody else was faster'));
    assert.equal(checkInvariants(session), null);
  });
});
