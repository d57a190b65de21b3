import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SourceFile } from '../../../src/analyzer/syntax/sourceFile';
import type { SyntaxNode } from '../../../src/analyzer/syntax/syntaxNode';
import { changeBetween } from '../../../src/analyzer/syntax/textChange';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

const backend = createNativeBackend();
const ONE = 'static int one(int a)\n{\n\tif (a)\n\t\treturn call(a, 1);\n\n\treturn 0;\n}\n';
const TWO = 'int two(void)\n{\n\t/* Twice. */\n\treturn one(2) + one(3);\n}\n';
const TEXT = `#include <linux/mm.h>\n\n${ONE}\n${TWO}`;

/** Everything of a tree, its places included. */
function told(node: SyntaxNode | null): unknown {
  if (node === null) return null;
  const { type, field, start, end, children } = node;
  return [type, field, start, end, children.map(told)];
}

function isWhole(node: SyntaxNode): boolean {
  return node.children.every((child) => child.parent === node && isWhole(child));
}

describe('a later state of a file', () => {
  const edited = (text: string) => {
    const before = new SourceFile(backend, 'a.c', TEXT);
    const units = [...before.functions];
    for (const { syntax } of units) assert.ok(syntax);
    const after = new SourceFile(backend, 'a.c', text, [], before);
    const fresh = new SourceFile(backend, 'a.c', text);
    assert.deepEqual(
      after.functions.map(({ syntax }) => told(syntax)),
      fresh.functions.map(({ syntax }) => told(syntax)),
    );
    for (const { syntax } of after.functions) assert.ok(syntax && isWhole(syntax));
    return units.map((unit) => after.functions.includes(unit));
  };

  it('keeps the functions around an edit', () => {
    assert.deepEqual(edited(TEXT.replace('return 0', 'return 10')), [false, true]);
    assert.deepEqual(edited(TEXT.replace('one(3)', 'one(4)')), [true, false]);
    assert.deepEqual(edited(`/* New. */\n${TEXT}`), [true, true]);
    assert.deepEqual(edited(`${TEXT}\nint three;\n`), [true, true]);
  });

  it('keeps a function whose spacing or comments change', () => {
    assert.deepEqual(edited(TEXT.replace('\n\n\treturn', '\n\n\n\treturn')), [true, true]);
    assert.deepEqual(edited(TEXT.replace('(a, 1)', '( a,\n\t\t1 )')), [true, true]);
    assert.deepEqual(edited(TEXT.replace('/* Twice. */\n', '')), [true, true]);
    assert.deepEqual(edited(TEXT.replace('Twice', 'Twice, and more')), [true, true]);
    assert.deepEqual(edited(TEXT.replace('\treturn 0', '\t/* All */\n\t// is well.\n\treturn 0')), [
      true,
      true,
    ]);
  });

  it('keeps a function in which what does nothing is typed', () => {
    const typed = (statement: string) =>
      edited(TEXT.replace('\n\n\treturn 0', `\n\n\t${statement}\n\treturn 0`))[0];
    for (const idle of ['pr_info("%d\\n", a);', 'x = 3;', 'x = 3;\n\tx = 4;'])
      assert.equal(typed(idle), true, idle);
    // What acts, is read, or may be found by others.
    for (const other of [
      'pr_info("%d\\n", call(a));',
      'pr_pages("%d\\n", a);',
      'x = 3;\n\ta = x;',
      'a = 3;',
      'call = 3;',
      'kept = a;',
      'int a __free(call);\n\ta = 3;',
      'x = (call(a), 3);',
      'x += 3;',
      'b->x = 3;',
    ])
      assert.equal(typed(other), false, other);
  });

  it('reads a store anew once something reads it', () => {
    const stored = TEXT.replace('return 0', 'x = 3;\n\treturn 0');
    const before = new SourceFile(backend, 'a.c', stored);
    const [one] = before.functions;
    assert.ok(one.syntax);
    const same = new SourceFile(backend, 'a.c', `int y;\n${stored}`, [], before);
    assert.equal(same.functions[0], one);
    const text = `int x;\n${stored}`;
    const after = new SourceFile(backend, 'a.c', text, [], same);
    assert.notEqual(after.functions[0], one);
    const fresh = new SourceFile(backend, 'a.c', text);
    assert.deepEqual(told(after.functions[0].syntax), told(fresh.functions[0].syntax));
  });

  it('knows a function again that was moved or taken away', () => {
    assert.deepEqual(edited(TWO + ONE), [true, true]);
    assert.deepEqual(edited(TWO), [false, true]);
  });

  it('takes a word that became another for another', () => {
    assert.deepEqual(edited(TEXT.replace('return call', 'returncall')), [false, true]);
    assert.deepEqual(edited(TEXT.replace('call(a, 1)', 'call(a /* b */, 1)')), [false, true]);
  });
});

describe('the change between two texts', () => {
  it('is the shortest stretch that holds every difference', () => {
    const piece = fc.oneof(fc.string(), fc.constant('ab'.repeat(5000)));
    fc.assert(
      fc.property(piece, fc.string(), fc.string(), piece, (head, a, b, tail) => {
        const [before, after] = [head + a + tail, head + b + tail];
        const { start, endBefore, endAfter } = changeBetween(before, after);
        assert.ok(start <= endBefore && start <= endAfter);
        assert.equal(
          before.slice(0, start) + after.slice(start, endAfter) + before.slice(endBefore),
          after,
        );
        const [old, now] = [before.slice(start, endBefore), after.slice(start, endAfter)];
        if (old !== '' && now !== '') {
          assert.notEqual(old.at(0), now.at(0));
          assert.notEqual(old.at(-1), now.at(-1));
        }
      }),
    );
  });
});
