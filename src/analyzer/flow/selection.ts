import type { PathEnd, RootResult } from './rootResult';
import type { FileProgram } from './fileProgram';
import type { FunctionEntry } from './functionEntry';
import type { Interest } from './machine';

/** Whether the function that spans these offsets holds a site of interest. */
export type Wanted = (start: number, end: number) => boolean;

/** How far callers are followed to which a function leaves pages. */
const CALLER_HOPS = 2;

/**
 * The functions that contain sites, then those that call one from which pages come out, callees first.
 * Which callers there are is found out on the way: ask for the next when the one before was run.
 */
export function* acquiring(program: FileProgram, wanted: Wanted): Generator<FunctionEntry> {
  const done = new Set<FunctionEntry>();
  let wave = calleesFirst(
    program.functions.filter((f) => f.acquires && wanted(f.unit.span.start, f.unit.span.end)),
  );
  for (let hop = 0; wave.length > 0; hop++) {
    for (const entry of wave) {
      done.add(entry);
      yield entry;
    }
    if (hop === CALLER_HOPS) return;
    const open = wave.filter(({ name }) => {
      const interest = program.glance(name)?.interest;
      return interest === 'pages' || (interest === 'kept' && hop === 0);
    });
    const callers = program.callersOf(open.map((f) => f.name)).filter((f) => !done.has(f));
    wave = calleesFirst(callers);
  }
}

/** Puts functions behind those of the same list that they mention. */
export function calleesFirst(entries: readonly FunctionEntry[]): FunctionEntry[] {
  const sorted: FunctionEntry[] = [];
  const visited = new Set<FunctionEntry>();
  const visit = (entry: FunctionEntry) => {
    if (visited.has(entry)) return;
    visited.add(entry);
    for (const other of entries) if (other !== entry && entry.words.has(other.name)) visit(other);
    sorted.push(entry);
  };
  entries.forEach(visit);
  return sorted;
}

/** What callers have to look inside for. */
export function interestOf({ code, ends, foreign }: RootResult): Interest {
  // What a callback does with the pages is known where it is given.
  const callbacks = new Set(code.parameters.map(({ name }) => name));
  if (ends.some(({ hold }) => hold.handovers.some(({ to }) => callbacks.has(to)))) return 'pages';
  const out = ends.filter((end) => end.hold.held.length > 0 && end.keepers.length > 0);
  if (out.some((end) => !isSafe(end))) return 'pages';
  if (out.length > 0) return 'kept';
  return foreign.length > 0 ? 'owners' : 'none';
}

/** Kept in a member of a known struct, and not left there by a failure. */
function isSafe({ exit, keepers }: PathEnd): boolean {
  return exit !== 'error' && keepers.every((k) => k.kind === 'place' && k.owner !== '');
}

/** Names of the members in which pages of the sites stay when the functions are left. */
export function keptWords(results: readonly RootResult[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { ends } of results)
    for (const { keepers } of ends)
      for (const keeper of keepers) {
        if (keeper.kind !== 'place') continue;
        for (const word of keeper.owner.match(/\w+/g) ?? []) if (word !== 'struct') words.add(word);
      }
  return words;
}

/**
 * The functions that give back pages which may be those of the sites: they mention a member in which
 * pages were left. With them their callers, when it is these that hand them the pages.
 */
export function* releasing(
  program: FileProgram,
  words: ReadonlySet<string>,
): Generator<FunctionEntry> {
  if (words.size === 0) return;
  const mentions = new RegExp(`\\b(?:${[...words].join('|')})\\b`);
  const releasers = program.functions.filter((f) => f.releases && !f.acquires);
  const handed = releasers.filter((f) => PAGES_PARAMETER.test(head(f)));
  for (const entry of releasers) if (mentions.test(entry.text)) yield entry;
  for (const entry of program.callersOf(handed.map((f) => f.name)))
    if (!releasers.includes(entry) && !entry.acquires && mentions.test(entry.text)) yield entry;
}

const PAGES_PARAMETER = /\b(?:struct\s+(?:page|folio|bio_vec|scatterlist|sg_table)|void)\s*\*/;

function head(entry: FunctionEntry): string {
  return entry.text.slice(0, entry.text.indexOf('{'));
}
