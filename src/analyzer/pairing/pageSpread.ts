import { isAcquire } from '../../kernel';
import type { FileProgram } from '../flow/fileProgram';
import type { FunctionCode } from '../flow/functionCode';
import type { FunctionEntry } from '../flow/functionEntry';
import type { Program } from '../flow/machine';
import type { Memo } from '../flow/memo';
import type { TreeProgram } from '../flow/treeProgram';
import type { Tracking } from '../records';
import {
  type Flow,
  flowsOf,
  type FunctionFlows,
  type Origin,
  type PageCall,
  type PageWrite,
} from './functionFlows';
import { namedRelease } from './namedRelease';
import { object } from './scope';
import type { Location } from './scope';

/**
 * How pages got to where they are: FREE, or handed in by a caller as the parameter of that name. They
 * come out of the function to that very caller then, and to no other.
 */
type Entry = Location;
const FREE: Entry = 'free';

/** A call that gives pages back, and what kind of reference it drops; null when that is not known. */
interface GivingBack {
  readonly call: PageCall;
  readonly tracking: Tracking | null;
}

/** Where pages can get from a place, over every function at hand that has to do with it. */
export class PageSpread {
  private readonly reached = new Map<Location, Set<Entry>>();
  private readonly flows = new Map<Location, Flow[]>();
  private readonly read = new Map<FunctionEntry, FunctionFlows>();
  /** Files whose functions come by the pages other than as an argument. */
  private readonly filesWithPages = new Set<string>();
  private readonly queue: { at: Location; entry: Entry }[] = [];
  /** By parameter, the calls that hand pages to it. */
  private readonly handing = new Map<Location, Flow[]>();
  /** By parameter, the places that callers look at and that its pages get to. */
  private readonly exits = new Map<Location, Set<Location>>();

  /**
   * @param here The function that the pages are acquired in.
   * @param origin What the site puts where; null when that is not known.
   */
  constructor(
    private readonly program: TreeProgram,
    private readonly here: FunctionEntry,
    private readonly origin: Origin | null,
    private readonly memo: Memo | null,
  ) {
    this.readFunction(program.main, here);
    for (const at of origin?.filled ?? []) this.reach(at, FREE);
  }

  private flowsOf(code: FunctionCode, origin: Origin | null): FunctionFlows {
    const read = (program: Program) => flowsOf(code, program, origin);
    if (this.memo === null || origin !== null) return read(this.program);
    return this.memo.of(code, 'flows', this.program, read);
  }

  /** Reads a function's flows, when its pages have not been asked for yet. */
  readFunction(part: FileProgram, entry: FunctionEntry): void {
    const known = this.read.get(entry);
    // What was not at hand the first time may be now.
    if (known && !known.unknown.some(({ name }) => this.program.exports(name))) return;
    const code = part.read(entry);
    const origin = entry === this.here ? this.origin : null;
    const found = code
      ? this.flowsOf(code, origin)
      : { flows: [], releases: [], calls: [], unknown: [], writes: [], acquires: [] };
    this.read.set(entry, found);
    for (const flow of found.flows) {
      append(this.flows, flow.from, flow);
      if (flow.kind === 'into') append(this.handing, flow.to, flow);
      for (const from of this.reached.get(flow.from) ?? []) this.follow(flow, from);
    }
  }

  /** Follows pages as far as the functions at hand go. Again, when there are more. */
  run(): void {
    for (const at of this.reached.keys()) this.readNaming(at);
    for (let next = this.queue.pop(); next; next = this.queue.pop()) {
      this.readNaming(next.at);
      for (const flow of this.flows.get(next.at) ?? []) this.follow(flow, next.entry);
    }
  }

  private reach(at: Location, entry: Entry): void {
    const entries = this.reached.get(at) ?? new Set<Entry>();
    // What may leave to anyone may leave to each.
    if (entries.has(entry) || entries.has(FREE)) return;
    this.reached.set(at, entries.add(entry));
    if (entry === FREE && at.startsWith('variable ')) this.filesWithPages.add(fileOf(at));
    this.queue.push({ at, entry });
    const tag = ownerOf(at);
    if (tag !== null) this.reach(object(tag), FREE);
  }

