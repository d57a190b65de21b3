import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { SyntaxBackend, SyntaxTree } from '../../../src/analyzer/syntax/syntaxBackend';
import { descendants, type SyntaxNode } from '../../../src/analyzer/syntax/syntaxNode';
import { loadParser } from '../../../src/tree/parser';

const SOURCES: readonly string[] = [
  '',
  'int x;\n',
  'static long f(struct page **pages)\n{\n\tint i;\n\tfor (i = 0; i < 3; i++)\n\t\tput_page(pages[i]);\n\treturn 0;\n}\n',
  '#ifdef A\nint g(void)\n{\n\treturn h("ü😀", 1);\n}\n#endif\nint k(void) { return 2; }\n',
  'int broken(void)\n{\n\tif (a {\n\treturn; }\n}\nint fine(int a) { return a ?: 1; }\n',
  'int cut(void)\n{\n\tr = pin_user_pages_fast(addr, n,',
  'extern "C" {\nint c(void) { int (*p)(int) = &d; return p(1); }\n}\n',
];

/** A node without its parent, to compare trees. */
const plain = (node: SyntaxNode): unknown => [
  ...[node.type, node.named, node.field, node.start, node.end, node.missing],
  node.children.map(plain),
];
const contents = (tree: SyntaxTree) => ({
  functions: tree.functions(),
  root: plain(tree.materialize()),
  each: tree.functions().map((span) => plain(tree.materialize(span))),
});

describe('the two parsers', () => {
  let native: SyntaxBackend;
  let wasm: SyntaxBackend;
  before(async () => {
    native = await loadParser('native');
    wasm = await loadParser('wasm');
  });

  it('are what was asked for, native by default', async () => {
    assert.equal(native.name, 'native');
    assert.equal(wasm.name, 'wasm');
    assert.equal((await loadParser('auto')).name, 'native');
  });

  it('give the same trees', () => {
    for (const text of [...SOURCES, SOURCES.join('\n')]) {
      const [a, b] = [native.parse(text), wasm.parse(text)];
      assert.deepEqual(contents(a), contents(b));
      a.dispose();
      b.dispose();
    }
  });

  it('list functions inside conditions and linkage blocks, and where errors are', () => {
    for (const backend of [native, wasm]) {
      const text = SOURCES.slice(3, 5).join('') + (SOURCES[6] ?? '');
      const spans = backend.parse(text).functions();
      const names = spans.map(({ start, end }) => /(\w+)\(/.exec(text.slice(start, end))?.[1]);
      assert.deepEqual(names, ['g', 'k', 'broken', 'fine', 'c']);
      assert.deepEqual(
        spans.map((span) => span.hasError),
        [false, false, true, false, false],
      );
    }
  });

  it('materialise exactly the function asked for', () => {
    for (const backend of [native, wasm]) {
      const tree = backend.parse(SOURCES[2] ?? '');
      const [span] = tree.functions();
      const node = tree.materialize(span);
      assert.equal(node.type, 'function_definition');
      assert.equal(node.parent, null);
      assert.ok([...descendants(node)].some(({ type }) => type === 'for_statement'));
    }
  });

  it('survive nesting that would overflow the stack', () => {
    const deep = `int f(void) { return ${'('.repeat(20000)}1${')'.repeat(20000)}; }`;
    for (const backend of [native, wasm]) {
      assert.ok([...descendants(backend.parse(deep).materialize())].length > 500);
    }
  });
});
