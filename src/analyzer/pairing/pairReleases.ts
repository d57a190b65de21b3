import { isAcquire } from '../../kernel';
import type { FunctionCode } from '../flow/functionCode';
import type { FunctionEntry } from '../flow/functionEntry';
import type { Library, Question } from '../flow/library';
import { ownerQuestion } from '../flow/library';
import type { TreeProgram } from '../flow/treeProgram';
import type { CallPosition } from '../flow/releases';
import type { Release, Tracking } from '../records';
import type { SiteCall } from '../sites/siteCall';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { afterSite } from './afterSite';
import type { Origin, PageCall } from './functionFlows';
import { canBeSame } from './namesakes';
import { canBeCalledFor, canCallBack, type Table, tablesIn } from './operations';
import { PageSpread } from './pageSpread';
import { acquired, argumentsOf, calleeName, canHoldPages, Scope } from './scope';
import { canMeet } from './switchArms';

/** A release that was paired with a site, and where it stands. */
export interface PairedRelease {
  readonly release: Release;
  readonly call: CallPosition;
  /** The reference it drops; null when that depends on more than the call. */
  readonly tracking: Tracking | null;
  /** It is handed a number that stands for a page: no release by itself, but the way to one. */
  readonly isNumber: boolean;
}

/** What assignments and calls can do with the pages of a site. */
export interface Pairing {
  readonly releases: readonly PairedRelease[];
  /** Releases of the other kind beside those: as it seems, of pages of another origin. */
  readonly misfits: readonly PairedRelease[];
  /** A call that writes to what is in them, and its name; null when none is met. */
  readonly written: (CallPosition & { readonly name: string }) | null;
}

/** How often what was learnt may raise new questions. */
const MOST_ROUNDS = 3;

/**
 * Who gives back the pages of a site, the order of statements left aside: wherever assignments and
 * calls can carry them, in the file and in the sources around it. This holds where paths are too
 * many to follow each.
 */
export function pairReleases(library: Library, call: SiteCall): Pairing {
  const { program } = library;
  const { main } = program;
  const entry = main.functions.find((one) => one.unit.span.start === call.unit?.span.start);
  if (!entry) return { releases: [], misfits: [], written: null };
  const spread = new PageSpread(program, entry, originOf(program, entry, call), library.memo);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    spread.run();
    if (library.ask(questions(program, spread)).size === 0) break;
  }
  spread.run();
  const here = main.read(entry);
  let known: readonly Table[] | null = null;
  const tables = () =>
    (known ??= [...program.files].flatMap(({ source }) => tablesIn(source.text)));
  const texts = () => [...program.files].map(({ source }) => source.text);
  const isOfSite = (one: PageCall) =>
    here === null || (isForSite(call, here, one, tables) && canCallBack(here, one.code, texts));
  return { ...releasesOf(spread, call, isOfSite), written: writeOf(spread, call) };
}

/** Only in the site's own file: farther away objects of the same struct are often others. */
function writeOf(spread: PageSpread, { file }: SiteCall): Pairing['written'] {
  for (const { code, node, name } of spread.writes())
    if (code.source === file.source) return { source: code.source, node, caller: code.name, name };
  return null;
}

/** What the call fills, and where its pages can be from then on. */
function originOf(program: TreeProgram, entry: FunctionEntry, call: SiteCall): Origin | null {
  const { node } = call;
  const code = program.main.read(entry);
  if (!node || !code) return null;
  const argument = pagesArgument(call);
  // Without an array the page itself is what the call answers with.
  const filled = argument ? new Scope(code, program).places(argument) : [acquired(code, node)];
  const refills = argument ? callsWith(code, code.source.of(argument)) : [];
  return { filled: new Set(filled), ...afterSite(code, node, refills) };
}

function pagesArgument({ node, fit }: SiteCall): SyntaxNode | null {
  const index = fit.signature?.index.pages;
  return node && index !== undefined ? (argumentsOf(node).at(index) ?? null) : null;
}

/** The acquire calls of the function that are given the same argument. */
function callsWith(code: FunctionCode, text: string): SyntaxNode[] {
  return [...descendants(code.syntax)].filter(
    (node) =>
      node.type === 'call_expression' &&
      isAcquire(calleeName(node, code)) &&
      argumentsOf(node).some((argument) => code.source.of(argument) === text),
  );
}

/** What the files at hand leave open. */
function* questions(program: TreeProgram, spread: PageSpread): Generator<Question> {
  for (const place of spread.places()) {
    const [kind, file, name, within] = place.split(' ');
    const [, tag, member] = /^member (\w+)\.(?:\w+\.)*(\w+)$/.exec(place) ?? [];
    if (tag !== undefined) {
      if (canHoldPages(program.member(tag, member).type)) yield ownerQuestion(tag, member);
    } else if (kind === 'variable' || kind === 'return') {
      const code = program.exported(name, file);
      // Callers see what comes out of a function, and nothing of its own variables.
      const comesOut = kind === 'return' || code?.parameters.some((one) => one.name === within);
      const type = kind === 'return' ? code?.returns : code?.variables.get(within)?.type;
      if (code && comesOut && canHoldPages(type ?? null))
        yield { kind: 'callers', words: [name], word: name, strict: true };
    }
  }
  for (const name of spread.unknownCallees(program.main.source.file))
    yield { kind: 'callee', words: [name], word: name, strict: true };
}

function releasesOf(
  spread: PageSpread,
  { site }: SiteCall,
  isOfSite: (call: PageCall) => boolean,
): Omit<Pairing, 'written'> {
  const found = new Map<string, PairedRelease & { fits: boolean; isHere: boolean }>();
  for (const { call, tracking } of spread.releases()) {
    if (!isOfSite(call)) continue;
    const { source } = call.code;
    const line = source.line(call.node);
    const isHere = source.file === site.file && call.code.name === site.function;
    found.set(`${source.file}:${String(line)}:${call.name}`, {
      fits: tracking === null || tracking === site.tracking,
      isHere,
      tracking,
      isNumber: call.isNumber,
      call: { source, node: call.node, caller: call.code.name },
      release: {
        file: source.file,
        line,
        function: call.code.name,
        api: call.name,
        on: [isHere ? 'error' : 'teardown'],
      },
    });
  }
  // Code that gives back both ways tells pages of different origin apart, by means of its own.
  const all = [...found.values()];
  const fitting = (here: boolean) => all.some(({ fits, isHere }) => fits && isHere === here);
  const isMisfit = ({ fits, isHere }: (typeof all)[number]) => !fits && fitting(isHere);
  const inOrder = (some: typeof all): PairedRelease[] =>
    some
      .map(({ release, call, tracking, isNumber }) => ({ release, call, tracking, isNumber }))
      .sort(({ release: a }, { release: b }) =>
        a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
      );
  return {
    releases: inOrder(all.filter((one) => !isMisfit(one))),
    misfits: inOrder(all.filter(isMisfit)),
  };
}

/** Whether a release that pages can get to can be one of those of the site, as far as the code tells. */
function isForSite(
  siteCall: SiteCall,
  code: FunctionCode,
  call: PageCall,
  tables: () => readonly Table[],
): boolean {
  const { node } = siteCall;
  const pages = pagesArgument(siteCall);
  return (
    (!node || canMeet({ node, code }, call)) &&
    (!pages || canBeSame(pages, code, call.node, call.code)) &&
    canBeCalledFor(code, call.code, tables)
  );
}
