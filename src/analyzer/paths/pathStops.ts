/** The stops of one path: the trace of its decisions, and what each did to the pages of the site. */
import type { PathEnd } from '../flow/rootResult';
import type { Hold, ReleasedRange } from '../flow/holds';
import { Linear } from '../flow/linear';
import type { State, Trace } from '../flow/state';
import type { Site } from '../records';
import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { SiteEnd } from './pathFinder';
import type { AcquireOutcome, Action, Position, ReleaseCount, Stop } from './pathRecords';

/** Rounds of a loop round the site that are told apart, those that give pages and those that fail. */
const MOST_ACQUIRES = 3;
/** With more stops than this, branches are left out from the front. */
const MOST_STOPS = 60;

export class PathStops {
  /** What each acquire of the path gave so far; null where it failed. */
  private readonly acquires: (Hold | null)[] = [];
  private readonly holds: ReadonlyMap<number, Hold>;
  /** Releases of each hold that no stop stands for yet. */
  private readonly due = new Map<Hold, ReleasedRange[]>();
  private readonly releasedAt = new Set<SyntaxNode>();

  constructor(
    private readonly end: SiteEnd,
    private readonly site: Site,
  ) {
    this.holds = new Map(end.holds.map(({ hold }) => [hold.id, hold]));
    for (const hold of this.holds.values()) this.due.set(hold, [...hold.released]);
  }

  write(): Stop[] {
    const stops = this.trace().flatMap((step) => this.stopsOf(step));
    const { node, source } = this.end;
    const at = node.type === 'return_statement' ? lineOf(source, node) : lastLineOf(source, node);
    for (const { hold, keepers } of this.end.holds) {
      const owner = ownerOf(this.end, hold, keepers);
      const of = this.acquires.indexOf(hold);
      if (owner === null || of < 0 || !stillHolds(this.end.state, hold)) continue;
      stops.push({ at, say: `the pages stay with ${owner}`, action: { kind: 'keep', of, owner } });
    }
    stops.push({ at, say: exitWords(source, node), action: { kind: 'exit' } });
    return shorten(withoutRepeats(stops));
  }

  /** The steps from the first acquire of the site on. */
  private trace(): Trace[] {
    const steps: Trace[] = [];
    for (let at = this.end.state.trace; at !== null; at = at.before) steps.unshift(at);
    const first = steps.findIndex((step) => this.isAcquire(step));
    return first < 0 ? [] : steps.slice(first);
  }

  private isAcquire({ kind, node, source, hold }: Trace): boolean {
    if (kind !== 'acquire') return false;
    if (hold !== null) return this.holds.has(hold);
    return source.file === this.site.file && source.line(node) === this.site.line;
  }

  private stopsOf(step: Trace): Stop[] {
    const at = lineOf(step.source, step.node);
    return this.actionsOf(step).map((action) => ({ at, say: step.message, action }));
  }

  private actionsOf(step: Trace): Action[] {
    const nothing: Action[] = [{ kind: 'branch' }];
    if (step.kind === 'acquire' && this.isAcquire(step)) {
      const hold = step.hold === null ? null : (this.holds.get(step.hold) ?? null);
      const alike = this.acquires.filter((known) => (known === null) === (hold === null));
      if (alike.length >= MOST_ACQUIRES) return nothing;
      this.acquires.push(hold);
      return [{ kind: 'acquire', outcome: this.outcomeOf(hold) }];
    }
    if (step.kind === 'handover') return this.handover() ?? nothing;
    if (step.kind !== 'release') return nothing;
    const again = this.releasedAt.has(step.node);
    this.releasedAt.add(step.node);
    const released = this.releases(step);
    if (released.length > 0) return released;
    // The first round of a loop stood for all of them.
    return again ? [] : (this.wrongRelease(step.node) ?? nothing);
  }

  private outcomeOf(hold: Hold | null): AcquireOutcome {
    if (hold === null || tookNothing(this.end.state, hold)) return 'error';
    // A call for one page that took something took all of it; short may only be its bytes.
    return hold.outcome === 'short' && this.site.nrPages !== '1' ? 'short' : 'all';
  }

