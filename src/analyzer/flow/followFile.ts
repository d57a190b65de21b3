import type { Ownership, Release, ReleasePath } from '../records';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { BRIEF, QUICK, RELEASING } from './effort';
import { runRoot } from './execute';
import type { PathFact } from './facts';
import type { AcquireCall } from './acquires';
import type { FileProgram } from './fileProgram';
import type { FunctionEntry } from './functionEntry';
import type { FunctionCode } from './functionCode';
import type { Hold } from './holds';
import { inheritanceOf, NOTHING_INHERITED, type Inheritance } from './inheritance';
import { withMoreWays } from './moreWays';
import { ownerOfPages } from './owners';
import type { Program } from './machine';
import type { Memo } from './memo';
import type { Keeper } from './reach';
import type { CallPosition, ReleaseCall } from './releases';
import type { ForeignRelease, PathEnd, RootResult } from './rootResult';
import { confirmed, SecondLooks } from './secondLook';
import { shortAsFull } from './shortAsFull';
import { acquiring, interestOf, keptWords, releasing, type Wanted } from './selection';

/** What was learnt about one site: its pages' ways through the functions at hand. */
export interface SiteFlow {
  readonly facts: readonly PathFact[];
  readonly ends: readonly PathEnd[];
  /** Releases of pages that were kept where this site's pages are kept. */
  readonly later: readonly ForeignRelease[];
  readonly ownership: Ownership;
  readonly owner: string;
  readonly releases: readonly Release[];
  readonly notFollowed: string | null;
  /** The function that contains the site could not be read in full. */
  readonly damaged: boolean;
  /** No paths had to be taken together. */
  readonly complete: boolean;
}

/**
 * Runs every function of the file that can say something about the pages of its sites.
 *
 * @param wanted The functions to begin with.
 */
export function followFile(program: FileProgram, wanted: Wanted = () => true): FileFlow {
  const results: RootResult[] = [];
  let inheritance = NOTHING_INHERITED;
  const run = (entry: FunctionEntry) => {
    const result = followEntry(program, program, entry, inheritance);
    if (result !== null) results.push(result);
  };
  for (const entry of acquiring(program, wanted)) run(entry);
  inheritance = inheritanceOf(results);
  const releasers = [...releasing(program, keptWords(results))];
  for (const entry of releasers) run(entry);
  const short = shortAsFull(results);
  if (short.size > 0)
    for (const entry of releasers) results.push(...ofShort(program, program, entry, short));
  return new FileFlow(results);
}

/**
 * What a function that gives pages back does to objects that hold fewer than they say: the facts alone,
 * for all else is known from the objects that hold as many.
 */
export function ofShort(
  program: Program,
  part: FileProgram,
  entry: FunctionEntry,
  short: Inheritance,
): RootResult[] {
  const result = followEntry(program, part, entry, short);
  if (result === null) return [];
  const facts = result.facts.filter(({ kind }) => kind === 'over-release');
  return facts.length === 0 ? [] : [{ ...result, facts, ends: [], failed: [], foreign: [] }];
}

/** Runs one function of a part of the program, and notes what callers have to know of it. */
export function followEntry(
  program: Program,
  part: FileProgram,
  entry: FunctionEntry,
  inheritance: Inheritance = NOTHING_INHERITED,
  memo: Memo | null = null,
): RootResult | null {
  const code = part.read(entry);
  if (code === null) return null;
  const effort = entry.acquires ? QUICK : entry.releases ? RELEASING : BRIEF;
  const left = entry.acquires ? NOTHING_INHERITED : inheritance;
  const run = (asked: Program) => {
    const looks = new SecondLooks(asked, code, left);
    const result = confirmed(looks, runRoot(asked, code, effort, null, left));
    return result.cut && entry.acquires ? withMoreWays(looks, result) : result;
  };
  // What other functions left behind is no question to the program: such a run is not kept.
  const result = memo && left.size === 0 ? memo.of(code, 'paths', program, run) : run(program);
  part.setInterest(entry.name, interestOf(result));
  return result;
}

/** A function was given pages by the caller, who gave them back afterwards. */
interface Borrowing {
  readonly caller: string;
  readonly failed: boolean;
}

