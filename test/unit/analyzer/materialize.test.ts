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
});
