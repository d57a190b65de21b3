import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { AcquireCall } from './acquires';
import type { Hold, Range } from './holds';
import type { ReleaseCall } from './releases';
import type { Trace } from './state';

/** How a path leaves the function it began in. */
export type ExitKind = 'success' | 'error' | 'void';

/** Whether those that the pages were handed to took them, as far as their answers tell. */
export type Reception = 'refused' | 'accepted' | 'open';

/** What is common to everything that was noticed on a path. */
interface PathFactBase {
  readonly site: AcquireCall;
  /** What the site gave on this path; null when it failed. */
  readonly hold: Hold | null;
  readonly trace: Trace | null;
  /** Where it was noticed: the release, or where the path ends. */
  readonly node: SyntaxNode;
  readonly source: SourceText;
  /** Name of the function the path began in. */
  readonly root: string;
  /** True when the path went through more than one function. */
  readonly interprocedural: boolean;
  /** True when paths had to be merged or counts were taken to agree without proof. */
  readonly approximate: boolean;
}

/** Something on a path that a rule may find fault with. */
export type PathFact = PathFactBase &
  (
    | {
        readonly kind: 'leak';
        readonly exit: ExitKind;
        readonly lost: Range;
        /** Pages were handed on one by one; those lost are the ones that were not reached. */
        readonly isRest: boolean;
        readonly reception: Reception;
        /** The goto that the path took to the code it shares with others on its way out, if any. */
        readonly leftBy: SyntaxNode | null;
      }
    | { readonly kind: 'wrong-release'; readonly by: ReleaseCall }
    | { readonly kind: 'over-release'; readonly by: ReleaseCall }
    | { readonly kind: 'double-release'; readonly by: ReleaseCall; readonly first: ReleaseCall }
    | {
        readonly kind: 'negative-count';
        readonly by: ReleaseCall;
        /**
         * `count`: it is the count; `compared`: a comparison as unsigned took it for a success; `bound`:
         * a loop runs up to it.
         */
        readonly how: 'count' | 'compared' | 'bound';
      }
    | {
        readonly kind: 'missing-lock';
        /**
         * `released`: taken and given back before; `dropped`: by a call; `untaken`: an attempt to take it
         * failed, or the caller cannot have it; `never`: not taken here, so the caller may have it.
         * `taken`: it is held, and the call takes it itself; `other`: that of another mm is held;
         * `unlocked`: it is given back although the call may have dropped it.
         */
        readonly how: 'released' | 'dropped' | 'untaken' | 'never' | 'taken' | 'other' | 'unlocked';
      }
  );

/** Equal for facts that say the same of the same place, whichever paths showed them. */
export function factKey(fact: FactPlace): string {
  const { site, source, node } = fact;
  const at = `${site.source.file}:${site.node.start} ${source.file}:${node.start}`;
  return `${fact.kind} ${at} ${fact.kind === 'leak' ? leakKey(fact) : ''}`;
}

/**
 * Whether the second fact is what the first one seemed to be. Paths that were taken together may have
 * lost how they end: one that returns an error of its own shows that alone.
 */
export function bearsOut(seeming: PathFact, shown: PathFact): boolean {
  if (factKey(seeming) === factKey(shown)) return true;
  return (
    seeming.kind === 'leak' &&
    shown.kind === 'leak' &&
    seeming.exit === 'success' &&
    shown.exit === 'error' &&
    factKey({ ...shown, exit: seeming.exit }) === factKey(seeming)
  );
}

/** The same for facts that are told apart in a report: leaks by the way they parted from others, too. */
export function reportKey(fact: FactPlace): string {
  const leftBy = fact.kind === 'leak' ? fact.leftBy : null;
  return `${factKey(fact)} ${leftBy?.start ?? ''}`;
}

type FactPlace = Pick<PathFactBase, 'site' | 'source' | 'node' | 'hold'> &
  (
    | { readonly kind: Exclude<PathFact['kind'], 'leak'> }
    | {
        readonly kind: 'leak';
        readonly exit: ExitKind;
        readonly isRest: boolean;
        readonly leftBy: SyntaxNode | null;
      }
  );

/** Many paths leave by one return: they lose pages in different ways, of which one may be none. */
function leakKey({ hold, exit, isRest }: Extract<FactPlace, { kind: 'leak' }>): string {
  const short = hold?.outcome === 'short' ? 'short' : exit;
  const handed = hold?.handovers.map(({ to }) => to).join() ?? '';
  return `${isRest ? 'rest' : short} ${handed}`;
}

/** `Omit` that keeps the members of a union apart. */
export type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
