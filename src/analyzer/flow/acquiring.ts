import { AcquireArguments } from './acquireArguments';
import { checkLock, dropLock } from './acquireLock';
import { fail, gain } from './acquireOutcomes';
import type { AcquireCall, AcquireFunction } from './acquires';
import { BOOL, INT, LONG } from './ctypes';
import type { Hold, Outcome } from './holds';
import { Linear } from './linear';
import type { Call, Machine, Value } from './machine';
import { addressOf, elementOf } from './memory';
import { pagesOf } from './models/values';
import { localPlace } from './places';
import type { State } from './state';
import { willPin } from './willPin';
import { asksToWrite } from './writing';

/**
 * Executes an acquire: one state for each of its outcomes. An error holds nothing, a short result
 * holds that many, a full one all that was asked for.
 */
export function acquire(machine: Machine, state: State, call: Call, fn: AcquireFunction): Value[] {
  const site: AcquireCall = {
    fn,
    node: call.node,
    source: call.frame.code.source,
    caller: call.frame.code.name,
  };
  checkLock(machine, state, call, site);
  const run = new AcquireRun(machine, call, site);
  switch (fn.result) {
    case 'page':
      return run.returnsPage(state);
    case 'one':
      return run.returnsOne(state);
    case 'bytes':
      return run.returnsBytes(state);
    case 'pages':
      return run.returnsPages(state);
  }
}

class AcquireRun {
  private readonly name: string;
  private readonly given: AcquireArguments;

  constructor(
    private readonly machine: Machine,
    private readonly call: Call,
    private readonly site: AcquireCall,
  ) {
    this.name = `${call.frame.id}:${call.node.start}`;
    this.given = new AcquireArguments(machine, call, site, this.name);
  }

  returnsPages(state: State): Value[] {
    const array = this.given.array(state);
    const asked = state.normal(this.given.argument(this.site.fn.nrPages) ?? Linear.one);
    const round = this.nextRound(state);
    const got = this.resultSymbol(round, this.site.fn.name.includes('fast') ? INT : LONG);
    if (array === null) return [{ state, value: got, type: INT }];
    const type = this.site.fn.name.includes('fast') ? INT : LONG;
    const values: Value[] = [];
    const failed = state.clone();
    // Nobody asks for no pages, and none is what a refused call answers, not one that failed.
    const asksSome = (s: State) => s.facts.addAtMostZero(Linear.one.minus(asked));
    if (asksSome(failed) && failed.facts.addAtMostZero(got.add(1))) {
      this.fail(failed, got, array, 'fails');
      values.push({ state: failed, value: got, type });
    }
    const short = state.clone();
    if (asksSome(state) && state.facts.addZero(got.minus(asked))) {
      this.gain(state, round, array, got, 'full', this.gives(asked, 'all'));
      values.push({ state, value: got, type });
    }
    const fewer =
      asksSome(short) &&
      short.facts.addAtMostZero(Linear.one.minus(got)) &&
      short.facts.addAtMostZero(got.minus(asked).add(1));
    if (fewer) {
      this.gain(short, round, array, got, 'short', this.gives(asked, 'fewer'));
      values.push({ state: short, value: got, type });
    }
    return values;
  }

