import type { SyntaxNode } from '../syntax/syntaxNode';
import { isPossible } from './extremes';
import { type ExitKind, reportKey, type PathFact } from './facts';
import type { FunctionCode } from './functionCode';
import type { Hold, Range } from './holds';
import type { Frame } from './machine';
import { leavingGoto } from './leaving';
import { releasedBeyond, settled, type NoticedFact } from './ownership';
import {
  canBeSome,
  isCountedByBytes,
  isOfResult,
  receptionOf,
  lostByRounding,
  restBehind,
  restInArray,
} from './lost';
import { Reach, type Keeper } from './reach';
import type { CallPosition } from './releases';
import { runCleanups } from './returning';
import type { ForeignRelease, Leaving, PathEnd } from './rootResult';
import type { State } from './state';
import type { Exit } from './walk';

/** Writes down what the paths of one function show. */
export class Recorder {
  readonly facts: PathFact[] = [];
  readonly ends: PathEnd[] = [];
  readonly failed: Leaving[] = [];
  readonly foreign: ForeignRelease[] = [];
  private readonly seen = new Set<string>();

  /** @param root The function that the paths begin in. */
  constructor(private readonly root: FunctionCode) {}

  notice(state: State, fact: NoticedFact, node: SyntaxNode, frame: Frame): void {
    this.record(state, fact, { node, source: frame.code.source, caller: frame.code.name });
  }

  private record(
    state: State,
    fact: NoticedFact,
    { node, source, caller }: CallPosition,
    doubtful = false,
  ): void {
    const key = `${reportKey({ ...fact, source, node })} ${state.approximate || doubtful}`;
    if (this.seen.has(key) || !isPossible(state)) return;
    this.seen.add(key);
    this.facts.push({
      ...fact,
      trace: state.trace,
      node,
      source,
      root: this.root.name,
      interprocedural: caller !== this.root.name || fact.site.caller !== this.root.name,
      approximate:
        doubtful ||
        state.approximate ||
        (fact.hold !== null && (fact.hold.assumed || isDoubted(state, fact.hold))),
    });
  }

  /** At the end of a path: who still has what, and what nobody has any more. */
  finish(exit: Exit, frame: Frame): void {
    const { state, value } = exit;
    const kind = exitKind(this.root, exit);
    const returned = this.root.returns?.kind === 'void' || exit.node === null ? null : value;
    runCleanups(state, frame);
    const node = exit.node ?? this.root.syntax;
    const leaving: Leaving = {
      exit: kind,
      state,
      node,
      source: this.root.source,
      answerOf: answerOf(exit),
      tellsHowMany: isOfResult(state, value),
    };
    if (state.failed.length > 0) this.failed.push(leaving);
    const at = { node, source: this.root.source, caller: this.root.name };
    const reach = new Reach(state, returned);
    for (const hold of state.past.map((one) => settled(state, one))) {
      this.ends.push({ ...leaving, hold, keepers: [] });
      this.recordBeyond(state, hold);
      this.recordLeak(state, hold, kind, at);
    }
    for (const hold of state.holds.map((one) => settled(state, one))) {
      if (hold.isInherited) {
        this.recordBeyond(state, hold);
        if (isAbandoned(hold, reach)) this.recordLeak(state, hold, kind, at);
        continue;
      }
      const keepers = reach.keepers(hold, returned);
      this.ends.push({ ...leaving, hold, keepers });
      this.recordBeyond(state, hold);
      this.recordRest(state, hold, keepers, kind, at);
      if (keepers.length === 0) this.recordLeak(state, hold, kind, at);
    }
  }

  /** What of the hold was neither given back nor kept. */
  private recordLeak(state: State, hold: Hold, exit: ExitKind, at: CallPosition): void {
    if (hold.uncounted.some((v) => !state.facts.canBeZero(v)) || isDoubted(state, hold)) return;
    const rounded = lostByRounding(state, hold);
    if (hold.assumed && rounded === null) return;
    const lost = rounded ?? hold.held.find((range) => canBeSome(state, range));
    if (lost === undefined) return;
    const doubtful = rounded !== null || isCountedByBytes(hold);
    const leak = this.leakOf(state, hold, exit, lost);
    const fact = { ...leak, isRest: false, reception: receptionOf(state, hold) };
    this.record(state, fact, at, doubtful);
  }

  /** Of pages that were handed on one by one, those behind the one that this path failed at. */
  private recordRest(
    state: State,
    hold: Hold,
    keepers: readonly Keeper[],
    exit: ExitKind,
    at: CallPosition,
  ): void {
    if (hold.assumed || hold.uncounted.some((v) => !state.facts.canBeZero(v))) return;
    // A loop over bytes ends by itself once all are handed on: what is behind it is a matter of offsets.
    if (exit !== 'error' && hold.call.fn.result === 'bytes') return;
    const lost =
      restBehind(state, hold, keepers) ??
      (exit === 'error' ? restInArray(state, hold, keepers) : null);
    if (lost === null || !canBeSome(state, lost)) return;
    this.record(
      state,
      { ...this.leakOf(state, hold, exit, lost), isRest: true, reception: 'open' },
      at,
    );
  }

  private leakOf(state: State, hold: Hold, exit: ExitKind, lost: Range) {
    const leftBy = leavingGoto(state.trace, this.root);
    return { kind: 'leak', hold, site: hold.call, exit, lost, leftBy } as const;
  }

  /** Only behind a loop it is known how far its releases went. */
  private recordBeyond(state: State, hold: Hold): void {
    const beyond = hold.assumed ? null : releasedBeyond(state, hold);
    if (beyond === null) return;
    const { by } = beyond;
    this.record(state, { kind: 'over-release', hold, site: hold.call, by }, by);
  }
}

/** Whether the path went on as if the function that took the pages had taken none. */
function isDoubted(state: State, hold: Hold): boolean {
  return hold.undecided.some((value) => state.facts.provesAtMostZero(value));
}

/** Some pages of an array were given back, and the array or the object around it was freed. */
function isAbandoned(hold: Hold, reach: Reach): boolean {
  return hold.released.length > 0 && reach.keepers(hold, null).length === 0;
}

/** The function whose result is returned without a look at it. */
function answerOf({ state, value }: Exit): string | null {
  const origin = state.symbols.origin(state.normal(value));
  const isOpen = origin?.kind === 'result' && state.facts.canBeZero(value);
  return isOpen && state.facts.canBeAtMostZero(value.add(1)) ? origin.callee : null;
}

/**
 * A negative result or a NULL from a function that returns pointers is an error, and so is what
 * `if (ret) return ret;` returns: a call's result that is not zero.
 */
function exitKind(code: FunctionCode, exit: Exit): ExitKind {
  if (exit.node === null || code.returns?.kind === 'void') return 'void';
  const { facts } = exit.state;
  if (facts.provesAtMostZero(exit.value.add(1))) return 'error';
  const { kind } = exit.state.symbols.origin(exit.state.normal(exit.value)) ?? {};
  if (kind === 'result' && !facts.canBeZero(exit.value) && facts.canBeAtMostZero(exit.value))
    return 'error';
  if (code.returns?.kind === 'pointer' && facts.provesZero(exit.value)) return 'error';
  return 'success';
}
