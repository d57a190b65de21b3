import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';
import { comments } from '../../../../src/analyzer/tokens/comments';
import { Lines } from '../../../../src/analyzer/tokens/lines';

const names = (text: string) => new CodeText(text).functions().map(({ name }) => name);

describe('functions in tokens', () => {
  it('are told from structs, initialisers and declarations', () => {
    const text = `struct s { int (*f)(int); };
int g(int);
static const struct s o = { .f = g };
enum { A, B };
static int __init first(void)
{
	return ({ int x = 1; x; });
}
struct s *second(int (*cb)(int))
	__must_hold(&lock) __releases(&lock)
{
}
`;
    assert.deepEqual(names(text), ['first', 'second']);
  });

  it('begin behind macros that declare without a semicolon', () => {
    const text = `DEFINE_THING(one)
DEFINE_OTHER(two, 3)
static int f(void)
{
}
SYSCALL_DEFINE1(close, int, fd)
{
}
`;
    const code = new CodeText(text);
    assert.deepEqual(names(text), ['f', 'SYSCALL_DEFINE1']);
    assert.equal(code.lineOf(code.functions()[0]?.head ?? 0), 3);
  });

  it('are found where two arms of an #if open one brace', () => {
    const text = '#ifdef A\nint f(int a)\n{\n#else\nint f(void)\n{\n#endif\n}\nint g(void)\n{\n}\n';
    assert.deepEqual(names(text).at(-1), 'g');
  });
});

describe('statements in tokens', () => {
  const code = new CodeText(
    'int f(void)\n{\n\tfor (i = 0; i < 3; i++)\n\t\tg(i, ({ h(); }));\n\tx = y;\n}\n',
  );
  const at = (word: string) => {
    const { first, last } = code.statementAt(code.tokenFrom(code.text.indexOf(word)));
    return code.between(first, last);
  };

  it('reach over a loop header to its body', () => {
    assert.equal(at('i, ({'), 'for (i = 0; i < 3; i++)\n\t\tg(i, ({ h(); }));');
    assert.equal(at('y;'), 'x = y;');
  });
});

describe('comments', () => {
  it('are those between tokens, strings and directives left alone', () => {
    const text = '/* a */ int x; // b\\\n c\n#define A /* d */ 1\nchar *s = "/* e */"; /* open';
    const found = comments(text, new CodeText(text).tokens);
    assert.deepEqual(
      found.map(({ start, end }) => text.slice(start, end)),
      ['/* a */', '// b\\\n c', '/* open'],
    );
  });
});

describe('lines', () => {
  it('know their ends, carriage returns not counted', () => {
    const lines = new Lines('ab\r\n\n\tc');
    assert.equal(lines.count, 3);
    assert.deepEqual(
      [1, 2, 3].map((line) => lines.textOf(line)),
      ['ab', '', '\tc'],
    );
    assert.equal(lines.lineOf(5), 3);
    assert.equal(lines.columnOf(6), 2);
    assert.equal(lines.indentOf(3), '\t');
  });
});
