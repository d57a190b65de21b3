import { buildCfg } from '../cfg/buildCfg';
import type { Cfg, Loop } from '../cfg/cfg';
import type { SourceText } from '../syntax/sourceText';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { executeCall } from './calls';
import { assume } from './conditions';
import { evaluateExpression, locateExpression } from './expressions';
import type { ExitKind, PathFact } from './facts';
import { isPossible } from './extremes';
import type { FunctionCode } from './functionCode';
import type { Hold, ReleasedRange } from './holds';
import { NOTHING_INHERITED, type Inheritance } from './inheritance';
import { Linear } from './linear';
import type { Argument, Call, Frame, Machine, Program, Value } from './machine';
import { read, valueName, write } from './memory';
import { mergeStates } from './merge';
import { free } from './models/memory';
import { releasedBeyond, settled, type NoticedFact } from './ownership';
import { localPlace, type Place } from './places';
import { Reach, type Keeper } from './reach';
import { releaseNamed, type CallPosition, type ReleaseCall } from './releases';
import { acquireFunction } from './acquires';
import { State } from './state';
import { Symbols } from './symbols';
import type { Guide } from './guide';
import { Walk, type Budget, type Effort, type Exit } from './walk';

/** Enough to see what happens to pages; what looks wrong is looked at again with more. */
export const QUICK: Effort = { steps: 800, early: 1, late: 1, most: 16, rounds: 4 };
/** For functions that only call one with a site. */
export const BRIEF: Effort = { ...QUICK, steps: 400 };
export const GUIDED: Effort = { steps: 1000, early: 4, late: 64, most: 200, rounds: 20 };
export const THOROUGH: Effort = { steps: 1500, early: 8, late: 32, most: 200, rounds: 20 };

/** Where and how a path leaves the function it began in. */
export interface Leaving {
  readonly exit: ExitKind;
  readonly state: State;
  /** The return statement, or the function where it runs off its end. */
  readonly node: SyntaxNode;
  readonly source: SourceText;
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
    facts: run.facts,
    ends: run.ends,
    failed: run.failed,
    foreign: run.foreign,
    damaged: code.cfg.damaged,
    complete: run.steps < effort.steps,
    cut: run.budget.cut,
    steps: run.steps,
  };
}

class RootRun implements Machine {
  readonly symbols = new Symbols();
  readonly facts: PathFact[] = [];
  readonly ends: PathEnd[] = [];
  readonly failed: Leaving[] = [];
  readonly foreign: ForeignRelease[] = [];
  readonly budget: Budget;
  private readonly holdIds = new Map<string, number>();
  private readonly places = new Map<string, Map<string, Place>>();
  private readonly seen = new Set<string>();

  constructor(
    readonly program: Program,
    private readonly root: FunctionCode,
    private readonly effort: Effort,
    guide: Guide | null,
    readonly inheritance: Inheritance,
  ) {
    this.budget = { steps: effort.steps, cut: false, effort, guide };
  }

  get steps(): number {
    return this.effort.steps - this.budget.steps;
  }

  execute(): void {
    const id = this.root.name;
    const frame: Frame = { id, code: this.root, depth: 0, places: this.placesOf(id), call: null };
    for (const exit of this.walk(this.root.cfg, frame, new State(this.symbols, this.root.name)))
      this.finish(exit, frame);
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
    const inner = node.children.find((c) => c.named && c.type !== 'comment');
    if (node.type === 'parenthesized_expression' && inner && inner.type !== 'compound_statement')
      return this.assumeExpression(state, inner, truth, frame);
    const operator = node.childByField('operator')?.type;
    const left = node.childByField('left');
    const right = node.childByField('right');
    if (node.type === 'unary_expression' && node.children[0]?.type === '!') {
      const argument = node.childByField('argument');
      if (argument) return this.assumeExpression(state, argument, !truth, frame);
    }
    if ((operator === '&&' || operator === '||') && left && right) {
      const both = (operator === '&&') === truth;
      if (both)
        return this.assumeExpression(state, left, truth, frame).flatMap((s) =>
          this.assumeExpression(s, right, truth, frame),
        );
      return [
        ...this.assumeExpression(state.clone(), left, truth, frame),
        ...this.assumeExpression(state, left, !truth, frame).flatMap((s) =>
          this.assumeExpression(s, right, truth, frame),
        ),
      ];
    }
    return this.evaluate(state, node, frame).flatMap((v) => assume(v.state, v.value, truth));
  }