export class FileFlow {
  private readonly bySite = new Map<string, { facts: PathFact[]; ends: PathEnd[] }>();
  private readonly foreign = new Map<string, ForeignRelease[]>();
  private readonly damagedFunctions = new Set<string>();
  /** Functions with more paths than were followed. */
  private readonly cutFunctions = new Set<string>();
  private readonly borrowers = new Map<string, Borrowing[]>();
  private readonly roots = new Map<string, Set<FunctionCode>>();

  constructor(results: readonly RootResult[]) {
    for (const { code, facts, ends, failed, foreign, damaged, cut } of results) {
      if (damaged) this.damagedFunctions.add(code.name);
      if (cut) this.cutFunctions.add(code.name);
      for (const fact of facts) this.at(fact.site.source.file, fact.site.node).facts.push(fact);
      for (const end of ends) {
        this.at(end.hold.call.source.file, end.hold.call.node).ends.push(end);
        this.learnBorrowers(end);
        this.addRoot(end.hold.call, code);
      }
      for (const { state } of failed) for (const { call } of state.failed) this.addRoot(call, code);
      for (const release of foreign) this.addForeign(release);
    }
  }

  private at(file: string, node: SyntaxNode): { facts: PathFact[]; ends: PathEnd[] } {
    const key = `${file}:${node.start}`;
    let found = this.bySite.get(key);
    if (found === undefined) {
      found = { facts: [], ends: [] };
      this.bySite.set(key, found);
    }
    return found;
  }

  private addRoot({ source, node }: AcquireCall, code: FunctionCode): void {
    const key = `${source.file}:${node.start}`;
    const known = this.roots.get(key);
    if (known) known.add(code);
    else this.roots.set(key, new Set([code]));
  }

  /** The functions whose paths lead through the site that starts at the offset. */
  rootsOf(file: string, start: number): readonly FunctionCode[] {
    return [...(this.roots.get(`${file}:${start}`) ?? [])];
  }

  private addForeign(release: ForeignRelease): void {
    const owner = ownerOfPages(release.state, release.pages);
    if (owner === '') return;
    const known = this.foreign.get(owner);
    if (known) known.push(release);
    else this.foreign.set(owner, [release]);
  }

  /** A function that was given pages which its caller gave back afterwards keeps none. */
  private learnBorrowers({ hold, exit }: PathEnd): void {
    if (hold.released.length === 0 || hold.held.length > 0) return;
    for (const { to, call } of hold.handovers) {
      const known = this.borrowers.get(to) ?? [];
      known.push({ failed: exit === 'error', caller: call.caller });
      this.borrowers.set(to, known);
    }
  }

  /**
   * Whether all that the pages were handed to is known, from other paths, to leave them with its
   * caller. On a successful path only other successful paths count: many functions keep the pages
   * when they succeed.
   */
  onlyBorrowed(hold: Hold, succeeded: boolean): boolean {
    return hold.handovers.every(({ to, pages, call }) => {
      const known = this.borrowers.get(to) ?? [];
      // Where the same function gives them back after some successes, it asks whether they were kept.
      if (succeeded) return known.some(({ failed, caller }) => !failed && caller !== call.caller);
      // Of pages given one by one, the path went on with those before the last.
      const went = pages !== null && pages.length > 1;
      return known.some(({ failed }) => !failed || !went);
    });
  }

  /** What is known of the site whose call starts at the offset; null when no path reached it. */
  of(file: string, start: number, caller: string): SiteFlow | null {
    const found = this.bySite.get(`${file}:${start}`);
    if (found === undefined) return null;
    const owners = new Set<string>();
    for (const end of found.ends)
      for (const keeper of end.keepers)
        if (keeper.kind === 'place' && keeper.owner !== '') owners.add(keeper.owner);
    const later = [...owners].flatMap((owner) => this.foreign.get(owner) ?? []);
    const releases = releasesOf(found.ends, fitting(later, found.ends));
    const isCut = this.cutFunctions.has(caller);
    return {
      facts: found.facts,
      ends: found.ends,
      later,
      ...ownershipOf(found.ends, caller),
      releases,
      notFollowed: isCut ? TOO_MANY_PATHS : notFollowed(found.ends, releases, owners),
      damaged: this.damagedFunctions.has(caller),
      complete: !isCut && !found.ends.some((end) => end.state.approximate),
    };
  }
}

