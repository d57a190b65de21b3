import type { SyntaxNode } from '../syntax/syntaxNode';

/** What a loop's head knows about its loop. */
export interface Loop {
  /** The whole loop statement, header included. */
  readonly statement: SyntaxNode;
}

/** One node of a control-flow graph. Targets are indices into `Cfg.nodes`. */
export type CfgNode =
  | { readonly kind: 'statement'; readonly syntax: SyntaxNode; next: number }
  | {
      readonly kind: 'branch';
      /** Null for a loop without condition: always true. */
      readonly condition: SyntaxNode | null;
      /** Set on the head of a loop whose condition is tested before the body. */
      readonly loop: Loop | null;
      whenTrue: number;
      whenFalse: number;
    }
  | {
      /** `for_each_...(...)`: runs its body an unknown number of times. */
      readonly kind: 'each';
      readonly macro: string;
      readonly args: readonly SyntaxNode[];
      readonly loop: Loop;
      body: number;
      after: number;
    }
  | {
      readonly kind: 'switch';
      readonly value: SyntaxNode;
      readonly cases: readonly SwitchCase[];
      otherwise: number;
    }
  | {
      /** An `#if` group: which arm is compiled is not known, but the same throughout a path. */
      readonly kind: 'config';
      readonly condition: string;
      whenTrue: number;
      whenFalse: number;
    }
  | { readonly kind: 'return'; readonly syntax: SyntaxNode; readonly value: SyntaxNode | null }
  /** Joins and labels: does nothing. */
  | { readonly kind: 'join'; next: number }
  /** A call that does not come back: the path ends without leaving the function. */
  | { readonly kind: 'stop' }
  /** The closing brace: a return without a value. */
  | { readonly kind: 'end' };

export interface SwitchCase {
  readonly from: SyntaxNode;
  /** The upper end of a `case a ... b` range. */
  readonly to: SyntaxNode | null;
  readonly target: number;
}

export interface Cfg {
  readonly nodes: readonly CfgNode[];
  readonly entry: number;
  /** Position of each node in reverse post-order; an edge to a smaller or equal one is a back edge. */
  readonly order: readonly number[];
  /** True when a part of the function could not be read: the parser met an error there. */
  readonly damaged: boolean;
}

export function successors(node: CfgNode): readonly number[] {
  switch (node.kind) {
    case 'statement':
    case 'join':
      return [node.next];
    case 'branch':
    case 'config':
      return [node.whenTrue, node.whenFalse];
    case 'each':
      return [node.body, node.after];
    case 'switch':
      return [...node.cases.map((c) => c.target), node.otherwise];
    case 'return':
    case 'stop':
    case 'end':
      return [];
  }
}
