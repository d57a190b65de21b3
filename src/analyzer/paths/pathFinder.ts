/** Finds every way that the pages of a site can take through the functions of its file. */
import type { KernelRelease } from '../../kernel';
import { runRoot, THOROUGH, type Leaving, type PathEnd, type RootResult } from '../flow/execute';
import type { PathFact } from '../flow/facts';
import { FileProgram } from '../flow/fileProgram';
import { followFile, type FileFlow } from '../flow/followFile';
import type { FunctionCode } from '../flow/functionCode';
import type { Hold } from '../flow/holds';
import type { State } from '../flow/state';
import type { SiteCall } from '../sites/siteCall';
import type { SourceFile } from '../syntax/sourceFile';
import type { SitePath } from './pathRecords';
import { writePaths } from './writePath';

/** Functions that are followed for one site: its own, and callers that get the pages from it. */
const MOST_ROOTS = 3;

/** One end of one path, with what the site gave on it, oldest first. */
export interface SiteEnd extends Leaving {
  readonly holds: readonly Pick<PathEnd, 'hold' | 'keepers'>[];
  readonly facts: readonly PathFact[];
  /** Whether all that the pages were handed to is known to leave them with its caller. */
  readonly borrowed: (hold: Hold) => boolean;
}

/** The paths of the sites of one parsed file. */
export class PathFinder {
  private readonly program: FileProgram;
  private readonly flow: FileFlow;
  private readonly runs = new Map<FunctionCode, RootResult>();

  constructor(file: SourceFile, release: KernelRelease) {
    this.program = new FileProgram(file, release);
    this.flow = followFile(this.program);
  }

  /** No paths for a call that stands where the code does not parse. */
  of({ node, file, site }: SiteCall): readonly SitePath[] {
    if (node === null) return [];
    const roots = this.flow.rootsOf(file.file, node.start);
    const own = roots.filter((code) => code.name === site.function);
    const callers = roots.filter((code) => code.name !== site.function);
    const ends = [...own, ...callers]
      .slice(0, MOST_ROOTS)
      .flatMap((code) => endsAt(this.run(code), this.flow, file.file, node.start));
    return writePaths(ends, site);
  }

  private run(code: FunctionCode): RootResult {
    const known = this.runs.get(code);
    if (known !== undefined) return known;
    const result = runRoot(this.program, code, THOROUGH);
    this.runs.set(code, result);
    return result;
  }
}

/** The ends of a run that the pages of the site come to, one for each state. */
function endsAt(
  { ends, failed, facts }: RootResult,
  flow: FileFlow,
  file: string,
  start: number,
): SiteEnd[] {
  const here = ({ source, node }: PathFact['site']) => source.file === file && node.start === start;
  const mine = facts.filter((fact) => here(fact.site));
  const common = ({ exit }: Leaving) => ({
    facts: mine,
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