  call(state: State, call: Call): Value[] {
    return executeCall(this, state, call);
  }

  enter(state: State, code: FunctionCode, call: Call, args: readonly Argument[]): Value[] {
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
    const before = new Set(state.holds.map(({ id }) => id));
    const exits = this.walk(code.cfg, frame, state);
    for (const exit of exits) this.leave(exit.state, frame);
    const values = this.fewer(exits, frame);
    for (const value of values) rememberUndecided(value, before);
    return values;
  }

  /** Merges exits that agree on what is held and on the sign of the result. */
  private fewer(exits: readonly Exit[], frame: Frame): Value[] {
    if (exits.length === 1) return [...exits];
    const place = localPlace(`${frame.id}#`, 'result', frame.code.returns);
    const groups = new Map<string, State[]>();
    for (const { state, value } of exits) {
      const sign = signOf(state, value);
      state.ownCells().set(place.key, { place, value });
      const known = groups.get(sign);
      if (known) known.push(state);
      else groups.set(sign, [state]);
    }
    const limit = this.budget.steps > 0 ? this.effort : { early: 1, late: 1 };
    return [...groups.values()]
      .flatMap((group) => mergeStates(group, place.key, limit, this.budget.steps <= 0))
      .map((state) => {
        const value = read(state, place);
        state.ownCells().delete(place.key);
        return { state, value, type: frame.code.returns };
      });
  }