  returnsBytes(state: State): Value[] {
    const { fn } = this.site;
    const round = this.nextRound(state);
    const got = this.resultSymbol(round, LONG);
    const values: Value[] = [];
    const failed = state.clone();
    if (failed.facts.addAtMostZero(got)) {
      this.fail(failed, got, this.given.array(failed), 'fails or returns 0');
      values.push({ state: failed, value: got, type: LONG });
    }
    if (fn.onlyUserBacked) {
      const pins = this.willPin(state);
      const kernel = state.clone();
      if (kernel.facts.addZero(pins) && kernel.facts.addAtMostZero(Linear.one.minus(got)))
        values.push({ state: kernel, value: got, type: LONG });
      if (!state.facts.addNonZero(pins)) return values;
    }
    if (!state.facts.addAtMostZero(Linear.one.minus(got))) return values;
    const offset = this.given.storeOffset(state, round);
    const array = this.given.arrayAfter(state, round);
    if (array === null) return values;
    const count = pagesOf(state, offset.plus(got), LONG);
    const limit = this.given.argument(fn.nrPages);
    state.facts.addAtMostZero(Linear.one.minus(count));
    if (limit !== null) state.facts.addAtMostZero(count.minus(limit));
    const size = this.given.byteLimit();
    if (size === null && limit === null) {
      this.gain(state, round, array, count, 'some', 'pages');
      values.push({ state, value: got, type: LONG });
      return values;
    }
    const short = state.clone();
    const all = size !== null ? got.minus(size) : count.minus(limit ?? count);
    if (state.facts.addZero(all)) {
      this.gain(state, round, array, count, 'full', 'all that was asked for');
      values.push({ state, value: got, type: LONG });
    }
    if (short.facts.addAtMostZero(all.add(1))) {
      // Of the short results, those that fill fewer slots: the others differ in nothing.
      if (limit !== null && short.facts.canBeAtMostZero(count.minus(limit).add(1)))
        short.facts.addAtMostZero(count.minus(limit).add(1));
      this.gain(short, round, array, count, 'short', 'fewer bytes than asked for');
      values.push({ state: short, value: got, type: LONG });
    }
    return values;
  }

  returnsOne(state: State): Value[] {
    const array = this.given.array(state);
    const failed = state.clone();
    const round = this.nextRound(state);
    if (array === null) return [{ state, value: this.resultSymbol(round, BOOL), type: BOOL }];
    this.fail(failed, Linear.zero, array, 'returns false');
    this.gain(state, round, array, Linear.one, 'full', 'one page');
    return [
      { state: failed, value: Linear.zero, type: BOOL },
      { state, value: Linear.one, type: BOOL },
    ];
  }

  returnsPage(state: State): Value[] {
    const failed = state.clone();
    const round = this.nextRound(state);
    const none = this.resultSymbol(round, null);
    const values: Value[] = [];
    if (failed.facts.addAtMostZero(none)) {
      this.fail(failed, none, null, 'finds no page');
      values.push({ state: failed, value: none, type: null });
    }
    const slot = localPlace(this.name, `page${round}`, { kind: 'pointer', to: null });
    const hold = this.gain(state, round, addressOf(state, slot), Linear.one, 'full', 'one page');
    const page = elementOf(state, hold, Linear.zero);
    values.push({
      state,
      value: page,
      type: { kind: 'pointer', to: { kind: 'struct', tag: 'page' } },
    });
    return values;
  }

  /** Whether the iterator is user-backed, the same symbol as iov_iter_extract_will_pin() gives. */
  private willPin(state: State): Linear {
    const iterator = this.given.argument(this.site.fn.iterator) ?? Linear.zero;
    return willPin(state, iterator);
  }

  /** How often this call was executed on the path before. */
  private nextRound(state: State): number {
    const round = state.occurrences.get(this.name) ?? 0;
    state.occurrences = new Map([...state.occurrences, [this.name, round + 1]]);
    dropLock(state, this.call, this.site, `${this.name} ${round}`);
    return round;
  }

  private resultSymbol(round: number, type: typeof INT | null): Linear {
    const { symbols } = this.machine;
    return symbols.once(`got ${this.name} ${round}`, () =>
      symbols.make(`${this.site.fn.name}()`, { kind: 'acquired', call: this.call.node }, type),
    );
  }

  private fail(state: State, result: Linear, array: Linear | null, how: string): void {
    fail(state, this.site, result, array, how);
  }

  private gain(
    state: State,
    round: number,
    array: Linear,
    count: Linear,
    outcome: Outcome,
    how: string,
  ): Hold {
    const id = this.machine.holdId(`${this.name}:${round}`);
    const flags = this.given.argument(this.site.fn.flags);
    const forWriting = flags === null ? null : asksToWrite(state, flags);
    return gain(state, this.site, { id, array, count, outcome, forWriting }, how);
  }

  private gives(asked: Linear, how: 'all' | 'fewer'): string {
    const { fn } = this.site;
    const node = fn.nrPages === null ? undefined : this.call.args[fn.nrPages]?.node;
    const text = node ? this.site.source.short(node, 40) : 'the';
    if (asked.isConstant && asked.constant === 1) return how === 'all' ? 'the page' : 'nothing';
    return how === 'all' ? `all ${text} pages` : `fewer than ${text} pages`;
  }
}
