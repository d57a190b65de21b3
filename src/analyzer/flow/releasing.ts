import type { Hold } from './holds';
import { Linear } from './linear';
import type { Call, Frame, Machine, Value } from './machine';
import { keptPages } from './containers';
import { inherit } from './inheritance';
import { runsToErrno } from './loopBound';
import { deref, isUncleared, offsetBetween, read } from './memory';
import type { Place } from './places';
import { releaseSlots } from './ownership';
import type { CallPosition, ReleaseCall, ReleaseFunction } from './releases';
import { resolvePage } from './pageIdentity';
import type { State } from './state';

/** Executes a call that gives pages back. */
export function release(machine: Machine, state: State, call: Call, fn: ReleaseFunction): Value[] {
  const { argument, dirties } = fn.fact;
  const target = state.normal(call.args[argument.param]?.value ?? Linear.zero);
  const done = [{ state, value: Linear.zero, type: null }];
  if (target.isConstant) {
    if (target.constant === 0 && argument.kind === 'page')
      noticeEmpty(machine, state, call, { fn, argument: argument.param });
    return done;
  }
  const dirty = makesDirty(state, call, dirties);
  const made = madeBy(call, fn, passedThrough(state, call.frame, target));
  const count = 'count' in argument ? (call.args[argument.count]?.value ?? Linear.one) : Linear.one;
  const run = new ReleaseRun(machine, state, call, made, dirty);
  state.step(
    'release',
    made.source,
    made.node,
    `${fn.name}() gives back ${described(call, argument)}`,
  );
  switch (argument.kind) {
    case 'array':
      run.array(target, count);
      break;
    case 'page':
      run.page(target, Linear.one, false);
      break;
    case 'range':
      run.page(target, count, false);
      break;
    case 'counted':
      run.page(target, count, true);
      break;
    case 'container':
    case 'list':
      run.container(target);
      break;
  }
  return done;
}

/** A variable is still NULL because the acquire that was to fill it failed. */
function noticeEmpty(
  machine: Machine,
  state: State,
  call: Call,
  { fn, argument }: { fn: ReleaseFunction; argument: number },
): void {
  const node = call.args[argument]?.node;
  if (node?.type !== 'identifier' || state.failed.length === 0) return;
  const [{ place }] = machine.locate(state.clone(), node, call.frame);
  for (const failed of state.failed) {
    const origin = failed.array && state.symbols.origin(state.normal(failed.array));
    if (origin?.kind !== 'address' || origin.place.key !== place.key) continue;
    if (failed.zero || state.facts.canBeZero(failed.result)) continue;
    const by = madeBy(call, fn, []);
    machine.notice(
      state,
      { kind: 'over-release', hold: null, site: failed.call, by },
      call.node,
      call.frame,
    );
  }
}

function madeBy(call: Call, fn: ReleaseFunction, through: ReleaseCall['through']): ReleaseCall {
  const { source, name } = call.frame.code;
  return { fn, node: call.node, source, caller: name, through };
}

/** Executes a call that gives back what a container such as a bio or a frame vector holds. */
export function releaseContainer(
  machine: Machine,
  state: State,
  call: Call,
  container: Linear,
): void {
  const made = madeBy(
    call,
    { name: call.name, tracking: null, fact: { argument: { kind: 'container', param: 0 } } },
    [],
  );
  new ReleaseRun(machine, state, call, made, false).container(state.normal(container));
}

function described(call: Call, argument: ReleaseFunction['fact']['argument']): string {
  const text = (index: number) => {
    const node = call.args[index]?.node;
    return node ? call.frame.code.source.short(node, 40) : '?';
  };
  if (!('count' in argument)) return text(argument.param);
  return `${text(argument.count)} of ${text(argument.param)}`;
}

class ReleaseRun {
  constructor(
    private readonly machine: Machine,
    private readonly state: State,
    private readonly call: Call,
    private readonly made: ReleaseCall,
    private readonly dirty: boolean,
  ) {}

  array(address: Linear, count: Linear): void {
    if (this.slots(address, count) || this.copies(address, count)) return;
    this.elsewhere(address);
    if (inherit(this.machine, this.state, address) !== null) this.slots(address, count);
  }

  /** `count` pages from this one on; `counted`: that many references of this one. */
  page(value: Linear, count: Linear, counted: boolean): void {
    const { state } = this;
    const page = resolvePage(state, value);
    const origin = state.symbols.origin(page);
    const hold = origin?.kind === 'element' ? state.hold(origin.token) : null;
    if (origin?.kind !== 'element' || hold === null) {
      if (origin?.kind === 'initial' && this.slot(origin.place, page)) return;
      this.elsewhere(page);
      const pointer = origin?.kind === 'initial' ? pointerTo(origin.place) : null;
      if (pointer !== null && inherit(this.machine, this.state, pointer) !== null)
        this.slots(pointer, count);
      return;
    }
    if (runsToErrno(this.machine, state, this.call)) this.noticeErrno(hold);
    // Slots of a cleared array that were found not to be empty are among those that were filled.
    const inside = origin.index.minus(hold.count).add(1);
    if (this.isTested(page)) state.facts.addAtMostZero(inside);
    const one = state.facts.provesZero(count.add(-1));
    this.slots(
      hold.array.plus(origin.index),
      counted && !one ? hold.count.minus(origin.index) : count,
      hold,
      counted,
    );
    if (counted && !one) this.state.updateHold(hold, { assumed: true });
    this.alsoStored(hold);
  }

