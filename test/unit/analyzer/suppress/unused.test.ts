import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDirectives } from '../../../../src/analyzer/suppress/directives';
import { unusedDirectives, withoutUnused } from '../../../../src/analyzer/suppress/unused';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';
import { aFinding } from '../report/aFinding';

const finding = (rule: string, line: number) => aFinding({ rule, line, endLine: line });

/** What is left of a file whose only findings are those given, once the first fix was taken. */
function cleaned(text: string, ...found: (readonly [string, number])[]): string | null {
  const { directives } = readDirectives(text, () => true);
  const findings = found.map(([rule, line]) => finding(rule, line));
  const [unused] = unusedDirectives(directives, findings);
  assert.ok(unused, 'something is unused');
  const edit = withoutUnused(new CodeText(text), unused);
  return edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

describe('a suppression of nothing', () => {
  it('is one whose rule has no finding in its lines', () => {
    const text = 'void f(void)\n{\n\t/* gup-review: ignore[a, b] why */\n\tg();\n\th();\n}\n';
    const { directives } = readDirectives(text, () => true);
    const unused = (...found: (readonly [string, number])[]) =>
      unusedDirectives(
        directives,
        found.map(([rule, line]) => finding(rule, line)),
      ).map(({ rules }) => rules);
    assert.deepEqual(unused(), [['a', 'b']]);
    assert.deepEqual(unused(['a', 4]), [['b']]);
    assert.deepEqual(unused(['a', 4], ['b', 5]), [['b']]);
    assert.deepEqual(unused(['a', 4], ['b', 4]), []);
  });

  it('is taken out with its lines', () => {
    assert.equal(
      cleaned('void f(void)\n{\n\t/* gup-review: ignore[a] why */\n\tg();\n}\n'),
      'void f(void)\n{\n\tg();\n}\n',
    );
    assert.equal(
      cleaned(
        'void f(void)\n{\n\t/*\n\t * gup-review: ignore[a] why\n\t * it is\n\t */\n\tg();\n}\n',
      ),
      'void f(void)\n{\n\tg();\n}\n',
    );
    assert.equal(cleaned('// gup-review: ignore-file[a] why\r\nint x;\r\n'), 'int x;\r\n');
  });

  it('behind code is taken out with the blanks in front of it', () => {
    assert.equal(
      cleaned('void f(void)\n{\n\tg();\t/* gup-review: ignore[a] why */\n\th();\n}\n'),
      'void f(void)\n{\n\tg();\n\th();\n}\n',
    );
  });

  it('loses only the rule that has no finding', () => {
    const text = (rules: string) =>
      `void f(void)\n{\n\tg(); // gup-review: ignore[${rules}] why\n}\n`;
    assert.equal(cleaned(text('a, b,c'), ['a', 3], ['c', 3]), text('a, c'));
  });

  it('is left to the user where the comment says more', () => {
    assert.equal(
      cleaned('/*\n * f() does g().\n * gup-review: ignore-file[a] why\n */\nint x;\n'),
      null,
    );
    assert.equal(
      cleaned('/*\n * gup-review: ignore-file[a] why\n *\n * And more.\n */\nint x;\n'),
      null,
    );
  });
});
