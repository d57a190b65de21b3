import type { AcquireCall, AcquireFunction } from './acquires';
import { BOOL, INT, LONG } from './ctypes';
import { Linear } from './linear';
import type { Hold, Outcome } from './holds';
import type { Call, Machine, Value } from './machine';
import { addressOf, deref, elementOf, offsetBetween, read, write } from './memory';
import { lockKey, setLock } from './models/locks';
import { pagesOf } from './models/values';
import { globalPlace, localPlace, member } from './places';
import type { State } from './state';
import { willPin } from './willPin';

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

  constructor(
    private readonly machine: Machine,
    private readonly call: Call,
    private readonly site: AcquireCall,
  ) {
    this.name = `${call.frame.id}:${call.node.start}`;
  }

  returnsPages(state: State): Value[] {
    const array = this.arrayArgument(state);
    const asked = state.normal(this.argument(this.site.fn.nrPages) ?? Linear.one);
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
      this.fail(failed, got, this.arrayArgument(failed), 'fails or returns 0');
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
    const offset = this.storeOffset(state, round);
    const array = this.arrayAfter(state, round);
    if (array === null) return values;
    const count = pagesOf(state, offset.plus(got), LONG);
    const limit = this.argument(fn.nrPages);
    state.facts.addAtMostZero(Linear.one.minus(count));
    if (limit !== null) state.facts.addAtMostZero(count.minus(limit));
    const size = this.byteLimit();
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

  /** The number of bytes asked for; null when that is "as many as there are". */
  private byteLimit(): Linear | null {
    const argument = this.call.args[(this.site.fn.pages ?? 0) + 1];
    if (argument === undefined) return null;
    const text = this.site.source.of(argument.node);
    return /_MAX$|^~|^-\s*1/.test(text) ? null : argument.value;
  }

  returnsOne(state: State): Value[] {
    const array = this.arrayArgument(state);
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

  private argument(index: number | null): Linear | null {
    return index === null ? null : (this.call.args[index]?.value ?? null);
  }

  /** The array to fill; null when none is given and the call takes no reference. */
  private arrayArgument(state: State): Linear | null {
    const given = this.argument(this.site.fn.pages);
    if (given === null) return null;
    const array = state.normal(given);
    return array.isConstant ? this.memberArray(state) : array;
  }

  /** A member of a struct that is not at hand reads as zero in cleared memory, array or not. */
  private memberArray(state: State): Linear | null {
    const argument = this.call.args.at(this.site.fn.pages ?? -1);
    if (argument?.type !== null || argument.node.type !== 'field_expression') return null;
    const [found] = this.machine.locate(state, argument.node, this.call.frame);
    const address = addressOf(state, { ...found.place, type: { kind: 'array', of: null } });
    write(state, found.place, address);
    return address;
  }

  /** The array after a call that may have allocated it. */
  private arrayAfter(state: State, round: number): Linear | null {
    const given = this.arrayArgument(state);
    if (given === null || !this.site.fn.mayAllocate) return given;
    const place = deref(state, given, null);
    const before = read(state, place);
    if (!before.isConstant && this.site.fn.onlyUserBacked) return before;
    const array = state.symbols.once(`array ${this.name} ${round}`, () =>
      state.symbols.make(
        'the array',
        { kind: 'allocation', api: this.site.fn.name, zeroed: false },
        { kind: 'pointer', to: null },
        1,
      ),
    );
    write(state, place, array);
    return array;
  }

  private storeOffset(state: State, round: number): Linear {
    const pointer = this.argument(this.site.fn.offset);
    const offset = state.symbols.once(`offset ${this.name} ${round}`, () =>
      state.symbols.make('offset', { kind: 'unknown' }, { kind: 'int', bits: 12, signed: false }),
    );
    if (pointer !== null) write(state, deref(state, pointer, null), offset);
    return offset;
  }

  /** Whether the iterator is user-backed, the same symbol as iov_iter_extract_will_pin() gives. */
  private willPin(state: State): Linear {
    const iterator = this.argument(this.site.fn.iterator) ?? Linear.zero;
    return willPin(state, iterator);
  }

  /** How often this call was executed on the path before. */
  private nextRound(state: State): number {
    const round = state.occurrences.get(this.name) ?? 0;
    state.occurrences = new Map([...state.occurrences, [this.name, round + 1]]);
    this.dropLock(state, round);
    return round;
  }

  private resultSymbol(round: number, type: typeof INT | null): Linear {
    const { symbols } = this.machine;
    return symbols.once(`got ${this.name} ${round}`, () =>
      symbols.make(`${this.site.fn.name}()`, { kind: 'acquired', call: this.call.node }, type),
    );
  }

  private fail(state: State, result: Linear, array: Linear | null, how: string): void {
    const zero = state.facts.provesAtMostZero(result.times(-1));
    const failed = { call: this.site, result, array, zero, lostSign: false };
    state.failed = [...state.failed.filter((f) => f.call.node !== this.site.node), failed];
    state.step('acquire', this.site.source, this.site.node, `${this.site.fn.name}() ${how}`);
  }

  private gain(
    state: State,
    round: number,
    array: Linear,
    count: Linear,
    outcome: Outcome,
    how: string,
  ): Hold {
    const hold: Hold = {
      id: this.machine.holdId(`${this.name}:${round}`),
      call: this.site,
      array,
      count,
      outcome,
      held: [{ from: Linear.zero, to: count }],
      released: [],
      dirtied: false,
      handovers: [],
      undecided: [],
      uncounted: [],
      uses: [],
      storedIn: [],
      assumed: false,
      unsettled: false,
      isInherited: false,
    };
    this.retire(state);
    state.holds = [...state.holds, hold];
    forgetSlots(state, array);
    const origin = state.symbols.origin(array);
    if (origin?.kind === 'address' && origin.place.type?.kind !== 'array')
      write(state, origin.place, elementOf(state, hold, Linear.zero));
    const verb = this.site.fn.tracking === 'pin' ? 'pins' : 'takes';
    state.step(
      'acquire',
      this.site.source,
      this.site.node,
      `${this.site.fn.name}() ${verb} ${how}`,
      { hold: hold.id },
    );
    this.machine.acquired(hold, this.call.frame);
    return hold;
  }

  /** What an earlier round took and gave back again need not be told apart any more. */
  private retire(state: State): void {
    const done = (h: Hold) =>
      h.call.node === this.site.node && (h.held.length === 0 || h.unsettled);
    if (!state.holds.some(done)) return;
    state.past = [...state.past, ...state.holds.filter(done)];
    state.holds = state.holds.filter((h) => !done(h));
  }

  private gives(asked: Linear, how: 'all' | 'fewer'): string {
    const { fn } = this.site;
    const node = fn.nrPages === null ? undefined : this.call.args[fn.nrPages]?.node;
    const text = node ? this.site.source.short(node, 40) : 'the';
    if (asked.isConstant && asked.constant === 1) return how === 'all' ? 'the page' : 'nothing';
    return how === 'all' ? `all ${text} pages` : `fewer than ${text} pages`;
  }

  /** With a `locked` argument the call may return with mmap_lock dropped. */
  private dropLock(state: State, round: number): void {
    const { fn } = this.site;
    const pointer = this.argument(fn.locked);
    if (pointer === null || state.normal(pointer).isConstant) return;
    const flag = state.symbols.once(`locked ${this.name} ${round}`, () =>
      state.symbols.make('locked', { kind: 'unknown' }, BOOL),
    );
    write(state, deref(state, pointer, null), flag);
    setLock(state, mmKey(state, this.call, fn), { flag });
  }
}

/** What was stored in slots that are filled anew is gone. */
function forgetSlots(state: State, array: Linear): void {
  const cells = state.ownCells();
  for (const [key, { place }] of cells)
    if (
      place.path === '' &&
      place.root.kind === 'memory' &&
      offsetBetween(state, place.root.pointer, array) !== null
    )
      cells.delete(key);
}

function mmKey(state: State, call: Call, fn: AcquireFunction): string {
  const given = fn.mm === null ? undefined : call.args[fn.mm]?.value;
  if (given !== undefined) return lockKey(state, given);
  const current = read(state, globalPlace('current', null));
  return lockKey(state, read(state, member(deref(state, current, null), 'mm', null)));
}

function checkLock(machine: Machine, state: State, call: Call, site: AcquireCall): void {
  const { fn } = site;
  if (!fn.needsLock) return;
  const lock = state.locks.get(mmKey(state, call, fn));
  const held = (l: typeof lock) => l === 'read' || l === 'write';
  if (held(lock)) return;
  // Another mm's lock may be the same one under another name.
  if (lock === undefined && [...state.locks.values()].some(held)) return;
  const how = lock === undefined ? 'never' : lock === 'none' ? 'released' : 'dropped';
  if (typeof lock === 'object' && !state.facts.canBeZero(lock.flag)) return;
  machine.notice(state, { kind: 'missing-lock', hold: null, site, how }, call.node, call.frame);
}