  private follow(flow: Flow, entry: Entry): void {
    const { to, kind } = flow;
    if (kind === 'out') {
      if (entry === FREE) this.leave(flow);
      else this.leaveTo(flow, entry);
      return;
    }
    if (kind === 'into' && entry !== FREE && !this.goesDeeper(flow)) return;
    this.reach(to, isShared(to) ? FREE : kind === 'into' ? to : entry);
    // What came out of the function for others comes out for this call, too.
    if (kind !== 'into') return;
    for (const exit of this.exits.get(to) ?? [])
      for (const out of this.flows.get(exit) ?? [])
        if (out.kind === 'out' && out.call === flow.call)
          this.reach(out.to, isShared(out.to) ? FREE : entry);
  }

  /**
   * Pages handed to a file that does not find them by itself are followed one function deep, and into
   * helpers that have nothing to say: what they are for is to put pages somewhere, or to give them back.
   */
  private goesDeeper({ from, answers }: Flow): boolean {
    return !answers || this.filesWithPages.has(fileOf(from));
  }

  /** Pages of the function come out to whoever calls it. */
  private leave({ from, to }: Flow): void {
    if (isOfAcquire(from)) return;
    if (isAccessor(from) && fileOf(to) !== this.program.main.source.file) return;
    this.reach(to, FREE);
  }

  /** Pages that were handed in as the parameter come out to who did so. */
  private leaveTo({ from, to, call }: Flow, parameter: Location): void {
    const exits = this.exits.get(parameter) ?? new Set<Location>();
    this.exits.set(parameter, exits.add(from));
    if (call === '') return;
    for (const handed of this.handing.get(parameter) ?? []) {
      if (handed.call !== call) continue;
      for (const entry of this.reached.get(handed.from) ?? [])
        this.reach(to, isShared(to) ? FREE : entry);
    }
  }

  /** How code can name a member: members of an anonymous union are one place. */
  private memberNames(place: Location): readonly string[] {
    const [, tag, name] = /^member (\w+)\.(\w+)$/.exec(place) ?? [];
    if (tag !== undefined) return [name, ...this.program.sharing(tag, name)];
    return [/(\w+)$/.exec(place)?.[1] ?? ''];
  }

  /** Reads the functions that can take pages from the place: those that name it. */
  private readNaming(at: Location): void {
    const [kind, file, name] = at.split(' ');
    const words = kind === 'member' ? this.memberNames(at) : [kind === 'object' ? file : name];
    // Pages of a caller do not come out to others: only the function itself has to be read.
    const isInside = kind === 'variable' && !this.reached.get(at)?.has(FREE);
    const isObject = kind === 'object';
    for (const part of this.program.files) {
      if (isInside && part.source.file !== file) continue;
      if ((isObject || isAccessor(at)) && part !== this.program.main) continue;
      for (const entry of part.functions) {
        if (isObject && !entry.releases) continue;
        const named = kind === 'member' ? accessesOf(entry) : entry.words;
        if (words.some((word) => (isInside ? entry.name === word : named.has(word))))
          this.readFunction(part, entry);
      }
    }
  }

  isReached(at: Location): boolean {
    return this.reached.has(at);
  }

  /** Names of functions not at hand that functions of the file hand pages to, or may get them from. */
  *unknownCallees(file: string): Generator<string> {
    for (const [entry, { unknown }] of this.read)
      for (const { name, pages, objects, code } of unknown) {
        if (code.source.file !== file) continue;
        const isHanded = pages.some((place) => this.isReached(place));
        if (isHanded || (entry.releases && objects.some((tag) => this.isReached(object(tag)))))
          yield name;
      }
  }

  /** Places outside of single functions that pages get to. */
  *places(): Generator<Location> {
    for (const [place, phases] of this.reached)
      if (!place.startsWith('variable ') || phases.has(FREE)) yield place;
  }

