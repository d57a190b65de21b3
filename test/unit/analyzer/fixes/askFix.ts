import assert from 'node:assert/strict';
import { applyEdits, isRefusal } from '../../../../src/analyzer/fixes/edit';
import { quickFixes } from '../../../../src/analyzer/fixes/quickFixes';
import type { Finding, Site } from '../../../../src/analyzer/records';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';
import { NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { aFinding } from '../report/aFinding';
import { sitesIn, sourceOf } from './fixtureTree';

/** A finding in a function of one's own, for which a fix is wanted. */
export interface Question {
  readonly rule: string;
  /** The body of `int f(…)`. */
  readonly body: string;
  /** Text of the body at which the finding stands. */
  readonly at: string;
  /** Conditions of the body that are true on the path. */
  readonly path?: readonly string[];
  readonly site?: Partial<Site>;
  readonly kernel?: string;
}

const wrapped = (body: string) => `int f(unsigned long addr, int n)\n{\n${body}}\n`;

function ask({ rule, body, at, path = [], site = {}, kernel }: Question) {
  const text = wrapped(body);
  const files = { 'a.c': text };
  const { lines } = new CodeText(text);
  const position = (part: string) => {
    assert.ok(text.includes(part), part);
    const offset = text.indexOf(part);
    return { line: lines.lineOf(offset), column: lines.columnOf(offset) };
  };
  const place = position(at);
  const finding: Finding = aFinding({
    rule,
    file: 'a.c',
    ...place,
    endLine: place.line,
    path: path.map((part) => ({
      file: 'a.c',
      line: position(part).line,
      message: `${part} is true`,
    })),
  });
  const sites = sitesIn(files, site);
  const [first] = sites;
  assert.ok(first);
  const answer = quickFixes({
    finding,
    site: first,
    sites,
    release: (kernel === undefined ? null : parseRelease(kernel)) ?? NEWEST_RELEASE,
    source: sourceOf(files),
  });
  return { text, answer };
}

/** The body after the preferred fix, and what the fix is called. */
export function fixed(question: Question): { body: string; title: string } {
  const { text, answer } = ask(question);
  assert.ok(!isRefusal(answer), JSON.stringify(answer));
  const [fix] = answer;
  assert.ok(fix?.preferred);
  const [file] = fix.files;
  const after = applyEdits(text, file?.edits ?? []);
  return { body: after.slice(wrapped('').indexOf('{\n') + 2, -2), title: fix.title };
}

/** Why there is no fix. */
export function refused(question: Question): string {
  const { answer } = ask(question);
  return isRefusal(answer) ? answer.refused : `not refused: ${JSON.stringify(answer)}`;
}
