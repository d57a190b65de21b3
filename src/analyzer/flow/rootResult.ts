import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { ExitKind, PathFact } from './facts';
import type { FunctionCode } from './functionCode';
import type { Hold } from './holds';
import type { Linear } from './linear';
import type { Keeper } from './reach';
import type { ReleaseCall } from './releases';
import type { State } from './state';

/** Where and how a path leaves the function it began in. */
export interface Leaving {
  readonly exit: ExitKind;
  readonly state: State;
  /** The return statement, or the function where it runs off its end. */
  readonly node: SyntaxNode;
  readonly source: SourceText;
  /** The function whose answer the path passes on, be it an error or not; null where it decides itself. */
  readonly answerOf: string | null;
  /** It returns how many pages were taken, or bytes: the caller can tell a short result. */
  readonly tellsHowMany: boolean;
}

/** A hold at the end of a path. */
export interface PathEnd extends Leaving {
  readonly hold: Hold;
  readonly keepers: readonly Keeper[];
}

/** A release of pages that came from elsewhere. */
export interface ForeignRelease {
  readonly call: ReleaseCall;
  readonly pages: Linear;
  readonly dirty: boolean;
  readonly root: string;
  readonly state: State;
}

/** Everything that running one function told. */
export interface RootResult {
  readonly code: FunctionCode;
  readonly facts: readonly PathFact[];
  readonly ends: readonly PathEnd[];
  /** Ends of paths on which an acquire failed. */
  readonly failed: readonly Leaving[];
  readonly foreign: readonly ForeignRelease[];
  readonly damaged: boolean;
  /** False when there were too many paths, and not all were followed. */
  readonly complete: boolean;
  /** True when so many paths were left that some were not followed to their end. */
  readonly cut: boolean;
  /** Nodes visited, for measuring. */
  readonly steps: number;
}