  /**
   * Calls that give back pages that got to them, and calls of functions that do. A function that puts
   * pages of its own there is left out: it is them that it gives back.
   */
  *releases(): Generator<GivingBack> {
    /** Functions of which no call is named: their own calls have to be. */
    const unnamed = new Set<Location>();
    const inner: GivingBack[] = [];
    for (const [entry, flows] of this.read) {
      const found: GivingBack[] = [];
      for (const one of this.givingBack(flows, entry === this.here)) {
        // Of calls from one helper to the next the outermost says enough.
        const isOuter = one.call.parameter === null || this.isFree(one.call.pages);
        (isOuter ? found : inner).push(one);
      }
      // Who has to ask what became of the pages gives them back in another place, if there is one.
      const sure = found.filter(({ call }) => !call.answers);
      if (sure.length > 0)
        for (const { call } of found)
          if (call.answers && call.parameter !== null) unnamed.add(call.parameter);
      yield* sure.length > 0 ? sure : found;
    }
    for (const one of inner)
      if (!one.call.answers && one.call.pages.some((place) => unnamed.has(place))) yield one;
  }

  /** The calls of a function that give back pages which got there. */
  private *givingBack(
    { releases, calls, acquires }: FunctionFlows,
    isHere: boolean,
  ): Generator<GivingBack> {
    const own = isHere ? [] : acquires;
    for (const call of [...releases, ...calls]) {
      const got = call.pages.filter((place) => this.isReached(place));
      if (got.length === 0 || got.every((place) => own.includes(place))) continue;
      // A call that the pages come out of may well give some back when it fails.
      if (call.parameter !== null && this.isFree([call.parameter])) continue;
      const given = this.givenBack(call);
      if (given !== null) yield { call, tracking: given.tracking };
    }
  }

  private isFree(places: readonly Location[]): boolean {
    return places.some((place) => this.reached.get(place)?.has(FREE));
  }

  /** Calls that write to pages which got to a variable that they are given. */
  *writes(): Generator<PageWrite> {
    for (const { writes } of this.read.values())
      for (const write of writes)
        if (write.pages.some((place) => place.startsWith('variable ') && this.isReached(place)))
          yield write;
  }

  /** How a call gives back what is in its argument, by itself or by what it calls; null if it does not. */
  private givenBack(
    { name, parameter }: PageCall,
    asked = new Set<Location>(),
  ): { tracking: Tracking | null } | null {
    if (parameter === null)
      return { tracking: namedRelease(name, this.program.release)?.tracking ?? null };
    if (asked.has(parameter)) return null;
    asked.add(parameter);
    const inside = this.withinFunction(parameter);
    for (const { releases, calls } of this.read.values()) {
      for (const call of [...releases, ...calls]) {
        if (!call.pages.some((place) => inside.has(place))) continue;
        const given = this.givenBack(call, asked);
        if (given !== null) return given;
      }
    }
    return null;
  }

  /** The variables of a function that what is in one of them gets to. */
  private withinFunction(start: Location): ReadonlySet<Location> {
    const inside = new Set([start]);
    for (const at of inside) {
      for (const { to, kind } of this.flows.get(at) ?? [])
        if (kind === 'within' && to.startsWith('variable ')) inside.add(to);
    }
    return inside;
  }
}

const accesses = new WeakMap<FunctionEntry, ReadonlySet<string>>();

/** The members that a function's text names. */
function accessesOf(entry: FunctionEntry): ReadonlySet<string> {
  let found = accesses.get(entry);
  if (found === undefined) {
    const named = entry.text.matchAll(/(?:->|\.)\s*([A-Za-z_]\w*)/g);
    found = new Set([...named].map(([, name]) => name));
    accesses.set(entry, found);
  }
  return found;
}

/** The struct that a place is a member of, or null. */
const ownerOf = (place: Location): string | null => /^member (\w+)\./.exec(place)?.[1] ?? null;

/** Whether others find pages there that are not bound to who put them there. */
const isShared = (place: Location): boolean =>
  place.startsWith('member ') || place.startsWith('global ');

function append(map: Map<Location, Flow[]>, at: Location, flow: Flow): void {
  const known = map.get(at);
  if (known) known.push(flow);
  else map.set(at, [flow]);
}

const fileOf = (place: Location): string => place.split(' ')[1];

/**
 * Whether the place is what a header's function answers with. So pages are found by whoever has to do
 * with such objects: in the file of the site they are its own, farther away mostly others.
 */
const isAccessor = (place: Location): boolean =>
  place.startsWith('return ') && fileOf(place).endsWith('.h');

/** Whether the place belongs to an acquire function: its callers are sites themselves. */
function isOfAcquire(place: Location): boolean {
  const name = place.split(' ').at(2);
  return isAcquire(name ?? '');
}
