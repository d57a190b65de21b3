import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readDirectives } from '../../../../src/analyzer/suppress/directives';
import { directiveAbove } from '../../../../src/analyzer/suppress/insertDirective';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';

const RULES = new Set(['leak-on-error', 'missing-dirty']);
const read = (text: string) => readDirectives(text, (id) => RULES.has(id));
const covers = (text: string) =>
  read(text).directives.map(({ firstLine, lastLine }) => [firstLine, lastLine]);

describe('gup-review comments', () => {
  it('cover the line that they end', () => {
    const text =
      'int f(void)\n{\n\tg(1); /* gup-review: ignore[leak-on-error] freed later */\n\th();\n}\n';
    assert.deepEqual(read(text).problems, []);
    assert.deepEqual(covers(text), [[3, 3]]);
    assert.equal(read(text).directives[0]?.reason, 'freed later');
  });

  it('cover the whole statement below, and only that', () => {
    const text =
      'int f(void)\n{\n\t// gup-review: ignore[leak-on-error, missing-dirty] why\n\tx = g(1,\n\t      2);\n\th();\n}\n';
    assert.deepEqual(covers(text), [[3, 5]]);
    assert.deepEqual(read(text).directives[0]?.rules, ['leak-on-error', 'missing-dirty']);
  });

  it('cover the whole statement whose last line they end', () => {
    const text =
      'int f(void)\n{\n\tx = g(1,\n\t      2); // gup-review: ignore[missing-dirty] why\n\th();\n}\n';
    assert.deepEqual(covers(text), [[3, 4]]);
  });

  it('take a condition for a statement of its own', () => {
    const text =
      'int f(void)\n{\n\t/* gup-review: ignore[leak-on-error] why */\n\tif (a &&\n\t    b) {\n\t\tg();\n\t}\n}\n';
    assert.deepEqual(covers(text), [[3, 5]]);
  });

  it('read a reason that goes over several lines of a block', () => {
    const text =
      'int f(void)\n{\n\t/*\n\t * gup-review: ignore[leak-on-error] the device\n\t * holds them\n\t *\n\t * Other text.\n\t */\n\tg();\n}\n';
    assert.equal(read(text).directives[0]?.reason, 'the device holds them');
    assert.deepEqual(covers(text), [[3, 9]]);
  });

  it('read two directives in one block', () => {
    const text =
      'int f(void)\n{\n\t/* gup-review: ignore[leak-on-error] a\n\t * gup-review: ignore[missing-dirty] b */\n\tg();\n}\n';
    assert.deepEqual(
      read(text).directives.map(({ reason }) => reason),
      ['a', 'b'],
    );
  });

  it('cover a function from inside it or from right above it', () => {
    const inside =
      'int a;\nint f(void)\n{\n\t/* gup-review: ignore-function[leak-on-error] why */\n\tg();\n}\nint h(void)\n{\n}\n';
    assert.deepEqual(covers(inside), [[2, 6]]);
    const above =
      'static struct ops o = { .f = f };\n/* gup-review: ignore-function[leak-on-error] why */\nstatic int\nf(void)\n{\n\tg();\n}\n';
    assert.deepEqual(covers(above), [[3, 7]]);
  });

  it('cover a file from anywhere', () => {
    assert.deepEqual(
      covers('int a;\n/* gup-review: ignore-file[missing-dirty] read only */\nint b;'),
      [[1, 3]],
    );
  });

  it('without a reason are not honoured, and say so', () => {
    for (const text of [
      'g(); /* gup-review: ignore[leak-on-error] */',
      'g(); // gup-review: ignore[leak-on-error]  -- ',
    ]) {
      const { directives, problems } = read(text);
      assert.deepEqual(directives, []);
      assert.match(problems[0]?.message ?? '', /no reason and is not honoured/);
      assert.equal(problems[0]?.place.column, 9);
    }
  });

  it('name each rule that does not exist and honour the others', () => {
    const { directives, problems } = read('g(); // gup-review: ignore[leek, missing-dirty] why');
    assert.deepEqual(directives[0]?.rules, ['missing-dirty']);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["there is no rule 'leek'"],
    );
  });

  it('say what is wrong with other words', () => {
    const problem = (words: string) => read(`/* gup-review: ${words} */`).problems[0]?.message;
    assert.match(problem('disable[missing-dirty] why') ?? '', /unknown word 'disable'/);
    assert.match(problem('ignore because') ?? '', /names no rule/);
    assert.match(problem('ignore-function[missing-dirty] why') ?? '', /stands in no function/);
  });

  it('are comments: not strings, not words in the middle of a sentence, not directives', () => {
    assert.deepEqual(read('char *s = "/* gup-review: ignore[x] y */";').problems, []);
    assert.deepEqual(read('/* see gup-review: ignore[x] y */').problems, []);
    assert.deepEqual(read('#define A /* gup-review: ignore[x] y */').problems, []);
  });

  it('find their function where an #if cuts through a condition', () => {
    const text =
      'int f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\tg(); }\n\t/* gup-review: ignore-function[leak-on-error] why */\n}\nint h(void)\n{\n}\n';
    assert.deepEqual(covers(text), [[1, 10]]);
  });

  it('never throw, whatever surrounds them', () => {
    const piece = fc.constantFrom('/*', '*/', '//', '\n', '"', '{', '}', '(', ')', ';', '#if x\n');
    const mark = fc.constant(' gup-review: ignore[leak-on-error] why ');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, mark, fc.string())), (parts) => {
        const text = parts.join('');
        const lines = text.split('\n').length;
        for (const one of read(text).directives) {
          assert.ok(1 <= one.firstLine && one.firstLine <= one.lastLine && one.lastLine <= lines);
        }
      }),
    );
  });
});

describe('the comment that suppresses a finding', () => {
  function insert(text: string, at: string, reason: string): string {
    const { offset, text: added } = directiveAbove(
      new CodeText(text),
      text.indexOf(at),
      'leak-on-error',
      reason,
    );
    return text.slice(0, offset) + added + text.slice(offset);
  }

  const PLAIN = 'int f(void)\n{\n\tx = g(1,\n\t      h(2));\n}\n';

  it('stands above the statement, indented like it, and is read back', () => {
    const after = insert(PLAIN, 'h(2)', 'freed at exit');
    assert.ok(
      after.includes('{\n\t/* gup-review: ignore[leak-on-error] freed at exit */\n\tx = g('),
    );
    assert.deepEqual(covers(after), [[3, 5]]);
  });

  it('is written with // where the file does so', () => {
    const after = insert(`// SPDX-License-Identifier: GPL-2.0\n// a\n${PLAIN}`, 'x =', 'why');
    assert.ok(after.includes('\t// gup-review: ignore[leak-on-error] why\n\tx'));
  });

  it('keeps to 80 columns, and to one comment whatever the reason says', () => {
    const reason = `${'a long story '.repeat(9)}*/ int x;`;
    const after = insert(PLAIN, 'x =', reason);
    assert.ok(after.split('\n').every((line) => line.replaceAll('\t', ' '.repeat(8)).length <= 80));
    const [directive] = read(after).directives;
    assert.equal(directive?.reason, reason.replace('*/', '* /'));
    assert.equal(directive.lastLine, new CodeText(after).lines.lineOf(after.indexOf('h(2)')));
  });
});
