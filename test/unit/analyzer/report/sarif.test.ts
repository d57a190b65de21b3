import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from 'sarif';
import { type SarifInput, sarifLog } from '../../../../src/analyzer/report/sarif';
import { ruleHelps } from '../../../../src/analyzer/report/ruleHelp';
import { NEWEST_RELEASE, RULES } from '../../../../src/kernel';
import { aFinding } from './aFinding';

const input: SarifInput = {
  version: '0.1.0',
  kernel: '6.12',
  rules: [
    { id: 'missing-dirty', summary: 'Not dirtied.', text: 'Long.', severity: 'warning' },
    { id: 'leak-on-error', summary: 'A leak.', text: 'Long.', severity: 'error' },
  ],
  findings: [aFinding()],
  suppressed: [],
  skipped: [],
  damaged: [],
  hasBaseline: false,
};

function results(replace: Partial<SarifInput>): readonly Result[] {
  return sarifLog({ ...input, ...replace }).runs[0]?.results ?? [];
}

describe('SARIF log', () => {
  it('places a result and its path', () => {
    const [result] = results({});
    assert.equal(result?.ruleId, 'leak-on-error');
    assert.equal(result.ruleIndex, 1);
    assert.equal(result.level, 'error');
    assert.deepEqual(result.partialFingerprints, { 'gupReview/v1': 'f1' });
    assert.deepEqual(result.locations?.[0]?.physicalLocation, {
      artifactLocation: { uri: 'drivers/sample/frame.c', uriBaseId: 'SRCROOT' },
      region: { startLine: 9, startColumn: 3, endLine: 9, endColumn: 17 },
    });
    const flow = result.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    assert.deepEqual(
      flow.map(({ location }) => location?.physicalLocation?.region?.startLine),
      [4, 8, 9],
    );
    assert.equal(flow[1]?.location?.message?.text, 'f->map is NULL');
    assert.deepEqual(
      flow.map(({ kinds }) => kinds),
      [['acquire', 'resource'], ['branch'], undefined],
    );
  });

  it('keeps suppressed results, marked with how and why', () => {
    const suppression = { by: 'comment', reason: 'freed at exit', file: 'a.c', line: 7 } as const;
    const suppressed = [{ finding: aFinding({ fingerprint: 'f2' }), suppression }];
    const [live, quiet] = results({ suppressed });
    assert.deepEqual(live?.suppressions, []);
    assert.equal(live.baselineState, undefined);
    assert.equal(quiet?.suppressions?.[0]?.kind, 'inSource');
    assert.equal(quiet.suppressions[0].justification, 'freed at exit');
  });

  it('tells new findings from those of the baseline', () => {
    const suppression = { by: 'baseline', reason: 'known', file: 'b.json', line: null } as const;
    const [live, known] = results({
      suppressed: [{ finding: aFinding({ fingerprint: 'f2' }), suppression }],
      hasBaseline: true,
    });
    assert.equal(live?.baselineState, 'new');
    assert.equal(known?.baselineState, 'unchanged');
    assert.equal(known.suppressions?.[0]?.kind, 'external');
  });

  it('writes a URI for any file name', () => {
    const uri = (file: string) =>
      results({ findings: [aFinding({ file })] })[0]?.locations?.[0]?.physicalLocation
        ?.artifactLocation;
    assert.deepEqual(uri('a b/%2e#?.c'), { uri: 'a%20b/%252e%23%3F.c', uriBaseId: 'SRCROOT' });
    assert.deepEqual(uri('bad\ud800.c'), { uri: 'bad%EF%BF%BD.c', uriBaseId: 'SRCROOT' });
    assert.deepEqual(uri('/tmp/a.c'), { uri: 'file:///tmp/a.c' });
  });

  it('counts what was not analysed, and the rules that it knows', () => {
    const log = sarifLog({
      ...input,
      skipped: [{ file: 'x.c', why: 'not UTF-8' }],
      damaged: [{ file: 'y.c', line: 7, function: 'take' }],
    });
    const [run] = log.runs;
    assert.deepEqual(
      run?.invocations?.[0]?.toolExecutionNotifications?.map(({ message, locations }) => [
        message.text,
        locations?.[0]?.physicalLocation?.region?.startLine,
      ]),
      [
        ['x.c was not analysed: not UTF-8', undefined],
        ['take() could not be read whole', 7],
      ],
    );
    assert.deepEqual(
      run.tool.driver.rules?.map(({ id, defaultConfiguration }) => [
        id,
        defaultConfiguration?.level,
      ]),
      [
        ['missing-dirty', 'warning'],
        ['leak-on-error', 'error'],
      ],
    );
  });

  it('gives no index to a rule that is not listed', () => {
    const [result] = results({ findings: [aFinding({ rule: 'other' })] });
    assert.ok(result && !('ruleIndex' in result));
  });
});

describe('help of the rules', () => {
  it('is there for each, for the release asked for', () => {
    const helps = ruleHelps(NEWEST_RELEASE);
    assert.deepEqual(
      helps.map(({ id }) => id),
      RULES.map(({ id }) => id),
    );
    for (const { text, markdown, summary } of helps) {
      assert.match(text, /Linux 7\.1/);
      assert.ok(markdown !== undefined && markdown.length > summary.length);
    }
  });
});
