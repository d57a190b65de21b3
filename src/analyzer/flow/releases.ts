import { releaseFunction, type ReleaseFact } from '../../kernel';
import type { SourceText } from '../syntax/sourceText';
import type { Tracking } from '../records';
import type { SyntaxNode } from '../syntax/syntaxNode';

/** A function that gives references or pins back. */
export interface ReleaseFunction {
  readonly name: string;
  /** The reference it drops; null when it depends on more than the call. */
  readonly tracking: Tracking | null;
  readonly fact: ReleaseFact;
}

/** One call of such a function. */
export interface ReleaseCall {
  readonly fn: ReleaseFunction;
  readonly node: SyntaxNode;
  readonly source: SourceText;
  /** The function that contains the call. */
  readonly caller: string;
  /** Calls of void functions that were handed these very pages and gave them back, outermost last. */
  readonly through: readonly { readonly callee: string; readonly call: CallPosition }[];
}

/** Where a call stands. */
export interface CallPosition {
  readonly node: SyntaxNode;
  readonly source: SourceText;
  readonly caller: string;
}

/** The release function of that name, or null. */
export function releaseNamed(name: string): ReleaseFunction | null {
  const fact = releaseFunction(name);
  if (fact === undefined) return null;
  return { name, tracking: fact.tracking, fact: fact.release };
}
