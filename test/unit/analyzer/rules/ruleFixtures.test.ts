import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../../src/analyzer/analyzeFile';
import { ruleById } from '../../../../src/analyzer/rules';
import { NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { createNativeBackend } from '../../../../src/tree/nativeBackend';

/**
 * Fixtures are C files of one folder per rule. A comment of carets below a line says what the rule
 * must underline there, and how sure it must be: `//   ^^^^ medium`. Nothing else may be reported.
 */
const FOLDER = 'test/fixtures/rules';
const EXPECTATION = /^\/\/\s*(\^+) (high|medium|low)$/;

const backend = createNativeBackend();

interface Marked {
  readonly line: number;
  readonly text: string;
  readonly confidence: string;
}

/** Where a character stands on the screen, with the kernel's tabs of eight columns. */
function screenColumn(line: string, offset: number): number {
  let column = 0;
  for (const char of line.slice(0, offset)) column += char === '\t' ? 8 - (column % 8) : 1;
  return column;
}

function offsetAt(line: string, column: number): number {
  let offset = 0;
  while (offset < line.length && screenColumn(line, offset) < column) offset++;
  return offset;
}

/** The code without the expectations, and what they expect. */
function parseFixture(text: string): { code: string; expected: Marked[] } {
  const code: string[] = [];
  const expected: Marked[] = [];
  for (const line of text.split('\n')) {
    const found = EXPECTATION.exec(line);
    if (found === null) {
      code.push(line);
      continue;
    }
    const [, carets, confidence] = found;
    const above = code[code.length - 1];
    const from = offsetAt(above, screenColumn(line, line.indexOf('^')));
    expected.push({
      line: code.length,
      text: above.slice(from, from + carets.length),
      confidence,
    });
  }
  return { code: code.join('\n'), expected };
}

function reported(ruleId: string, file: string, code: string): Marked[] {
  const rule = ruleById(ruleId);
  assert.ok(rule, `there is no rule ${ruleId}`);
  const lines = code.split('\n');
  const { findings } = analyzeFile({
    backend,
    file,
    text: code,
    release: parseRelease('6.12') ?? NEWEST_RELEASE,
    rules: [rule],
  });
  return findings.map(({ line, column, endLine, endColumn, confidence }) => ({
    line,
    text: lines[line - 1].slice(column - 1, endLine === line ? endColumn - 1 : undefined),
    confidence,
  }));
}

for (const rule of readdirSync(FOLDER)) {
  describe(`rule ${rule}`, () => {
    for (const name of readdirSync(join(FOLDER, rule))) {
      const { code, expected } = parseFixture(readFileSync(join(FOLDER, rule, name), 'utf8'));
      it(`${name}: ${expected.length === 0 ? 'nothing to report' : `${expected.length} to report`}`, () => {
        assert.deepEqual(reported(rule, name, code), expected);
      });
    }
  });
}
