import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise } from '../../../src/analyzer/normalise/normalise';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();
const body = (text: string) => `int f(void)\n{\n${text}\n}\n`;

/** Kernel C that does not parse as it stands, and what it reads as afterwards. */
const REWRITTEN: readonly (readonly [name: string, source: string, result: string])[] = [
  ['annotations', 'static int __must_check f(char __user *p);', 'static int f(char *p);'],
  ['annotations with arguments', 'int f(int a) __printf(1, 2);', 'int f(int a) ;'],
  [
    'an annotation of the tree itself',
    'int f(struct s __fancy *p, void *__odd q);',
    'int f(struct s *p, void * q);',
  ],
  [
    'cleanup attributes',
    body('struct s *p __free(kfree) = NULL;'),
    'int f(void) { struct s *p = NULL; }',
  ],
  [
    'type arguments',
    body('n = min_t(unsigned long, a, b);'),
    'int f(void) { n = min_t(unsigned_long, a, b); }',
  ],
  [
    'a struct as type argument',
    body('p = container_of(q, struct s, list);'),
    'int f(void) { p = container_of(q, struct_s, list); }',
  ],
  [
    'a keyword as type argument',
    body('n = max_t(int, a, b);'),
    'int f(void) { n = max_t(INT, a, b); }',
  ],
  [
    'loop macros',
    body('list_for_each_entry(a, b, c) { g(a); }'),
    'int f(void) { while (a, b, c) { g(a); } }',
  ],
  [
    'loop macros without braces',
    body('if (x)\n\tfor_each_thing(a, b)\n\t\tg(a);'),
    'int f(void) { if (x) while (a, b) g(a); }',
  ],
  [
    'scoped macros',
    body('scoped_guard(mutex, &m) { g(); }'),
    'int f(void) { if (mutex, &m) { g(); } }',
  ],
  ['macro statements without semicolon', body('CHECK(a)\ng();'), 'int f(void) { a; g(); }'],
  ['macros alone on a line', body('BEGIN\ng();'), 'int f(void) { g(); }'],
  [
    'statements as arguments',
    body('DEBUG(dev, if (a) g(); else h(););'),
    'int f(void) { { if (a) g(); else h();}; }',
  ],
  [
    'case ranges',
    body('switch (a) { case 1 ... 3: g(); }'),
    'int f(void) { switch (a) { case 1 | 3: g(); } }',
  ],
  [
    'system calls',
    'SYSCALL_DEFINE2(name, int, fd, void __user *, p)\n{\n}',
    'int name( int fd, void * p) { }',
  ],
  ['function macros', 'DEFINE_THING(name, int, x)\n{\n}', 'DEFINE_THING(name ) { }'],
  ['specifier macros', 'STATIC int f(void)\n{\n}', 'int f(void) { }'],
  ['loose calls between functions', 'MODULE_THING("x")\nint f(void)\n{\n}', 'int f(void) { }'],
  [
    'loose calls of a macro of the file',
    '#define show(x) int x##_show(void) { return 0; }\nshow(a)\nshow(b)\nint f(void)\n{\n}',
    '#define show(x) int x##_show(void) { return 0; } int f(void) { }',
  ],
  ['empty arguments', body('g(a, , b);'), 'int f(void) { g(a,_, b); }'],
  ['operators as arguments', body('CHECK(a, ==, b);'), 'int f(void) { CHECK(a, _ , b); }'],
  [
    'conditions that open a brace in each arm',
    body('#ifdef A\nif (a) {\n#else\nif (b) {\n#endif\ng();\n}'),
    'int f(void) { if (a) { g(); } }',
  ],
  [
    'conditions that agree with an earlier one',
    body('#ifdef A\nif (a) {\n#endif\ng();\n#ifndef A\nh();\n} else {\n#else\n}\n#endif'),
    'int f(void) { if (a) { g(); } }',
  ],
  [
    'conditions inside an argument list',
    body('g(a,\n#ifdef A\nb,\n#endif\nc);'),
    'int f(void) { g(a, b, c); }',
  ],
  [
    'conditions behind a label',
    body('goto out;\nout:\n#ifdef A\ng();\n#endif\nreturn 0;'),
    'int f(void) { goto out; out: g(); return 0; }',
  ],
];

/** Code that is already C, or that only looks like a macro. */
const UNTOUCHED: readonly string[] = [
  body('#ifdef A\ng();\n#else\nh();\n#endif'),
  body('x = (struct s *)y; z = sizeof(struct s); a = offsetof(struct s, m);'),
  body('p->__user = 1; guard(mutex)(&lock); g("__user /* no comment */ list_for_each(x) {");'),
  '/* __user min_t(int, a, b) #ifdef */ int x; // __iomem\n',
  '#define LOOP(x) list_for_each(x) {\n#define STRUCT __user\n',
  'int old(a, b)\nint a;\nchar *b;\n{\nreturn a;\n}\n',
  'static int f(void)\n{\n__u32 *p, **__q; return a * __b;\n}\n',
  'DEFINE_THING(name)\n{\n}\n',
];

describe('normalisation', () => {
  for (const [name, source, result] of REWRITTEN) {
    it(`rewrites ${name}`, () => {
      assert.equal(squeeze(normalise(source)).replace(/ ;/g, ';'), result.replace(/ ;/g, ';'));
      const before = createNativeBackend().parse(normalise(source));
      assert.deepEqual(
        before.functions().filter((span) => span.hasError),
        [],
      );
    });
  }

  for (const source of UNTOUCHED) {
    it(`leaves ${JSON.stringify(squeeze(source).slice(0, 60))}`, () => {
      assert.equal(normalise(source), source);
    });
  }

  it('keeps the line endings of the file', () => {
    const source = 'int __init f(void)\r\n{\r\n#if 0\r\nif (a) {\r\n#endif\r\n}\r\n';
    const result = normalise(source);
    assert.equal(result.length, source.length);
    assert.deepEqual([...result.matchAll(/\r\n/g)].length, 6);
  });

  const whole = [...REWRITTEN.map(([, source]) => source), ...UNTOUCHED];
  const broken = [
    ...['{', '}', '(', ')', ';', ',', '*', ':', '"', "'", '/*', '*/', '//', '\\', '#if X', '#else'],
    ...['#endif', '#elif Y', '\n', 'struct', 'int', 'x', 'CAPS', '__user', 'for_each_x', 'case'],
    ...['...', '1abc', 'typeof', 'static', 'else', 'if', '==', '\ufeff', 'é', '\r\n'],
  ];

  it('keeps length and newlines of any text', () => {
    const part = fc.tuple(fc.constantFrom(...whole, ...broken), fc.constantFrom('', ' ', '\n'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const source = parts.flat().join('');
        const result = normalise(source);
        assert.equal(result.length, source.length);
        for (let i = 0; i < source.length; i++) {
          assert.equal(result[i] === '\n', source[i] === '\n', `newline at ${String(i)}`);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...whole), { maxLength: 12 }), (parts) => {
        const result = normalise(parts.join('\n'));
        assert.equal(normalise(result), result);
      }),
      { numRuns: 1000 },
    );
  });
});
