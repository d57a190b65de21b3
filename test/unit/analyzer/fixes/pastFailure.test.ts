import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callsOf } from '../../../../src/analyzer/fixes/call';
import { isPastFailure } from '../../../../src/analyzer/fixes/pastFailure';
import { resultVariable } from '../../../../src/analyzer/fixes/resultVariable';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';

/** Whether `here` is reached only where the acquire before it did not fail. */
function isPast(body: string): boolean {
  const text = `int f(unsigned long a, int n)\n{\n${body}\n\there();\n\treturn 0;\nout:\n\treturn 1;\n}\n`;
  const code = new CodeText(text);
  const [call] = callsOf(code, new Set(['pin']), 0, code.tokens.length - 1);
  const at = code.tokenFrom(text.indexOf('here('));
  const around = call && code.functionAt(call.name);
  assert.ok(call && around);
  return isPastFailure(code, call, resultVariable(code, call), at, around);
}

const PAST = [
  'got = pin(a);\nif (got < 0)\n\treturn got;',
  'got = pin(a);\nif (got <= 0) {\n\tnote(got);\n\treturn got;\n}',
  'got = pin(a);\nif (unlikely(got != n)) {\n\tgive(got);\n\tgoto out;\n}',
  'got = pin(a);\nif (got < n || !n)\n\treturn -EFAULT;',
  'got = pin(a);\nif (got)\n\treturn got;',
  'got = pin(a);\nif (got > 0)',
  'got = pin(a);\nif (got == n && n > 1) {\n\tuse(got);\n\there();\n}',
  'got = pin(a);\nif (got < 0)\n\tnote(got);\nelse',
  'if (pin(a) != 1)\n\treturn -EFAULT;',
  'if (pin(a) == 1)',
  'if ((got = pin(a)) < 0)\n\tgoto out;',
];

const PERHAPS = [
  'got = pin(a);',
  'got = pin(a);\nif (got < 0)\n\tnote(got);',
  'got = pin(a);\nif (got > 0)\n\tuse(got);',
  'got = pin(a);\nif (got < 0 && n)\n\treturn got;',
  'got = pin(a);\nif (got == n || n)',
  'got = pin(a);\nif (got == -EINTR)\n\treturn got;',
  'got = pin(a);\nif (other < 0)\n\treturn other;',
  'got = pin(a);\nif (n) {\n\tif (got < 0)\n\t\treturn got;\n}',
  'got = pin(a);\nif (n)\n\tgoto late;\nif (got < 0)\n\treturn got;\nlate:',
  'if (pin(a) != 1)\n\tnote(n);',
];

describe('a place behind a call that takes pages', () => {
  for (const body of PAST)
    it(`is reached only without a failure: ${body.replace(/\s+/g, ' ')}`, () => {
      assert.ok(isPast(body));
    });

  for (const body of PERHAPS)
    it(`may be reached after a failure: ${body.replace(/\s+/g, ' ')}`, () => {
      assert.ok(!isPast(body));
    });
});
