import type { Cfg, CfgNode, Loop } from '../cfg/cfg';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { Linear } from './linear';
import type { Frame, Machine, Value } from './machine';
import { noteBranch } from './branchSteps';
import { assume } from './conditions';
import { declare } from './declarations';
import type { Budget } from './effort';
import { forgetAssigned } from './loopEffects';
import { advance, canGoOn, firstEntry, isHeld, macroCursor } from './loopMacros';
import { MERGE_ALL, mergeStates } from './merge';
import { NO_ROUNDS, roundsKey, withoutLoop, type RoundsByLoop } from './rounds';
import type { State } from './state';
import { takenArms, type SwitchNode } from './switching';

/** A way out of the walk: a return with its value, or the end. */
export interface Exit extends Value {
  readonly node: SyntaxNode | null;
}

interface Walker {
  readonly state: State;
  /** Undecided and decided rounds of each loop on the way. */
  readonly rounds: RoundsByLoop;
}

/** Walks every path through a control-flow graph, joins before what follows them. */
export class Walk {
  private readonly waiting = new Map<number, Walker[]>();
  private readonly exits: Exit[] = [];

  constructor(
    private readonly machine: Machine,
    private readonly cfg: Cfg,
    private readonly frame: Frame,
    private readonly budget: Budget,
    private readonly relevantLoop: (loop: Loop) => boolean,
  ) {}

  run(state: State): Exit[] {
    this.push(this.cfg.entry, { state, rounds: new Map() });
    for (;;) {
      const at = this.nextNode();
      if (at === null) return this.exits;
      if (this.budget.steps < this.budget.least) {
        this.budget.cut = true;
        return this.exits;
      }
      const walkers = this.merged(at, this.waiting.get(at) ?? []);
      this.waiting.delete(at);
      for (const walker of walkers) {
        this.budget.steps--;
        this.visit(at, walker);
      }
    }
  }

  private nextNode(): number | null {
    let best: number | null = null;
    for (const at of this.waiting.keys())
      if (best === null || this.cfg.order[at] < this.cfg.order[best]) best = at;
    return best;
  }

  private merged(at: number, walkers: Walker[]): readonly Walker[] {
    if (walkers.length === 1) return walkers;
    const { steps, effort } = this.budget;
    const key = `${this.frame.id}@${at}`;
    // Rounds are not merged: a loop would not end.
    const groups = new Map<string, Walker[]>();
    for (const walker of walkers) {
      const rounds = roundsKey(walker.rounds);
      const known = groups.get(rounds);
      if (known) known.push(walker);
      else groups.set(rounds, [walker]);
    }
    const merged = [...groups.values()].flatMap((group) =>
      mergeStates(
        group.map((w) => w.state),
        key,
        steps > 0 ? effort : MERGE_ALL,
        steps <= 0,
      ).map((state) => ({
        state,
        rounds: group[0].rounds,
      })),
    );
    if (merged.length <= effort.most) return merged;
    // Too many to follow.
    for (const { state } of merged) state.approximate = true;
    return someOfEach(merged, effort.most);
  }

  private push(to: number, walker: Walker): void {
    if (this.budget.guide?.admits(walker.state) === false) return;
    const known = this.waiting.get(to);
    if (known) known.push(walker);
    else this.waiting.set(to, [walker]);
  }

  /**
   * Follows an edge. A back edge counts a round; `undecided` when nothing known forced it, which is
   * so for all but the loops whose head tests a condition and counts for itself.
   */
  private go(from: number, to: number, walker: Walker, undecided = true): void {
    const { state } = walker;
    if (this.cfg.order[to] > this.cfg.order[from]) {
      const rounds = withoutLoop(walker.rounds, to);
      this.push(to, { state, rounds });
      return;
    }
    const before = walker.rounds.get(to) ?? NO_ROUNDS;
    const counts = undecided && !this.countsForItself(to);
    const after = { undecided: before.undecided + (counts ? 1 : 0), all: before.all + 1 };
    if (after.all > 2 * this.budget.effort.rounds || after.undecided > this.budget.effort.undecided)
      return;
    state.epoch = `${state.epoch}.${to}`;
    this.push(to, { state, rounds: new Map([...walker.rounds, [to, after]]) });
  }

  private countsForItself(head: number): boolean {
    const node = this.cfg.nodes[head];
    if (node.kind === 'each') return true;
    return node.kind === 'branch' && node.loop !== null && !isAlways(node.condition, this.frame);
  }