  /** The loop that this release is in runs far behind the pages. */
  private noticeErrno(hold: Hold): void {
    const fact = {
      kind: 'negative-count',
      hold,
      site: hold.call,
      by: this.made,
      how: 'bound',
    } as const;
    this.machine.notice(this.state, fact, this.call.node, this.call.frame);
  }

  /** What stands in a slot of an array that an acquire on this path did not fill. */
  private slot(place: Place, page: Linear): boolean {
    const pointer = pointerTo(place);
    if (pointer === null) return false;
    // What was found in an array that others may have cleared has been put there.
    if (this.isTested(page) && !isUncleared(this.state, place)) return true;
    return this.slots(pointer, Linear.one);
  }

  /** A condition has told the page from an empty slot. */
  private isTested(page: Linear): boolean {
    const { facts, symbols } = this.state;
    return (symbols.min(page.asSymbol ?? 0) ?? 0) <= 0 && !facts.canBeZero(page);
  }

  /** Pages of earlier rounds that went into the same container are given back with this one. */
  private alsoStored(hold: Hold): void {
    const { state } = this;
    for (const other of state.holds) {
      if (other.id === hold.id || other.held.length === 0) continue;
      const together = other.storedIn.some((place) => {
        const now = state.cells.get(place.key);
        const origin = now && state.symbols.origin(state.normal(now.value));
        return origin?.kind === 'element' && origin.token === hold.id;
      });
      if (together)
        state.updateHold(other, {
          held: [],
          released: [
            ...other.released,
            ...other.held.map((r) => ({ ...r, by: this.made, dirty: this.dirty })),
          ],
          dirtied: other.dirtied || this.dirty,
          assumed: true,
        });
    }
  }

  /** All pages that a bio or a list remembers. */
  container(value: Linear): void {
    const page = keptPages(this.state, value);
    const origin = this.state.symbols.origin(page);
    const hold = origin?.kind === 'element' ? this.state.hold(origin.token) : null;
    if (hold !== null) {
      this.slots(hold.array, hold.count, hold);
      return;
    }
    const member = this.memberPage(value);
    if (member === null) this.elsewhere(value);
    else this.page(member, Linear.one, false);
  }

  /** The page that a member of the object at this address stands for: an object for one page. */
  private memberPage(address: Linear): Linear | null {
    const { key } = deref(this.state, address, null);
    for (const { place, value } of this.state.cells.values()) {
      if (!place.key.startsWith(`${key}.`)) continue;
      const page = resolvePage(this.state, this.state.normal(value));
      if (this.state.symbols.origin(page)?.kind === 'element') return page;
    }
    return null;
  }

  /** The pages were copied into another array, a few at a time. */
  private copies(address: Linear, count: Linear): boolean {
    const n = this.state.normal(count);
    if (!n.isConstant || n.constant < 1 || n.constant > 8) return false;
    let found = false;
    for (let i = 0; i < n.constant; i++) {
      const page = read(this.state, deref(this.state, address.add(i), null));
      if (this.state.symbols.origin(page)?.kind !== 'element') continue;
      this.page(page, Linear.one, false);
      found = true;
    }
    return found;
  }

  private slots(address: Linear, count: Linear, hold?: Hold, byFolio = false): boolean {
    return releaseSlots(
      this.state,
      { call: this.made, address, count, dirty: this.dirty, byFolio, ...(hold ? { hold } : {}) },
      (state, fact) => this.machine.notice(state, fact, this.call.node, this.call.frame),
    );
  }

  private elsewhere(pages: Linear): void {
    this.machine.releasedElsewhere(this.state, this.made, pages, this.dirty, this.call.frame);
  }
}

/** The address of an array's slot; null for any other place. */
function pointerTo({ root, path }: Place): Linear | null {
  return root.kind === 'memory' && path === '' ? root.pointer : null;
}

function makesDirty(state: State, call: Call, dirties: 'always' | number | undefined): boolean {
  if (dirties === undefined) return false;
  if (dirties === 'always') return true;
  const value = call.args[dirties]?.value;
  return value !== undefined && !state.facts.provesZero(value);
}

/** The calls on the way here that gave back these pages: whose callee was given them themselves. */
function passedThrough(
  state: State,
  frame: Frame,
  target: Linear,
): { callee: string; call: CallPosition }[] {
  const through: { callee: string; call: CallPosition }[] = [];
  for (let at: Frame | null = frame; at?.call; at = at.call.frame) {
    const { call, code } = at;
    const given = call.args.flatMap((a, index) =>
      state.normal(a.value).equals(target) || samePages(state, a.value, target) ? [index] : [],
    );
    if (given.length === 0) break;
    // Who tells how it went may have kept the pages; where they are given back it says by itself.
    if (code.returns?.kind !== 'void') continue;
    // Who passes on a number that stands for a page passes no page.
    if (given.every((index) => code.parameters.at(index)?.type?.kind === 'int')) continue;
    through.push({
      callee: code.name,
      call: { node: call.node, source: call.frame.code.source, caller: call.frame.code.name },
    });
  }
  return through;
}

function samePages(state: State, given: Linear, target: Linear): boolean {
  const page = resolvePage(state, target);
  const origin = state.symbols.origin(page);
  if (origin?.kind === 'element') {
    if (resolvePage(state, state.normal(given)).equals(page)) return true;
    const hold = state.hold(origin.token);
    return hold !== null && offsetBetween(state, given, hold.array) !== null;
  }
  if (origin?.kind === 'initial' && origin.place.root.kind === 'memory' && origin.place.path === '')
    return offsetBetween(state, given, origin.place.root.pointer) !== null;
  const root = state.symbols.pointerRoot(target);
  return root !== null && root === state.symbols.pointerRoot(state.normal(given));
}
