import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { functionStretches } from '../../../src/analyzer/syntax/functionSpans';

const texts = (source: string) =>
  functionStretches(source).map(({ start, end }) => source.slice(start, end));

const F = 'static int f(struct page **pages, int nr)\n{\n\tput_page(pages[0]);\n\treturn nr;\n}';
const G = 'int g(void) { return 2; }';

describe('the functions of a source', () => {
  it('are found between other definitions', () => {
    const others = [
      'struct s {\n\tint a;\n};',
      'static const struct ops o = {\n\t.f = f,\n};',
      'enum e { A, B };',
      'int f(struct page **pages, int nr);',
      'typedef int (*fn)(int);',
      '#define BLOCK(x) do { if (x) { \\\n\tg(); } } while (0)',
      'int table[] = { 1, 2 };',
    ];
    for (const other of others) assert.deepEqual(texts(`${other}\n${F}\n${other}\n${G}\n`), [F, G]);
  });

  it('do not end at braces in comments, strings and characters', () => {
    const odd = 'void h(void)\n{\n\tputs("}{");\n\t/* } */\n\tc(\'{\'); // }\n}';
    assert.deepEqual(texts(`${odd}\n${F}\n`), [odd, F]);
  });

  it('keep together where arms of an #if begin or close alike', () => {
    const inside =
      'void h(int a)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (!a) {\n#endif\n\t\tg();\n\t}\n}';
    assert.deepEqual(texts(`${inside}\n${F}\n`), [inside, F]);
    const heads = '#ifdef A\nint h(int a)\n#else\nint h(long a)\n#endif\n{\n\treturn a;\n}';
    assert.deepEqual(texts(`int x;\n${heads}\n${F}\n`), [heads, F]);
  });

  it('are both listed where each arm of an #if has one', () => {
    assert.deepEqual(texts(`#ifdef A\n${F}\n#else\n${G}\n#endif\n`), [F, G]);
  });

  it('follow macros, linkage blocks and annotations', () => {
    assert.deepEqual(texts(`MODULE_LICENSE("GPL")\n\n${F}\nextern "C" {\n${G}\n}\n`), [F, G]);
    const annotated = 'static void h(struct s *s)\n\t__acquires(s->lock) __must_hold\n{\n}';
    assert.deepEqual(texts(annotated), [annotated]);
  });

  it('are found again behind one that does not close', () => {
    const open = 'int broken(int a)\n{\n\tif (a) {\n\treturn 0;\n}';
    assert.deepEqual(texts(`${open}\n\n${F}\n${G}\n`), [open, F, G]);
    assert.deepEqual(texts('int cut(void)\n{\n\tr = f(pages,'), [
      'int cut(void)\n{\n\tr = f(pages,',
    ]);
  });

  it('are apart and in order, whatever the text', () => {
    const piece = fc.constantFrom(
      ...[F, G, '{', '}', '\n{\n', '\n}\n', ';', '(', ')', '"', "'", '/*', '*/', '//', '\\', '='],
      ...['\n', '#if A\n', '#else\n', '#endif\n', '#define X {\n', 'int x(int a)', 'struct s', ' '],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        let before = 0;
        for (const { start, end } of functionStretches(source)) {
          assert.ok(before <= start && start < end && end <= source.length);
          before = end;
        }
      }),
      { numRuns: 300 },
    );
  });
});
