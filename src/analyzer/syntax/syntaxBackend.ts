import type { SyntaxNode } from './syntaxNode';

/** A function definition found in a file, before anything inside it is looked at. */
export interface FunctionSpan {
  readonly start: number;
  readonly end: number;
  /** True when the parser met an error anywhere inside. */
  readonly hasError: boolean;
}

/** A parsed file. Holds memory of the parser: call `dispose` when done. */
export interface SyntaxTree {
  /** Function definitions in source order, those inside `#if` arms included, none nested. */
  functions(): readonly FunctionSpan[];
  /** The whole tree, or the smallest node that covers `[start, end)`, as plain records. */
  materialize(start?: number, end?: number): SyntaxNode;
  dispose(): void;
}

/** A C parser: native tree-sitter where it loads, its WASM build elsewhere; same trees from both. */
export interface SyntaxBackend {
  readonly name: 'native' | 'wasm';
  /**
   * Parses `text`. With `previous`, the tree of an earlier state of the same file, only what
   * changed is parsed again; `previous` is consumed and must not be used any more.
   */
  parse(text: string, previous?: SyntaxTree): SyntaxTree;
}
