import assert from 'node:assert/strict';
import { analyzeFile, type FileReview } from '../../../../src/analyzer/analyzeFile';
import { applyEdits, isRefusal } from '../../../../src/analyzer/fixes/edit';
import { quickFixes } from '../../../../src/analyzer/fixes/quickFixes';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';
import { type KernelRelease, NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { createNativeBackend } from '../../../../src/tree/nativeBackend';

const backend = createNativeBackend();

export function analyse(text: string, release: KernelRelease = NEWEST_RELEASE): FileReview {
  return analyzeFile({ backend, file: 'a.c', text, release });
}

export function context(text: string, { sites }: FileReview, release = NEWEST_RELEASE) {
  const code = new CodeText(text);
  return { sites, release, source: (file: string) => (file === 'a.c' ? code : null) };
}

function ask(text: string, rule: string, kernel: string | undefined) {
  const release = (kernel === undefined ? null : parseRelease(kernel)) ?? NEWEST_RELEASE;
  const before = analyse(text, release);
  const finding = before.findings.find((one) => one.rule === rule);
  assert.ok(finding, `no ${rule} in ${JSON.stringify(before.findings)}`);
  const site = before.sites.find(({ id }) => id === finding.site);
  assert.ok(site);
  const answer = quickFixes({ ...context(text, before, release), finding, site });
  return { release, before, answer };
}

/** The fixes of the first finding of a rule, by their titles, the preferred first. */
export function titlesOf(text: string, rule: string, kernel?: string): string[] {
  const { answer } = ask(text, rule, kernel);
  return isRefusal(answer) ? [] : answer.map(({ title }) => title);
}

/**
 * Mends the first finding of a rule, which must go by it without another one coming.
 *
 * @param which Which of its fixes: 0 is the preferred one.
 */
export function mend(text: string, rule: string, which = 0, kernel?: string): string {
  const { release, before, answer } = ask(text, rule, kernel);
  assert.ok(!isRefusal(answer), JSON.stringify(answer));
  const after = applyEdits(text, answer[which]?.files[0]?.edits ?? []);
  const left = analyse(after, release).findings;
  assert.ok(left.length < before.findings.length, `${after}\n${JSON.stringify(left, null, 1)}`);
  return after;
}

/** Why the first finding of a rule has no fix. */
export function notMended(text: string, rule: string): string {
  const { answer } = ask(text, rule, undefined);
  return isRefusal(answer) ? answer.refused : `not refused: ${JSON.stringify(answer)}`;
}