  /** Cleanups of the frame run, its variables go. */
  private leave(state: State, frame: Frame): void {
    for (const [name, variable] of frame.code.variables)
      if (variable.cleanup?.includes('free'))
        free(state, read(state, localPlace(frame.id, name, variable.type)));
    const cells = state.ownCells();
    const prefix = `${frame.id}:`;
    for (const key of cells.keys()) if (key.startsWith(prefix)) cells.delete(key);
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

  acquired(): void {
    // Sites are listed from what is held where paths end.
  }

  notice(state: State, fact: NoticedFact, node: SyntaxNode, frame: Frame): void {
    this.record(state, fact, { node, source: frame.code.source, caller: frame.code.name });
  }

  private record(state: State, fact: NoticedFact, { node, source, caller }: CallPosition): void {
    const key = `${fact.kind} ${fact.site.source.file}:${fact.site.node.start} ${source.file}:${node.start} ${state.approximate}`;
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
        state.approximate ||
        (fact.hold !== null && (fact.hold.assumed || isDoubted(state, fact.hold))),
    });
  }

  releasedElsewhere(state: State, call: ReleaseCall, pages: Linear, dirty: boolean): void {
    this.foreign.push({ call, pages, dirty, root: this.root.name, state });
  }

  /** At the end of a path: who still has what, and what nobody has any more. */
  private finish(exit: Exit, frame: Frame): void {
    const { state, value } = exit;
    const kind = exitKind(this.root, exit);
    const returned = this.root.returns?.kind === 'void' || exit.node === null ? null : value;
    for (const [name, variable] of this.root.variables)
      if (variable.cleanup?.includes('free'))
        free(state, read(state, localPlace(frame.id, name, variable.type)));
    const node = exit.node ?? this.root.syntax;
    const leaving: Leaving = { exit: kind, state, node, source: this.root.source };
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
      if (keepers.length === 0) this.recordLeak(state, hold, kind, at);
    }
  }

  /** What of the hold was neither given back nor kept. */
  private recordLeak(state: State, hold: Hold, exit: ExitKind, at: CallPosition): void {
    if (hold.assumed || hold.uncounted.some((v) => !state.facts.canBeZero(v))) return;
    if (hold.call.fn.result === 'bytes' && hold.released.some(isOnePage)) return;
    const lost = hold.held.find((r) => state.facts.canBeAtMostZero(r.from.minus(r.to).add(1)));
    if (lost === undefined) return;
    const count = valueName(state, state.normal(lost.to.minus(lost.from)));
    this.record(state, { kind: 'leak', hold, site: hold.call, exit, lost, count, why: 'exit' }, at);
  }

  /** Only behind a loop it is known how far its releases went. */
  private recordBeyond(state: State, hold: Hold): void {
    const beyond = hold.assumed ? null : releasedBeyond(state, hold);
    if (beyond === null) return;
    const { by, from, to } = beyond;
    const said = valueName(state, state.normal(to.minus(from)));
    const had = valueName(state, state.normal(hold.count));
    this.record(state, { kind: 'over-release', hold, site: hold.call, by, said, had }, by);
  }

  private readonly loopRelevance = new Map<Loop, boolean>();

  /** Whether a loop can do something to pages, so that its rounds have to be told apart. */
  private isRelevant(loop: Loop, frame: Frame): boolean {
    const known = this.loopRelevance.get(loop);
    if (known !== undefined) return known;
    const { source } = frame.code;
    let relevant = false;
    for (const node of descendants(loop.statement)) {
      if (node.type === 'call_expression') {
        const callee = node.childByField('function');
        const name = callee ? source.of(callee) : '';
        const interest = this.program.glance(name, source)?.interest ?? 'none';
        relevant =
          releaseNamed(name) !== null ||
          acquireFunction(name, 0, this.program.release) !== null ||
          interest !== 'none' ||
          /free|page|sg_|bvec|folio/.test(name);
      } else if (node.type === 'assignment_expression') {
        const right = node.childByField('right');
        relevant = right !== null && /page|folio/i.test(source.of(right));
      }
      if (relevant) break;
    }
    this.loopRelevance.set(loop, relevant);
    return relevant;
  }
}

/**
 * Pages come out of a function with a result that was computed, a number of bytes for instance, and
 * whose sign is not known: that it says "none" in the end may never happen.
 */
function rememberUndecided({ state, value }: Value, before: ReadonlySet<number>): void {
  const v = state.normal(value);
  if (v.isConstant || state.symbols.origin(v)?.kind === 'result' || signOf(state, v) !== '?')
    return;
  for (const hold of state.holds)
    if (!before.has(hold.id) && hold.held.length > 0)
      state.updateHold(hold, { undecided: [...hold.undecided, v] });
}

/** Whether the path went on as if the function that took the pages had taken none. */
function isDoubted(state: State, hold: Hold): boolean {
  return hold.undecided.some((value) => state.facts.provesAtMostZero(value));
}

/** A loop that gives pages back one by one; from a result in bytes it is not known how many it has to. */
function isOnePage({ from, to }: ReleasedRange): boolean {
  return to.minus(from).equals(Linear.one);
}

/** Some pages of an array were given back, and the array or the object around it was freed. */
function isAbandoned(hold: Hold, reach: Reach): boolean {
  return hold.released.length > 0 && reach.keepers(hold, null).length === 0;
}

function signOf(state: State, value: Linear): string {
  const v = state.normal(value);
  if (v.isConstant) return String(v.constant);
  if (state.facts.provesAtMostZero(v.add(1))) return '-';
  return state.facts.provesAtMostZero(v.times(-1).add(1)) ? '+' : '?';
}

function isPure(node: SyntaxNode): boolean {
  return !/^(call|assignment|update)_expression$/.test(node.type) && node.children.every(isPure);
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

export type { Keeper };
