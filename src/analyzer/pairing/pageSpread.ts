import { isAcquire } from '../../kernel';
import type { FileProgram, FunctionEntry } from '../flow/fileProgram';
import type { TreeProgram } from '../flow/treeProgram';
import type { Tracking } from '../records';
import {
  type Flow,
  flowsOf,
  type FunctionFlows,
  type Origin,
  type PageCall,
} from './functionFlows';
import { namedRelease } from './namedRelease';
import { object } from './scope';
import type { Location } from './scope';

/**
 * Whether pages that got to a place may leave the function again with it. Pages that a caller handed
 * in do not come out to its other callers.
 */
type Phase = 'free' | 'inside';

/** Where pages can get from a place, over every function at hand that has to do with it. */
export class PageSpread {
  private readonly reached = new Map<Location, Set<Phase>>();
  private readonly flows = new Map<Location, Flow[]>();
  private readonly read = new Map<FunctionEntry, FunctionFlows>();
  /** Files whose functions come by the pages other than as an argument. */
  private readonly filesWithPages = new Set<string>();
  private readonly queue: { at: Location; phase: Phase }[] = [];

  /**
   * @param here The function that the pages are acquired in.
   * @param origin What the site puts where; null when that is not known.
   */
  constructor(
    private readonly program: TreeProgram,
    private readonly here: FunctionEntry,
    private readonly origin: Origin | null,
  ) {
    this.readFunction(program.main, here);
    for (const at of origin?.filled ?? []) this.reach(at, 'free');
  }

  /** Reads a function's flows, when its pages have not been asked for yet. */
  readFunction(part: FileProgram, entry: FunctionEntry): void {
    const known = this.read.get(entry);
    // What was not at hand the first time may be now.
    if (known && !known.unknown.some(({ name }) => this.program.exports(name))) return;
    const code = part.read(entry);
    const origin = entry === this.here ? this.origin : null;
    const found = code
      ? flowsOf(code, this.program, origin)
      : { flows: [], releases: [], calls: [], unknown: [], acquires: [] };
    this.read.set(entry, found);
    for (const flow of found.flows) {
      const known = this.flows.get(flow.from);
      if (known) known.push(flow);
      else this.flows.set(flow.from, [flow]);
      for (const phase of this.reached.get(flow.from) ?? []) this.follow(flow, phase);
    }
  }

  /** Follows pages as far as the functions at hand go. Again, when there are more. */
  run(): void {
    for (const at of this.reached.keys()) this.readNaming(at);
    for (let next = this.queue.pop(); next; next = this.queue.pop()) {
      this.readNaming(next.at);
      for (const flow of this.flows.get(next.at) ?? []) this.follow(flow, next.phase);
    }
  }

  private reach(at: Location, phase: Phase): void {
    const phases = this.reached.get(at) ?? new Set<Phase>();
    // What may leave may also stay.
    if (phases.has(phase) || phases.has('free')) return;
    this.reached.set(at, phases.add(phase));
    if (phase === 'free' && at.startsWith('variable ')) this.filesWithPages.add(fileOf(at));
    this.queue.push({ at, phase });
    const tag = ownerOf(at);
    if (tag !== null) this.reach(object(tag), 'free');
  }

  private follow({ from, to, kind }: Flow, phase: Phase): void {
    if (kind === 'out' && (phase === 'inside' || isOfAcquire(from))) return;
    if (isAccessor(from) && fileOf(to) !== this.program.main.source.file) return;
    // Pages handed to a file that does not find them by itself are followed one function deep.
    if (kind === 'into' && phase === 'inside' && !this.filesWithPages.has(fileOf(from))) return;
    // Who finds pages in a member is not bound to who put them there.
    const anew = to.startsWith('member ') || to.startsWith('global ');
    this.reach(to, kind === 'into' && !anew ? 'inside' : anew ? 'free' : phase);
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
    const isInside = kind === 'variable' && !this.reached.get(at)?.has('free');
    const isObject = kind === 'object';
    for (const part of this.program.files) {
      if (isInside && part.source.file !== file) continue;
      if ((isObject || isAccessor(at)) && part !== this.program.main) continue;
      for (const entry of part.functions) {
        if (isObject && !entry.releases) continue;
        if (words.some((word) => (isInside ? entry.name === word : wordsOf(entry).has(word))))
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
      if (!place.startsWith('variable ') || phases.has('free')) yield place;
  }

  /**
   * Calls that give back pages that got to them, and calls of functions that do. A function that puts
   * pages of its own there is left out: it is them that it gives back.
   */
  *releases(): Generator<{ call: PageCall; tracking: Tracking | null }> {
    for (const [entry, { releases, calls, acquires }] of this.read) {
      const own = entry === this.here ? [] : acquires;
      const found: { call: PageCall; tracking: Tracking | null }[] = [];
      for (const call of [...releases, ...calls]) {
        // Of calls from one helper to the next the outermost says enough.
        const got = call.pages.filter((place) =>
          call.parameter === null ? this.isReached(place) : this.reached.get(place)?.has('free'),
        );
        if (got.length === 0 || got.every((place) => own.includes(place))) continue;
        // A call that the pages come out of may well give some back when it fails.
        if (call.parameter !== null && this.reached.get(call.parameter)?.has('free')) continue;
        const given = this.givenBack(call);
        if (given !== null) found.push({ call, tracking: given.tracking });
      }
      // Who has to ask what became of the pages gives them back in another place, if there is one.
      const sure = found.filter(({ call }) => !call.answers);
      yield* sure.length > 0 ? sure : found;
    }
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

const words = new WeakMap<FunctionEntry, ReadonlySet<string>>();

/** The identifiers in a function's text. */
function wordsOf(entry: FunctionEntry): ReadonlySet<string> {
  let found = words.get(entry);
  if (found === undefined) {
    found = new Set(entry.text.match(/[A-Za-z_]\w*/g));
    words.set(entry, found);
  }
  return found;
}

/** The struct that a place is a member of, or null. */
const ownerOf = (place: Location): string | null => /^member (\w+)\./.exec(place)?.[1] ?? null;

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
