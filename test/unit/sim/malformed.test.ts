import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  checkScenario,
  parseScenario,
  profileNamed,
  runScenario,
  ScenarioError,
} from '../../../src/sim';
import { recordedScenarios } from './recorded';

const scenario = (...steps: unknown[]): unknown => ({
  name: 'x',
  topic: 'x',
  summary: '',
  boot: 'default',
  steps: [{ op: 'mmap', region: 'a', kind: 'anon', pages: 2 }, ...steps],
});

/** What is wrong, and the error that says so. */
const wrong: readonly (readonly [string, unknown, RegExp])[] = [
  [
    'an unknown op',
    scenario({ op: 'frobnicate' }),
    /^step 1 \(frobnicate\): unknown op "frobnicate"/,
  ],
  ['no op', scenario({}), /^step 1 \(no op\): unknown op/],
  ['a step that is no object', scenario(7), /^step 1: must be an object$/],
  [
    'an unknown region',
    scenario({ op: 'touch', region: 'b', mode: 'r' }),
    /^step 1 \(touch\): there is no region b$/,
  ],
  [
    'a page out of range',
    scenario({ op: 'touch', region: 'a', page: 2, mode: 'r' }),
    /^step 1 \(touch\): page 2 is outside region a, which has 2 pages$/,
  ],
  [
    'an unknown flag',
    scenario({ op: 'gup', fn: 'get_user_pages', region: 'a', flags: ['WIRTE'], handle: 'h' }),
    /^step 1 \(gup\): field flags must be one of .*, not "WIRTE"/,
  ],
  [
    'an unknown function',
    scenario({ op: 'gup', fn: 'grab_user_pages', region: 'a', handle: 'h' }),
    /^step 1 \(gup\): field fn must be one of /,
  ],
  [
    'a wrong type',
    scenario({ op: 'touch', region: 'a', page: '0', mode: 'r' }),
    /^step 1 \(touch\): field page must be a whole number of pages, 0 or more, not "0"$/,
  ],
  [
    'a field that is missing',
    scenario({ op: 'gup', fn: 'get_user_pages', region: 'a' }),
    /^step 1 \(gup\): field handle is missing$/,
  ],
  ['a field too many', scenario({ op: 'exit', code: 1 }), /^step 1 \(exit\): unknown field code$/],
  [
    'a process that is its own parent',
    scenario({ op: 'fork', proc: 'p1', child: 'p1' }),
    /^step 1 \(fork\): there is no process p1/,
  ],
  [
    'processes that fork each other',
    scenario({ op: 'fork', child: 'p1' }, { op: 'fork', proc: 'p1', child: 'p0' }),
    /^step 2 \(fork\): process p0 exists already/,
  ],
  [
    'a process that is gone',
    scenario(
      { op: 'fork', child: 'p1' },
      { op: 'exit', proc: 'p1' },
      { op: 'touch', proc: 'p1', region: 'a', mode: 'r' },
    ),
    /^step 3 \(touch\): there is no process p1 \(any more\)$/,
  ],
  [
    'a region twice',
    scenario({ op: 'mmap', region: 'a', kind: 'anon' }),
    /region a exists already$/,
  ],
  [
    'pages inserted into a mapping that is no device',
    scenario({ op: 'insert', fn: 'vm_insert_page', region: 'a', src: [0] }),
    /^step 1 \(insert\): region a is of kind anon: only a device inserts pages$/,
  ],
  ['no steps', { name: 'x', boot: 'default' }, /^field steps must be a list$/],
  ['an unknown boot', { name: 'x', boot: 'warm', steps: [] }, /^field boot must be one of /],
  ['no object', [], /^a scenario must be an object$/],
];

describe('a malformed scenario gets one error that names the step', () => {
  for (const [what, json, message] of wrong)
    it(what, () => {
      assert.throws(
        () => parseScenario(json),
        (error: unknown) => {
          assert.ok(error instanceof ScenarioError);
          assert.match(error.message, message);
          return true;
        },
      );
    });

  it('anything at all is either accepted or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const problem = checkScenario(scenario(json));
        assert.ok(problem === null || problem.startsWith('step 1'), problem ?? '');
      }),
    );
  });

  it('a recorded scenario with one field changed is refused at a step, or runs', () => {
    const recorded = recordedScenarios();
    const profile = profileNamed('6.12');
    assert.ok(profile);
    const junk = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom(0, 1, 2, 511, 512, 4096, -1, 'zero', 'a', 'p1', 'h', 'hugetlb', 'device'),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), junk, (which, at, field, value) => {
        const steps = structuredClone(recorded[which % recorded.length].steps);
        const step = steps[at % steps.length];
        const keys = Object.keys(step);
        const changed = { ...step, [keys[field % keys.length]]: value };
        const json = {
          ...recorded[which % recorded.length],
          steps: steps.map((other) => (other === step ? changed : other)),
        };
        try {
          runScenario(parseScenario(json), profile);
        } catch (error) {
          assert.ok(error instanceof ScenarioError, String(error));
          assert.match(error.message, /^step \d+ \(/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a step that the kernel would never come out of is named, too', () => {
    const profile = profileNamed('6.12');
    assert.ok(profile);
    // A huge page of the file: unshared by unmapping it, and mapped as a huge page again.
    const endless = parseScenario({
      name: 'x',
      boot: 'default',
      steps: [
        { op: 'tunable', name: 'thp-shmem', value: 'force' },
        { op: 'mmap', region: 'a', kind: 'memfd', pages: 512, track: [0] },
        {
          op: 'gup',
          fn: 'pin_user_pages',
          region: 'a',
          flags: ['LONGTERM'],
          handle: 'h',
        },
      ],
    });
    assert.throws(() => runScenario(endless, profile), /step 2 \(gup\): .* for ever$/);
  });

  it('and the recorded scenarios are all well-formed', () => {
    for (const recorded of recordedScenarios()) assert.equal(checkScenario(recorded), null);
  });
});