  private visit(at: number, walker: Walker): void {
    const node = this.cfg.nodes[at];
    const { state } = walker;
    switch (node.kind) {
      case 'join':
        this.go(at, node.next, walker);
        break;
      case 'statement':
        for (const s of this.execute(state, node.syntax))
          this.go(at, node.next, { ...walker, state: s });
        break;
      case 'branch':
        this.branch(at, node, walker);
        break;
      case 'config':
        this.config(at, node, walker);
        break;
      case 'each':
        this.forEach(at, node, walker);
        break;
      case 'switch':
        this.switch(at, node, walker);
        break;
      case 'return':
        this.return(state, node.syntax, node.value);
        break;
      case 'end':
        this.exits.push({ state, value: Linear.zero, type: { kind: 'void' }, node: null });
        break;
      case 'stop':
        break;
    }
  }

  private return(state: State, syntax: SyntaxNode, value: SyntaxNode | null): void {
    if (value === null) {
      this.exits.push({ state, value: Linear.zero, type: { kind: 'void' }, node: syntax });
      return;
    }
    for (const v of this.machine.evaluate(state, value, this.frame))
      this.exits.push({ ...v, node: syntax });
  }

  private execute(state: State, syntax: SyntaxNode): State[] {
    if (syntax.type === 'declaration') return declare(this.machine, state, syntax, this.frame);
    return this.machine.evaluate(state, syntax, this.frame).map((v) => v.state);
  }

  private branch(at: number, node: Extract<CfgNode, { kind: 'branch' }>, walker: Walker): void {
    const { condition, loop } = node;
    if (condition === null || isAlways(condition, this.frame)) {
      this.go(at, node.whenTrue, walker);
      return;
    }
    if (loop !== null && !this.relevantLoop(loop)) {
      this.skipLoop(at, node, condition, loop, walker);
      return;
    }
    const undecided =
      (loop !== null || this.cfg.order[node.whenTrue] <= this.cfg.order[at]) &&
      !this.isConstant(walker.state, condition);
    const follows = (truth: boolean) => this.budget.guide?.follows(condition, truth) ?? true;
    const yes = follows(true)
      ? this.machine.assumeExpression(walker.state.clone(), condition, true, this.frame)
      : [];
    const no = follows(false)
      ? this.machine.assumeExpression(walker.state, condition, false, this.frame)
      : [];
    const left = withoutLoop(walker.rounds, loop === null ? node.whenTrue : at);
    for (const state of no) {
      noteBranch(state, this.frame.code.source, condition, false);
      this.go(at, node.whenFalse, { state, rounds: left }, undecided);
    }
    if (loop === null) {
      for (const state of yes) {
        noteBranch(state, this.frame.code.source, condition, true);
        this.go(at, node.whenTrue, { ...walker, state }, undecided);
      }
      return;
    }
    const before = walker.rounds.get(at) ?? NO_ROUNDS;
    if (undecided && before.undecided >= this.budget.effort.undecided) return;
    if (before.all >= this.budget.effort.rounds) {
      for (const state of yes) this.leaveLongLoop(at, node, condition, loop, { ...walker, state });
      return;
    }
    const after = { ...before, undecided: before.undecided + (undecided ? 1 : 0) };
    for (const state of yes) {
      noteBranch(state, this.frame.code.source, condition, true);
      const rounds = new Map([...walker.rounds, [at, after]]);
      this.push(node.whenTrue, { state, rounds });
    }
  }

  /** Whether the condition is computed from constants: then the rounds of the loop are known. */
  private isConstant(state: State, condition: SyntaxNode): boolean {
    return this.machine
      .evaluate(state.clone(), condition, this.frame)
      .every((v) => v.state.normal(v.value).isConstant);
  }

  /** A loop that goes on and on: what it assigns is unknown, and so is what it did to pages. */
  private leaveLongLoop(
    at: number,
    node: Extract<CfgNode, { kind: 'branch' }>,
    condition: SyntaxNode,
    loop: Loop,
    walker: Walker,
  ): void {
    const { state } = walker;
    this.forget(state, loop);
    state.approximate = true;
    state.holds = state.holds.map((hold) => ({ ...hold, assumed: true }));
    for (const s of this.machine.assumeExpression(state, condition, false, this.frame))
      this.go(at, node.whenFalse, { state: s, rounds: withoutLoop(walker.rounds, at) }, false);
  }

