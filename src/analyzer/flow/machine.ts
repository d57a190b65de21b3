import type { KernelRelease } from '../../kernel';
import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { CType } from './ctypes';
import type { NoticedFact } from './ownership';
import type { FunctionCode } from './functionCode';
import type { Inheritance } from './inheritance';
import type { Linear } from './linear';
import type { Place } from './places';
import type { ReleaseCall } from './releases';
import type { State } from './state';
import type { Symbols } from './symbols';

/** Where functions and struct members are looked up: a file, or a file and the tree around it. */
export interface Program {
  readonly release: KernelRelease;
  /** The definition that a call in `from` means, or null when it is not at hand. */
  functionNamed(name: string, from: SourceText): FunctionCode | null;
  /** A struct's member; its own name and no type when the struct is not at hand. */
  member(tag: string, name: string): Member;
  /** The value of a constant; null where it is no plain number, undefined for any other name. */
  constant(name: string, from: SourceText): number | null | undefined;
  /** What is known of a function at hand without reading it; null when it is not at hand. */
  glance(name: string, from: SourceText): FunctionGlance | null;
  /** False for functions such as BUG() and panic(). */
  comesBack(callee: string): boolean;
}

/**
 * - `pages`: pages come out of it, or it gives back pages that it is handed themselves.
 * - `kept`: when it succeeds, pages stay in objects whose struct is known; when it fails, none do.
 * - `owners`: it gives back pages of an object; worth following when pages are held.
 * - `none`: what it does to pages, if anything, ends inside.
 */
export type Interest = 'pages' | 'kept' | 'owners' | 'none';

export interface FunctionGlance {
  /** What executing it can tell about pages. */
  readonly interest: Interest;
  /** Short enough to be followed for what it returns, pages or not. */
  readonly isSmall: boolean;
}

export interface Member {
  /** Members that share their storage in an anonymous union have the name of the first of them. */
  readonly name: string;
  readonly type: CType | null;
}

/** One activation of a function. */
export interface Frame {
  /** Equal for the same chain of call sites. */
  readonly id: string;
  readonly code: FunctionCode;
  readonly depth: number;
  /** The variables met so far, by name; the same for all activations of that id. */
  readonly places: Map<string, Place>;
  /** The call that made this activation; null in the function that a path begins in. */
  readonly call: Call | null;
}

/** What an expression came to, in one of the states it can lead to. */
export interface Value {
  readonly state: State;
  readonly value: Linear;
  readonly type: CType | null;
}

/** The value of an expression that has only one. */
export function single(state: State, value: Linear, type: CType | null = null): Value[] {
  return [{ state, value, type }];
}

/** A call being executed, its arguments evaluated. */
export interface Call {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly args: readonly Argument[];
  readonly frame: Frame;
}

export interface Argument {
  readonly node: SyntaxNode;
  readonly value: Linear;
  readonly type: CType | null;
}

/** What the parts of the executor need of each other. */
export interface Machine {
  readonly program: Program;
  readonly symbols: Symbols;
  /** What other functions left in objects. */
  readonly inheritance: Inheritance;
  evaluate(state: State, node: SyntaxNode, frame: Frame): Value[];
  /** The states in which the expression is true (or false). */
  assumeExpression(state: State, node: SyntaxNode, truth: boolean, frame: Frame): State[];
  /** The places an lvalue can mean. */
  locate(state: State, node: SyntaxNode, frame: Frame): { state: State; place: Place }[];
  call(state: State, call: Call): Value[];
  /** Runs a function's body; each value is a way it returns. Null when that would take too long. */
  enter(state: State, code: FunctionCode, call: Call, args: readonly Argument[]): Value[] | null;
  /** Runs `({ ... })` in the frame it stands in. */
  block(state: State, body: SyntaxNode, frame: Frame): Value[];
  notice(state: State, fact: NoticedFact, node: SyntaxNode, frame: Frame): void;
  /** A release of pages that no acquire on this path gave. */
  releasedElsewhere(
    state: State,
    call: ReleaseCall,
    pages: Linear,
    dirty: boolean,
    frame: Frame,
  ): void;
  /** A number for the hold of that name, the same whenever asked. */
  holdId(name: string): number;
}
