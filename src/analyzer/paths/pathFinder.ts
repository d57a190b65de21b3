/** Finds every way that the pages of a site can take through the functions of its file. */
import { GUIDED, QUICK, THOROUGH } from '../flow/effort';
import { runRoot } from '../flow/execute';
import type { Leaving, PathEnd, RootResult } from '../flow/rootResult';
import type { PathFact } from '../flow/facts';
import { factKey } from '../flow/facts';
import type { FileFlow } from '../flow/followFile';
import type { TreeFlow } from '../flow/followTree';
import type { FunctionCode } from '../flow/functionCode';
import { alike, exactly } from '../flow/guide';
import type { Hold } from '../flow/holds';
import type { State } from '../flow/state';
import type { SiteCall } from '../sites/siteCall';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { SitePath } from './pathRecords';
import { stillHolds } from './pathStops';
import { writePaths } from './writePath';

/** Functions that are followed for one site: its own, and callers that get the pages from it. */
const MOST_ROOTS = 3;
/** Nodes visited in second looks at paths that were taken together, for one site. */
const MOST_STEPS_APART = 12_000;

/** One end of one path, with what the site gave on it, oldest first. */
export interface SiteEnd extends Leaving {
  readonly holds: readonly Pick<PathEnd, 'hold' | 'keepers'>[];
  readonly facts: readonly PathFact[];
  /** Exits at which the review of the file finds pages of the site lost. */
  readonly losing: ReadonlySet<SyntaxNode>;
  /** No path alone came to this end, only several taken together. */
  readonly doubted?: boolean;
  /** Whether all that the pages were handed to is known to leave them with its caller. */
  readonly borrowed: (hold: Hold) => boolean;
}

/** The paths of the sites of one parsed file, through that file and the sources around it. */
export class PathFinder {
  private readonly runs = new Map<FunctionCode, RootResult>();

  /** @param around What a review of the file followed: its paths lead as far as the findings do. */
  constructor(private readonly around: TreeFlow) {}

  /** No paths for a call that stands where the code does not parse. */
  of({ node, unit, file, site }: SiteCall): readonly SitePath[] {
    if (node === null) return [];
    const { flow } = this.around;
    const at = { file: file.file, start: node.start };
    const own = this.functionOf(unit);
    const callers = flow.rootsOf(at.file, at.start).filter((code) => code !== own);
    const roots = own === null ? callers : [own, ...callers];
    const facts = flow.of(at.file, at.start, site.function)?.facts ?? [];
    const told = facts.flatMap((fact) => this.endsOf(fact, roots, at));
    const others = roots.slice(0, MOST_ROOTS).flatMap((code) => {
      return endsAt(this.run(code), flow, at).map((end) => ({ code, end }));
    });
    return writePaths([...told, ...this.apart(others, at)], site);
  }

  /** The function a site stands in, which a quick look may have given up before it came to the site. */
  private functionOf(unit: SiteCall['unit']): FunctionCode | null {
    const { main } = this.around.library.program;
    const entry = main.functions.find((one) => one.unit.span.start === unit?.span.start);
    return entry === undefined ? null : main.read(entry);
  }

  /** Looks again at each path that was taken together with others, alone. */
  private apart(
    found: readonly { readonly code: FunctionCode; readonly end: SiteEnd }[],
    at: SiteStart,
  ): SiteEnd[] {
    const { flow, library } = this.around;
    let left = MOST_STEPS_APART;
    return found.flatMap(({ code, end }) => {
      if (!end.state.approximate || left <= 0) return [end];
      const result = runRoot(library.program, code, GUIDED, exactly(end.state.trace));
      left -= result.steps;
      const alone = endsAt(result, flow, at).filter(({ state }) => !state.approximate);
      return alone.length > 0 ? alone : [end];
    });
  }

  private run(code: FunctionCode): RootResult {
    const known = this.runs.get(code);
    if (known !== undefined) return known;
    const result = runRoot(this.around.library.program, code, THOROUGH);
    this.runs.set(code, result);
    return result;
  }

  /**
   * The path on which something was noticed: there may be too many for a run along all to reach it. If
   * it cannot be followed alone, it is one of those that were taken together when it was noticed.
   */
  private endsOf(fact: PathFact, roots: readonly FunctionCode[], at: SiteStart): SiteEnd[] {
    const code = roots.find(({ name }) => name === fact.root);
    if (code === undefined) return [];
    const { flow, library } = this.around;
    for (const guide of [exactly(fact.trace), alike(fact.trace)]) {
      const result = runRoot(library.program, code, GUIDED, guide);
      const ends = result.facts.some((one) => factKey(one) === factKey(fact))
        ? endsAt(result, flow, at)
        : [];
      if (ends.length > 0) return ends;
    }
    const together = endsAt(runRoot(library.program, code, QUICK), flow, at);
    return together
      .filter((end) => end.node === fact.node && losesPages(end))
      .map((end) => ({ ...end, doubted: true }));
  }
}

const losesPages = ({ state, holds }: SiteEnd): boolean =>
  holds.some(({ hold, keepers }) => keepers.length === 0 && stillHolds(state, hold));

/** Where the call of a site starts in its file. */
interface SiteStart {
  readonly file: string;
  readonly start: number;
}

/** The ends of a run that the pages of the site come to, one for each state. */
function endsAt(
  { code, ends, failed, facts }: RootResult,
  flow: FileFlow,
  { file, start }: SiteStart,
): SiteEnd[] {
  const here = ({ source, node }: PathFact['site']) => source.file === file && node.start === start;
  const mine = facts.filter((fact) => here(fact.site));
  const told = flow.of(file, start, code.name)?.facts ?? [];
  const leaks = told.filter(({ kind, approximate }) => kind === 'leak' && !approximate);
  const losing = new Set(leaks.map(({ node }) => node));
  const common = ({ exit }: Leaving) => ({
    facts: mine,
    losing,
    borrowed: (hold: Hold) => flow.onlyBorrowed(hold, exit !== 'error'),
  });
  const found = new Map<State, SiteEnd & { holds: SiteEnd['holds'][number][] }>();
  for (const { hold, keepers, ...leaving } of ends) {
    if (!here(hold.call)) continue;
    const known = found.get(leaving.state);
    if (known !== undefined) known.holds.push({ hold, keepers });
    else found.set(leaving.state, { ...leaving, ...common(leaving), holds: [{ hold, keepers }] });
  }
  for (const leaving of failed) {
    const { state } = leaving;
    if (found.has(state) || !state.failed.some(({ call }) => here(call))) continue;
    found.set(state, { ...leaving, ...common(leaving), holds: [] });
  }
  return [...found.values()];
}
