import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { descendants } from '../../../src/analyzer/syntax/syntaxNode';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

describe('the plain syntax tree', () => {
  const text = 'static int f(int a)\n{\n\treturn g(a) + 1;\n}\n';
  const tree = createNativeBackend().parse(text);

  it('lists function definitions with their spans', () => {
    assert.deepEqual(tree.functions(), [{ start: 0, end: text.length - 1, hasError: false }]);
  });

  it('materialises nodes with fields and offsets into the original text', () => {
    const root = tree.materialize();
    const call = [...descendants(root)].find((node) => node.type === 'call_expression');
    assert.equal(call && text.slice(call.start, call.end), 'g(a)');
    const callee = call?.childByField('function');
    assert.equal(callee && text.slice(callee.start, callee.end), 'g');
    assert.equal(call?.parent?.type, 'binary_expression');
  });

  it('lets a step behind an operand bind closer than an operator before it', () => {
    const source =
      'void f(struct o *o)\n{\n\tif (!o->users++ || !!--o->users || ~(-o->n)--)\n\t\tg(o);\n}\n';
    const nodes = [...descendants(createNativeBackend().parse(source).materialize())];
    const shown = (type: string) =>
      nodes.flatMap((node) => {
        const argument = node.childByField('argument');
        return node.type === type && argument
          ? [[source.slice(node.start, node.end), source.slice(argument.start, argument.end)]]
          : [];
      });
    assert.deepEqual(shown('update_expression'), [
      ['o->users++', 'o->users'],
      ['--o->users', 'o->users'],
      ['(-o->n)--', '(-o->n)'],
    ]);
    assert.deepEqual(shown('unary_expression').slice(0, 2), [
      ['!o->users++', 'o->users++'],
      ['!!--o->users', '!--o->users'],
    ]);
  });
});
