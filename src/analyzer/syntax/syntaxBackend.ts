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
  /**
   * The whole tree, or the smallest node that covers the span, as plain records.
   *
   * @param origin Where the parsed text begins in that which the nodes' offsets are to count in.
   */
  materialize(span?: FunctionSpan | null, origin?: number): SyntaxNode;
  dispose(): void;
}

/** A C parser: native tree-sitter where it loads, its WASM build elsewhere; same trees from both. */
export interface SyntaxBackend {
  readonly name: 'native' | 'wasm';
  parse(text: string): SyntaxTree;
}