  /** Whoever is given the pages uses them as the flags of the site say they will be used. */
  private handover(): Action[] | null {
    const of = this.acquires.findLastIndex((hold) => hold !== null);
    if (of < 0) return null;
    const writes = this.site.flags.bits.includes('FOLL_WRITE');
    return [{ kind: 'access', of, mode: writes ? 'w' : 'r', by: 'device' }];
  }

  /** What a release gives back of each acquire of the path, all rounds of a loop at once. */
  private releases({ node, source }: Trace): Action[] {
    return this.acquires.flatMap((hold, of): Action[] => {
      if (hold === null) return [];
      const due = this.due.get(hold) ?? [];
      const mine = due.filter(({ by }) => by.node === node && by.source.file === source.file);
      const [first] = mine;
      if (first === undefined) return [];
      this.due.set(
        hold,
        due.filter((range) => !mine.includes(range)),
      );
      const { by, dirty } = first;
      const count = this.countOf(hold, mine, mine.length === due.length);
      return [{ kind: 'release', of, api: by.fn.name, count, dirty }];
    });
  }

  private countOf(hold: Hold, ranges: readonly ReleasedRange[], last: boolean): ReleaseCount {
    const { state } = this.end;
    if (last && !stillHolds(state, hold)) return 'held';
    const count = state.normal(
      ranges.reduce((sum, { from, to }) => sum.plus(to.minus(from)), Linear.zero),
    );
    if (count.isConstant) return Math.max(count.constant, 0);
    // Some of them, and which is not known: one stands for the rest.
    return state.normal(hold.count).equals(count) ? 'held' : 1;
  }

  /** A release that fits no hold, where the analysis found fault with it. */
  private wrongRelease(node: SyntaxNode): Action[] | null {
    for (const fact of this.end.facts) {
      if (!('by' in fact) || fact.by.node !== node) continue;
      const of = Math.max(this.acquires.length - 1, 0);
      const count: ReleaseCount = fact.kind === 'over-release' ? 'asked' : 'held';
      return [{ kind: 'release', of, api: fact.by.fn.name, count, dirty: false }];
    }
    return null;
  }
}

/** On this path the count is known to be none. */
export function tookNothing(state: State, hold: Hold): boolean {
  return state.facts.provesAtMostZero(hold.count);
}

/** Whether something of the hold may not have been given back. */
export function stillHolds(state: State, hold: Hold): boolean {
  return hold.held.some(({ from, to }) => state.facts.canBeAtMostZero(from.minus(to).add(1)));
}

function ownerOf(end: SiteEnd, hold: Hold, keepers: PathEnd['keepers']): string | null {
  for (const keeper of keepers) {
    if (keeper.kind === 'returned') return 'the caller, to whom they are returned';
    if (keeper.owner !== '') return keeper.owner;
  }
  if (keepers.length > 0) return 'the caller';
  const [to] = end.borrowed(hold) ? [] : hold.handovers;
  return to === undefined ? null : `${to.to}()`;
}

function lineOf(source: SourceText, node: SyntaxNode): Position {
  return positionAt(source, source.line(node));
}

function lastLineOf(source: SourceText, node: SyntaxNode): Position {
  return positionAt(source, source.position(Math.max(node.end - 1, node.start)).line);
}

function positionAt(source: SourceText, line: number): Position {
  return { file: source.file, line, text: source.lineText(line).trim() };
}

function exitWords(source: SourceText, node: SyntaxNode): string {
  if (node.type !== 'return_statement') return 'the end';
  return source.short(node, 40).replace(/\s*;$/, '');
}

/** A loop says the same each round: the first time is enough. */
function withoutRepeats(stops: readonly Stop[]): Stop[] {
  const said = new Set<string>();
  return stops.filter(({ at, say, action }) => {
    if (action.kind !== 'branch') return true;
    const key = `${at.file}:${String(at.line)} ${say}`;
    return !said.has(key) && said.add(key);
  });
}

/** Keeps what happens to the pages, and of the branches the last ones there is room for. */
function shorten(stops: readonly Stop[]): Stop[] {
  let spare = stops.length - MOST_STOPS;
  return stops.filter(({ action }) => action.kind !== 'branch' || spare-- <= 0);
}
