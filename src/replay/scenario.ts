/** From one path of a site to a scenario, with the way back from each of its steps to the source. */
import type { AcquireOutcome, Action, SitePath, Stop } from '../analyzer/paths/pathRecords';
import { FOLL_FLAGS } from '../sim/gup/follFlags';
import { acquireFunction, releaseHow } from './functions';
import type { MemoryKind } from './memory';
import { CURRENT, MEMORY } from './memory';
import type { ScenarioStep, ScenarioText } from './scenarioText';
import type { SubjectSite } from './subject';

/** Pages of a replay whose site does not say how many it takes. */
export const DEFAULT_PAGES = 4;
export const MAX_PAGES = 4096;

export interface Layout {
  readonly memory: MemoryKind;
  /** Pages asked for, 1 to MAX_PAGES. */
  readonly pages: number;
}

/** A scenario whose step `i` belongs to `stops[origins[i]]`; null for the memory laid out before. */
export interface BuiltScenario {
  readonly scenario: ScenarioText;
  readonly origins: readonly (number | null)[];
}

/** Each acquire of a path has a buffer and a page array of its own, numbered from 0. */
export const bufferOf = (acquire: number): string => numbered('buf', acquire);
export const arrayOf = (acquire: number): string => numbered('pages', acquire);
const numbered = (name: string, n: number): string => (n === 0 ? name : `${name}${String(n + 1)}`);

/** The number of pages a site asks for where its text is a plain number, else DEFAULT_PAGES. */
export function pagesOf(site: SubjectSite): number {
  const asked = /^\d{1,5}$/.test(site.nrPages.trim()) ? Number(site.nrPages) : DEFAULT_PAGES;
  return Math.min(Math.max(asked, 1), MAX_PAGES);
}

/** How many pages are there for the acquire to find, so that it ends as the path says. */
function mappedFor(outcome: AcquireOutcome, pages: number): number {
  switch (outcome) {
    case 'all':
      return pages;
    case 'short':
      // One page can't be short; the call then answers with less than it was asked: nothing.
      return pages >> 1;
    case 'error':
      return 0;
  }
}

/** Where the range asked for lies in its buffer: `first` page of it, and pages of the buffer. */
export interface Place {
  readonly first: number;
  readonly size: number;
}

/** The range starts so late in the buffer that just as many pages of it are left as it shall find. */
export function placeOf(outcome: AcquireOutcome, { memory, pages }: Layout): Place {
  const { granule } = MEMORY[memory];
  const size = Math.ceil(pages / granule) * granule;
  const mapped = mappedFor(outcome, pages);
  return { first: mapped === pages || mapped === 0 ? 0 : size - mapped, size };
}

/** The outcomes of a path's acquires in order; one that takes everything where it has none. */
export function outcomesOf(path: SitePath): readonly AcquireOutcome[] {
  const outcomes = path.stops.flatMap(({ action }) =>
    action.kind === 'acquire' ? [action.outcome] : [],
  );
  return outcomes.length === 0 ? ['all'] : outcomes;
}

export function buildScenario(site: SubjectSite, path: SitePath, layout: Layout): BuiltScenario {
  const kind = MEMORY[layout.memory];
  const outcomes = outcomesOf(path);
  const places = outcomes.map((outcome) => placeOf(outcome, layout));
  const steps: ScenarioStep[] = [
    ...kind.first,
    ...places.flatMap(({ size }, acquire) => kind.map(bufferOf(acquire), size)),
    ...kind.last,
    ...outcomes.flatMap((outcome, acquire) =>
      mappedFor(outcome, layout.pages) > 0
        ? []
        : [{ op: 'munmap', region: bufferOf(acquire), proc: kind.owner }],
    ),
  ];
  const origins: (number | null)[] = steps.map(() => null);
  let acquires = 0;
  path.stops.forEach((stop, index) => {
    const first = places[acquires]?.first ?? 0;
    steps.push(stepOf(stop, site, layout, { acquire: acquires, first }));
    origins.push(index);
    if (stop.action.kind === 'acquire') acquires++;
  });
  return {
    scenario: {
      name: `${site.function}-${path.id}`,
      topic: 'replay',
      summary: `${site.api}() in ${site.function}(): ${path.label}, ${kind.title}`,
      boot: kind.boot,
      steps,
    },
    origins,
  };
}

function stepOf(
  { action }: Stop,
  site: SubjectSite,
  layout: Layout,
  next: { readonly acquire: number; readonly first: number },
): ScenarioStep {
  switch (action.kind) {
    case 'acquire':
      return acquireStep(site, layout, next);
    case 'access':
      return action.mode === 'w'
        ? { op: 'poke', handle: arrayOf(action.of), index: 0, value: 0x5a }
        : { op: 'observe' };
    case 'release':
      return releaseStep(action, site, layout);
    case 'branch':
    case 'keep':
    case 'exit':
      return { op: 'observe' };
  }
}

function acquireStep(
  site: SubjectSite,
  layout: Layout,
  { acquire, first }: { readonly acquire: number; readonly first: number },
): ScenarioStep {
  const fn = acquireFunction(site.api, site.tracking);
  const { owner } = MEMORY[layout.memory];
  const remote = fn.endsWith('_remote');
  return {
    op: 'gup',
    fn,
    region: bufferOf(acquire),
    page: first,
    nr: layout.pages,
    flags: flagNames(site.flags),
    handle: arrayOf(acquire),
    proc: remote ? CURRENT : owner,
    ...(remote ? { target: owner } : {}),
    // Without an array the pages are faulted in, and no reference is taken.
    ...(site.pages === 'NULL' ? { pages_null: true } : {}),
  };
}

/** The scenario's names of flags, without FOLL_; a flag set on some paths only counts as set. */
function flagNames(flags: readonly string[]): string[] {
  return flags
    .map((name) => name.replace(/^FOLL_|\?$/g, ''))
    .filter((name) => Object.hasOwn(FOLL_FLAGS, name));
}

function releaseStep(
  action: Extract<Action, { kind: 'release' }>,
  site: SubjectSite,
  layout: Layout,
): ScenarioStep {
  const wanted = action.count === 'asked' ? layout.pages : action.count;
  return {
    op: 'release',
    handle: arrayOf(action.of),
    how: releaseHow(action.api, action.dirty, site.tracking),
    ...(wanted === 'held' ? {} : { count: wanted }),
    ...(action.dirty ? { dirty: true } : {}),
  };
}
