import { buildCfg } from '../cfg/buildCfg';
import type { Cfg, Loop } from '../cfg/cfg';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { assumeExpression } from './assumptions';
import { executeCall } from './calls';
import type { Budget, Effort } from './effort';
import { evaluateExpression } from './expressions';
import type { FunctionCode } from './functionCode';
import type { Guide } from './guide';
import { NOTHING_INHERITED, type Inheritance } from './inheritance';
import { Linear } from './linear';
import { canTouchPages } from './loopRelevance';
import { locateExpression } from './lvalues';
import type { Argument, Call, Frame, Machine, Program, Value } from './machine';
import { write } from './memory';
import { MERGE_ALL } from './merge';
import type { NoticedFact } from './ownership';
import { localPlace, type Place } from './places';
import { Recorder } from './recorder';
import type { ReleaseCall } from './releases';
import { leave, mergeExits, rememberUndecided } from './returning';
import type { RootResult } from './rootResult';
import { State } from './state';
import { Symbols } from './symbols';
import { Walk, type Exit } from './walk';

/** Runs a function on unknown arguments, along every path. */
export function runRoot(
  program: Program,
  code: FunctionCode,
  effort: Effort,
  guide: Guide | null = null,
  inheritance: Inheritance = NOTHING_INHERITED,
): RootResult {
  const run = new RootRun(program, code, effort, guide, inheritance);
  run.execute();
  return {
    code,
    facts: run.recorder.facts,
    ends: run.recorder.ends,
    failed: run.recorder.failed,
    foreign: run.recorder.foreign,
    damaged: code.cfg.damaged,
    complete: run.steps < effort.steps,
    cut: run.isCut,
    steps: run.steps,
  };
}

class RootRun implements Machine {
  readonly symbols = new Symbols();
  readonly recorder: Recorder;
  private budget: Budget;
  private readonly holdIds = new Map<string, number>();
  private readonly places = new Map<string, Map<string, Place>>();
  private readonly loopRelevance = new Map<Loop, boolean>();
  /** Functions that a call of took more than one may. */
  private readonly tooLong = new Set<FunctionCode>();

  constructor(
    readonly program: Program,
    private readonly root: FunctionCode,
    private readonly effort: Effort,
    guide: Guide | null,
    readonly inheritance: Inheritance,
  ) {
    this.recorder = new Recorder(root);
    const { steps } = effort;
    this.budget = { steps, cut: false, least: -steps / 3, effort, guide };
  }

  get isCut(): boolean {
    return this.budget.cut;
  }

  get steps(): number {
    return this.effort.steps - this.budget.steps;
  }

  execute(): void {
    const id = this.root.name;
    const frame: Frame = { id, code: this.root, depth: 0, places: this.placesOf(id), call: null };
    for (const exit of this.walk(this.root.cfg, frame, new State(this.symbols, this.root.name)))
      this.recorder.finish(exit, frame);
  }

  private placesOf(frame: string): Map<string, Place> {
    let known = this.places.get(frame);
    if (known === undefined) {
      known = new Map();
      this.places.set(frame, known);
    }
    return known;
  }

  private walk(cfg: Cfg, frame: Frame, state: State): Exit[] {
    return new Walk(this, cfg, frame, this.budget, (loop) => this.isRelevant(loop, frame)).run(
      state,
    );
  }

  evaluate(state: State, node: SyntaxNode, frame: Frame): Value[] {
    return evaluateExpression(this, state, node, frame);
  }

  locate(state: State, node: SyntaxNode, frame: Frame): { state: State; place: Place }[] {
    return locateExpression(this, state, node, frame);
  }

  assumeExpression(state: State, node: SyntaxNode, truth: boolean, frame: Frame): State[] {
    return assumeExpression(this, state, node, truth, frame);
  }

  call(state: State, call: Call): Value[] {
    return executeCall(this, state, call);
  }

  enter(before: State, code: FunctionCode, call: Call, args: readonly Argument[]): Value[] | null {
    if (this.tooLong.has(code)) return null;
    const { perCall } = this.effort;
    const state = perCall === Infinity ? before : before.clone();
    const id = `${call.frame.id}>${call.node.start}:${code.name}`;
    const frame: Frame = {
      id,
      code,
      depth: call.frame.depth + 1,
      places: this.placesOf(id),
      call,
    };
    code.parameters.forEach((parameter, i) => {
      const value = args[i]?.value;
      if (value !== undefined && parameter.name !== '')
        write(state, localPlace(frame.id, parameter.name, parameter.type), value);
    });
    const known = new Set(state.holds.map(({ id }) => id));
    const exits = this.walkCalled(code, frame, state);
    if (exits === null) {
      this.tooLong.add(code);
      return null;
    }
    for (const exit of exits) leave(exit.state, frame);
    const limit = this.budget.steps > 0 ? this.effort : MERGE_ALL;
    const values = mergeExits(exits, frame, limit, this.budget.steps <= 0);
    for (const value of values) rememberUndecided(value, known);
    return values;
  }

  /** Null when the call took more than one may. */
  private walkCalled(code: FunctionCode, frame: Frame, state: State): Exit[] | null {
    const { budget, effort } = this;
    if (effort.perCall === Infinity) return this.walk(code.cfg, frame, state);
    const steps = Math.min(effort.perCall, budget.steps);
    const own: Budget = { ...budget, steps, cut: false, least: 0 };
    this.budget = own;
    const exits = this.walk(code.cfg, frame, state);
    this.budget = budget;
    budget.steps -= steps - own.steps;
    return own.cut ? null : exits;
  }

  block(state: State, body: SyntaxNode, frame: Frame): Value[] {
    const statements = body.children.filter((c) => c.named && c.type !== 'comment');
    const last = statements.at(-1);
    const result = last?.type === 'expression_statement' ? last.namedChildren.at(0) : undefined;
    const cfg = buildCfg(body, frame.code.source, (callee) => this.program.comesBack(callee));
    // The last expression is evaluated again for its value: `({ int x = f(); x; })` has a pure one.
    return this.walk(cfg, frame, state).flatMap((exit) =>
      result && isPure(result)
        ? this.evaluate(exit.state, result, frame)
        : [{ state: exit.state, value: Linear.zero, type: null }],
    );
  }

  holdId(name: string): number {
    const known = this.holdIds.get(name);
    if (known !== undefined) return known;
    this.holdIds.set(name, this.holdIds.size);
    return this.holdIds.size - 1;
  }

  notice(state: State, fact: NoticedFact, node: SyntaxNode, frame: Frame): void {
    this.recorder.notice(state, fact, node, frame);
  }

  releasedElsewhere(state: State, call: ReleaseCall, pages: Linear, dirty: boolean): void {
    this.recorder.foreign.push({ call, pages, dirty, root: this.root.name, state });
  }

  private isRelevant(loop: Loop, frame: Frame): boolean {
    let known = this.loopRelevance.get(loop);
    if (known === undefined) {
      known = canTouchPages(loop, this.program, frame.code.source);
      this.loopRelevance.set(loop, known);
    }
    return known;
  }
}

function isPure(node: SyntaxNode): boolean {
  return !/^(call|assignment|update)_expression$/.test(node.type) && node.children.every(isPure);
}