  /**
   * A loop that does nothing to pages: none or some rounds, after which what it assigns is unknown.
   */
  private skipLoop(
    at: number,
    node: Extract<CfgNode, { kind: 'branch' }>,
    condition: SyntaxNode,
    loop: Loop,
    walker: Walker,
  ): void {
    const round = walker.rounds.get(at)?.all ?? 0;
    const { state } = walker;
    if (round === 0) {
      for (const s of this.machine.assumeExpression(state.clone(), condition, false, this.frame))
        this.go(at, node.whenFalse, { ...walker, state: s }, false);
      this.forget(state, loop);
      for (const s of this.machine.assumeExpression(state, condition, true, this.frame))
        this.go(at, node.whenTrue, { ...walker, state: s }, false);
      return;
    }
    this.forget(state, loop);
    const rounds = withoutLoop(walker.rounds, at);
    for (const s of this.machine.assumeExpression(state, condition, false, this.frame))
      this.go(at, node.whenFalse, { state: s, rounds }, false);
  }

  private forget(state: State, loop: Loop): void {
    forgetAssigned(this.machine, state, loop.statement, this.frame);
  }

  private forEach(at: number, node: Extract<CfgNode, { kind: 'each' }>, walker: Walker): void {
    const round = walker.rounds.get(at)?.all ?? 0;
    const { state } = walker;
    const cursor = macroCursor(node.macro, this.machine.program.release);
    const list = node.args[cursor?.from ?? -1];
    const first =
      list === undefined ? null : firstEntry(this.machine, state.clone(), list, this.frame);
    // A container that is known to hold pages is not empty.
    const past = state.clone();
    const mayEnd = round > 0 || first === null || !isHeld(state, first);
    if (mayEnd && canGoOn(this.machine, past, node, cursor, { round, on: false }, this.frame))
      this.go(at, node.after, { state: past, rounds: withoutLoop(walker.rounds, at) }, false);
    if (!canGoOn(this.machine, state, node, cursor, { round, on: true }, this.frame)) return;
    if (round >= (this.relevantLoop(node.loop) ? this.budget.effort.undecided : 1)) return;
    for (const next of advance(this.machine, state, node, cursor, round, this.frame))
      this.go(at, node.body, { ...walker, state: next }, false);
  }

  private config(at: number, node: Extract<CfgNode, { kind: 'config' }>, walker: Walker): void {
    const { symbols } = this.machine;
    const enabled = symbols.once(`config ${node.condition}`, () =>
      symbols.make(node.condition, { kind: 'macro', name: node.condition }, null, 0, 1),
    );
    for (const state of assume(walker.state.clone(), enabled, true))
      this.go(at, node.whenTrue, { ...walker, state }, false);
    for (const state of assume(walker.state, enabled, false))
      this.go(at, node.whenFalse, { ...walker, state }, false);
  }

  private switch(at: number, node: SwitchNode, walker: Walker): void {
    const { guide } = this.budget;
    const follows = (at: SyntaxNode, truth: boolean) => guide?.follows(at, truth) ?? true;
    const arms = takenArms(this.machine, walker.state, node, this.frame, follows);
    for (const { state, target } of arms) this.go(at, target, { ...walker, state }, false);
  }
}

/**
 * Walkers that stand for the others: of those that came by the same decision the ones with the shortest
 * ways, and as many of each decision as of the next. A loop has so many ways round it that they would
 * leave no room for the one that jumps out of it.
 */
function someOfEach(walkers: readonly Walker[], most: number): Walker[] {
  const byDecision = new Map<string, Walker[]>();
  for (const walker of walkers) {
    const { trace } = walker.state;
    const key = `${trace?.source.file}:${trace?.node.start} ${trace?.truth}`;
    const known = byDecision.get(key);
    if (known) known.push(walker);
    else byDecision.set(key, [walker]);
  }
  const length = ({ state }: Walker) => state.trace?.length ?? 0;
  const groups = [...byDecision.values()].map((group) =>
    [...group].sort((a, b) => length(a) - length(b)),
  );
  const chosen: Walker[] = [];
  for (let rank = 0; chosen.length < most; rank++)
    for (const group of groups)
      if (rank < group.length && chosen.length < most) chosen.push(group[rank]);
  return chosen;
}

/** `while (1)`: leaves only from inside. */
function isAlways(condition: SyntaxNode | null, frame: Frame): boolean {
  return condition === null || /^\(?\s*(1|true)\s*\)?$/.test(frame.code.source.of(condition));
}