/** Where both references and pins are kept, only those of the site's kind are its own. */
function fitting(
  later: readonly ForeignRelease[],
  ends: readonly PathEnd[],
): readonly ForeignRelease[] {
  const taken = ends.at(0)?.hold.call.fn.tracking;
  const same = later.filter(({ call }) => call.fn.tracking === null || call.fn.tracking === taken);
  return same.length > 0 ? same : later;
}

/** Every call that gives pages of the site back, and the kinds of paths it stands on. */
function releasesOf(ends: readonly PathEnd[], later: readonly ForeignRelease[]): Release[] {
  const found = new Map<string, { release: Omit<Release, 'on'>; on: Set<ReleasePath> }>();
  const add = (at: CallPosition, api: string, on: ReleasePath) => {
    const line = at.source.line(at.node);
    const key = `${at.source.file}:${line}:${api}`;
    const known = found.get(key);
    if (known) known.on.add(on);
    else
      found.set(key, {
        release: { file: at.source.file, line, function: at.caller, api },
        on: new Set([on]),
      });
  };
  const addCall = (call: ReleaseCall, on: ReleasePath) => {
    add(call, call.fn.name, on);
    for (const { callee, call: at } of call.through) add(at, callee, on);
  };
  for (const { hold, exit } of ends) {
    const on = hold.outcome === 'short' ? 'partial' : exit === 'error' ? 'error' : 'success';
    for (const released of hold.released) addCall(released.by, on);
  }
  for (const release of later) addCall(release.call, 'teardown');
  return [...found.values()]
    .map(({ release, on }) => ({ ...release, on: [...on] }))
    .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function ownershipOf(
  ends: readonly PathEnd[],
  caller: string,
): { ownership: Ownership; owner: string } {
  const own = ends.filter((end) => end.state.rootName === caller);
  const known = own.length > 0 ? own : ends;
  const well = known.filter((end) => end.exit !== 'error');
  // Of too many paths those that end well may be missing; the others tell where pages were put.
  const full = well.length > 0 ? well : known;
  const kept = full.flatMap((end) => end.keepers);
  const place = kept.find((k): k is PlaceKeeper => k.kind === 'place' && k.owner !== '');
  if (place) return { ownership: 'struct', owner: place.owner };
  if (kept.some((k) => k.kind === 'returned')) return { ownership: 'returned', owner: '' };
  const out = kept.find((k): k is PlaceKeeper => k.kind === 'place');
  if (out) return { ownership: 'out-param', owner: '' };
  if (full.some((end) => end.hold.released.length > 0)) return { ownership: 'local', owner: '' };
  const handed = full.flatMap((end) => end.hold.handovers).at(0);
  if (handed) return { ownership: 'callee', owner: `${handed.to}()` };
  return { ownership: ends.length > 0 ? 'local' : 'unknown', owner: '' };
}

type PlaceKeeper = Extract<Keeper, { kind: 'place' }>;

/** Who gives back what is kept was not met. */
export const ELSEWHERE = 'released in another file';

const TOO_MANY_PATHS = 'too many paths: some were left out';

/** Why the pages could not be followed to their end, or null. */
function notFollowed(
  ends: readonly PathEnd[],
  releases: readonly Release[],
  owners: ReadonlySet<string>,
): string | null {
  if (ends.some((end) => end.state.approximate)) return 'too many paths: some were taken together';
  for (const { hold } of ends) {
    const [to] = hold.handovers;
    if (hold.held.length > 0 && to !== undefined && hold.released.length === 0)
      return `handed to ${to.to}() in line ${to.call.source.line(to.call.node)}`;
  }
  const released = releases.some((r) => r.on.includes('teardown'));
  const [owner] = owners;
  if (owner !== undefined && !released) return `kept in ${owner}; ${ELSEWHERE}`;
  return null;
}
