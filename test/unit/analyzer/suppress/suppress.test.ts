import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../../../../src/analyzer/records';
import {
  type BaselineEntry,
  matchBaseline,
  readBaseline,
  writeBaseline,
} from '../../../../src/analyzer/suppress/baseline';
import { readDirectives } from '../../../../src/analyzer/suppress/directives';
import { readSidecar, writeSidecar } from '../../../../src/analyzer/suppress/sidecar';
import { splitSuppressed } from '../../../../src/analyzer/suppress/suppress';
import { aFinding } from '../report/aFinding';

const none = { directives: () => [], fileExists: () => true };

function entries(findings: readonly Finding[]): readonly BaselineEntry[] {
  const read = readBaseline(writeBaseline(findings));
  assert.ok(read.ok);
  return read.entries;
}

describe('suppression', () => {
  const first = aFinding({ fingerprint: 'a', line: 3, endLine: 3 });
  const second = aFinding({ fingerprint: 'b', line: 5, endLine: 5 });
  const third = aFinding({ fingerprint: 'c', line: 5, endLine: 5, rule: 'missing-dirty' });

  it('by a comment takes the rule named, on the lines covered', () => {
    const text =
      'void f(void)\n{\n\tg();\n\t/* gup-review: ignore[leak-on-error] why */\n\th();\n}\n';
    const { directives } = readDirectives(text, () => true);
    const split = splitSuppressed([first, second, third], {
      ...none,
      directives: () => directives,
    });
    assert.deepEqual(split.live, [first, third]);
    assert.deepEqual(split.suppressed, [
      {
        finding: second,
        suppression: { by: 'comment', reason: 'why', file: second.file, line: 4 },
      },
    ]);
  });

  it('by the sidecar takes the fingerprint, and the rule where one is given', () => {
    const sidecar = {
      file: '.gup-review.json',
      entries: [
        { fingerprint: 'a', reason: 'hardware keeps it' },
        { fingerprint: 'b', reason: 'x', rule: 'missing-dirty' },
      ],
    };
    const split = splitSuppressed([first, second], { ...none, sidecar });
    assert.deepEqual(split.live, [second]);
    assert.equal(split.suppressed[0]?.suppression.reason, 'hardware keeps it');
  });

  it('by the sidecar follows a renamed file, and no copy', () => {
    const sidecar = { file: 's', entries: [{ fingerprint: 'a', reason: 'r', file: 'old.c' }] };
    const live = (fileExists: () => boolean) =>
      splitSuppressed([first], { ...none, sidecar, fileExists }).live;
    assert.deepEqual(
      live(() => true),
      [first],
    );
    assert.deepEqual(
      live(() => false),
      [],
    );
  });

  it('by the baseline leaves what is new and counts what is gone', () => {
    const baseline = { file: 'b.json', entries: entries([first, second]) };
    const split = splitSuppressed([second, third], { ...none, baseline });
    assert.deepEqual(split.live, [third]);
    assert.equal(split.suppressed[0]?.suppression.by, 'baseline');
    assert.deepEqual(
      split.fixed.map(({ fingerprint }) => fingerprint),
      ['a'],
    );
  });

  it('loses no finding', () => {
    const finding = fc
      .record({ fingerprint: fc.constantFrom('a', 'b'), file: fc.constantFrom('x.c', 'y.c') })
      .map(aFinding);
    fc.assert(
      fc.property(fc.array(finding), fc.array(finding), (before, now) => {
        const baseline = { file: 'b', entries: entries(before) };
        const split = splitSuppressed(now, { ...none, baseline, fileExists: () => false });
        assert.equal(split.live.length + split.suppressed.length, now.length);
        assert.equal(split.suppressed.length + split.fixed.length, before.length);
      }),
    );
  });
});

describe('baseline', () => {
  it('is the same text whatever the order of the findings', () => {
    const findings = ['b', 'a', 'c'].map((file) => aFinding({ file: `${file}.c` }));
    assert.equal(writeBaseline(findings), writeBaseline([...findings].reverse()));
    assert.equal(writeBaseline([]), '{\n  "version": 1,\n  "findings": []\n}\n');
  });

  it('knows all that it was written from', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (names) => {
        const findings = names
          .filter((name) => name.trim() !== '')
          .map((file) => aFinding({ file, fingerprint: file }));
        const match = matchBaseline(entries(findings), findings, () => true);
        assert.ok(match.known.every(Boolean));
        assert.deepEqual(match.left, []);
      }),
    );
  });

  it('does not mind lines that moved', () => {
    const { known } = matchBaseline(entries([aFinding()]), [aFinding({ line: 99 })], () => true);
    assert.deepEqual(known, [true]);
  });

  it('speaks for one finding an entry', () => {
    const twice = [aFinding(), aFinding()];
    assert.deepEqual(matchBaseline(entries([aFinding()]), twice, () => true).known, [true, false]);
    assert.deepEqual(matchBaseline(entries(twice), twice, () => true).known, [true, true]);
  });

  it('follows a renamed file, and takes a copy for new', () => {
    const moved = [aFinding({ file: 'new.c' })];
    const gone = (file: string) => file === 'new.c';
    assert.deepEqual(matchBaseline(entries([aFinding()]), moved, gone).known, [true]);
    assert.deepEqual(matchBaseline(entries([aFinding()]), moved, () => true).known, [false]);
  });
});

describe('files of suppressions', () => {
  it('read back what was written, hostile names included', () => {
    const given = [
      { fingerprint: '__proto__', reason: '"quoted"\n */', rule: 'missing-dirty' },
      { fingerprint: 'b', reason: 'why', file: 'a/\u202e.c' },
    ];
    assert.deepEqual(readSidecar(writeSidecar(given)), { ok: true, entries: given });
  });

  it('say what is wrong and where', () => {
    const errors = (text: string) => {
      const read = readSidecar(text);
      return read.ok ? [] : read.errors;
    };
    assert.match(errors('{')[0] ?? '', /^is not JSON: /);
    assert.deepEqual(errors('[]'), ['must be an object']);
    assert.deepEqual(errors('{"version": 2}'), ['version: must be 1']);
    assert.deepEqual(errors('{"version": 1}'), ['suppressions: must be an array']);
    assert.deepEqual(
      errors(
        '{"version": 1, "suppressions": [{"fingerprint": "a", "reason": " "}, 7, {"fingerprint": 1, "reason": "r", "Rule": "x"}]}',
      ),
      [
        'suppressions[0].reason: must be a non-empty text',
        'suppressions[1]: must be an object',
        "suppressions[2]: unknown property 'Rule'",
        'suppressions[2].fingerprint: must be a non-empty text',
      ],
    );
  });

  it('shows the first errors of many', () => {
    const read = readSidecar(`{"version": 1, "suppressions": [${'0,'.repeat(40)}0]}`);
    assert.ok(!read.ok);
    assert.equal(read.errors.length, 11);
    assert.equal(read.errors[10], 'and 31 more');
  });

  it('never throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value).slice(1)),
        ),
        (text) => {
          assert.equal(typeof readBaseline(text).ok, 'boolean');
        },
      ),
    );
  });
});
