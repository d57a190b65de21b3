import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SitePath } from '../../../src/analyzer/paths/pathRecords';
import type { Finding, PathStep } from '../../../src/analyzer/records';
import { defaultChoice, runChoice } from '../../../src/replay/choice';
import { type Subject, subjectOf } from '../../../src/replay/subject';
import { aSite } from '../aSite';
import { exit, FILE, pathOf } from './subjects';

const step = (line: number, kind?: PathStep['kind'], file = FILE): PathStep => ({
  ...{ file, line, message: `line ${String(line)}` },
  ...(kind === undefined ? {} : { kind }),
});

const finding = (rule: string, ...path: readonly PathStep[]): Finding => ({
  ...{ rule, severity: 'error', confidence: 'medium', file: FILE, line: 20, column: 8 },
  ...{ endLine: 20, endColumn: 20, message: rule, site: 'site-1', path, fingerprint: 'print' },
});

const site = aSite({
  ...{ id: 'site-1', file: FILE, line: 20, column: 8, function: 'map_buffer' },
  ...{ nrPages: 'nr', pages: 'pages', ownership: 'struct', owner: 'struct buffer.pages' },
});

const kept: SitePath = {
  ...pathOf('kept', 'all', [
    [20, 'acquire'],
    [25, { kind: 'keep', of: 0, owner: 'struct buffer.pages' }],
    [31, exit],
  ]),
  ending: 'kept',
};

const subjectWith = (findings: readonly Finding[], followed: readonly SitePath[] = [kept]) =>
  subjectOf({ site, paths: followed, findings }, '6.12', () => '');

function verdictOf(subject: Subject, path: string): string {
  const run = runChoice(subject, { ...defaultChoice(subject), path }, 'coarse');
  return run?.verdict.text ?? 'none';
}

describe('a leak that a finding tells', () => {
  const forgotten = finding('leak-on-success', step(20, 'acquire'), step(60), step(64));

  it('is a path of its own, with the pages still held where the finding ends', () => {
    const subject = subjectWith([forgotten]);
    const [told] = subject.paths;
    assert.equal(told?.label, 'all pages → never given back (line 64)');
    assert.deepEqual(
      told.stops.map(({ at, say }) => [at.line, say]),
      [
        [20, 'line 20'],
        [60, 'line 60'],
        [64, 'line 64'],
      ],
    );
    assert.equal(verdictOf(subject, told.id), 'Leaked 4 pins at line 64, taken at line 20.');
    assert.equal(verdictOf(subject, 'kept'), 'Kept: 4 pins stay with struct buffer.pages.');
  });

  it('says in which other file it ends, and takes a short pin where the finding is of one', () => {
    const far = step(12, undefined, 'drivers/sample/other.c');
    const [told] = subjectWith([finding('leak-on-partial', step(20, 'acquire'), far)]).paths;
    assert.equal(told?.label, 'short pin → never given back (drivers/sample/other.c:12)');
    assert.deepEqual(told.stops[0]?.action, { kind: 'acquire', outcome: 'short' });
  });

  it('is not told twice where a path that was followed ends there', () => {
    const leaking: SitePath = {
      ...pathOf('leaking', 'all', [
        [20, 'acquire'],
        [64, exit],
      ]),
      ending: 'leak',
    };
    assert.deepEqual(
      subjectWith([forgotten], [leaking]).paths.map(({ id }) => id),
      ['leaking'],
    );
  });

  it('is left alone where some of the pages are given back on the way', () => {
    const partly = finding('leak-on-error', step(20, 'acquire'), step(40, 'release'), step(44));
    const told = subjectWith([partly]).paths.filter(({ id }) => id.startsWith('told'));
    assert.deepEqual(told, []);
  });

  it('is no path for a finding of another rule', () => {
    const other = finding('missing-dirty', step(20, 'acquire'), step(60));
    assert.equal(subjectWith([other]).paths.length, 1);
  });
});
