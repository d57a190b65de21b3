/** From one path of a site to a scenario, with the way back from each of its steps to the source. */
import { FOLL_FLAGS } from '../sim/gup/follFlags';
import type { MemoryKind } from './memory';
import { BUFFER, CURRENT, MEMORY } from './memory';
import { acquireFunction, releaseHow } from './functions';
import type { ScenarioStep, ScenarioText } from './scenarioText';
import type { Outcome, ReplayPath, Stop, SubjectSite } from './subject';

/** The name under which the simulator keeps the site's pages. */
export const HANDLE = 'pages';
/** Pages of a replay whose site does not say how many it takes. */
export const DEFAULT_PAGES = 4;
export const MAX_PAGES = 4096;

export interface Layout {
  readonly memory: MemoryKind;
  /** Pages asked for, 1 to MAX_PAGES. */
  readonly pages: number;
  /** Pages the user's mapping really has from the start of the range: fewer give a short result. */
  readonly mapped: number;
}

/** A scenario whose step `i` belongs to `stops[origins[i]]`; null for the memory laid out before. */
export interface BuiltScenario {
  readonly scenario: ScenarioText;
  readonly origins: readonly (number | null)[];
}

/** The number of pages a site asks for where its text is a plain number, else DEFAULT_PAGES. */
export function pagesOf(site: SubjectSite): number {
  const asked = /^\d{1,5}$/.test(site.nrPages.trim()) ? Number(site.nrPages) : DEFAULT_PAGES;
  return Math.min(Math.max(asked, 1), MAX_PAGES);
}

/** How many pages are there for the acquire to find, so that it ends as the path says. */
export function mappedFor(outcome: Outcome, pages: number): number {
  switch (outcome) {
    case 'all':
      return pages;
    case 'short':
      return Math.max(1, pages >> 1);
    case 'error':
      return 0;
  }
}

/** Where the range asked for lies in BUFFER: `first` page of it, and pages of BUFFER in all. */
export function placeOf(layout: Layout): { readonly first: number; readonly size: number } {
  const { granule } = MEMORY[layout.memory];
  const size = Math.ceil(layout.pages / granule) * granule;
  // The range starts so late in the mapping that just `mapped` pages of it are left.
  const cut = layout.mapped < layout.pages && layout.mapped > 0;
  return { first: cut ? size - layout.mapped : 0, size };
}

export function buildScenario(site: SubjectSite, path: ReplayPath, layout: Layout): BuiltScenario {
  const kind = MEMORY[layout.memory];
  const { first, size } = placeOf(layout);
  const steps: ScenarioStep[] = [...kind.setUp(size)];
  if (layout.mapped === 0) steps.push({ op: 'munmap', region: BUFFER, proc: kind.owner });
  const origins: (number | null)[] = steps.map(() => null);
  path.stops.forEach((stop, index) => {
    for (const step of stepsOf(stop, site, layout, first)) {
      steps.push(step);
      origins.push(index);
    }
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

function stepsOf(
  stop: Stop,
  site: SubjectSite,
  layout: Layout,
  firstPage: number,
): readonly ScenarioStep[] {
  switch (stop.action.kind) {
    case 'acquire':
      return [acquireStep(site, layout, firstPage)];
    case 'access':
      return stop.action.mode === 'w'
        ? [{ op: 'poke', handle: HANDLE, index: 0, value: 0x5a }]
        : [{ op: 'observe' }];
    case 'release':
      return [releaseStep(stop.action, site, layout)];
    case 'branch':
    case 'keep':
    case 'exit':
      return [{ op: 'observe' }];
  }
}

function acquireStep(site: SubjectSite, layout: Layout, firstPage: number): ScenarioStep {
  const fn = acquireFunction(site.api, site.tracking);
  const owner = MEMORY[layout.memory].owner;
  const remote = fn.endsWith('_remote');
  return {
    op: 'gup',
    fn,
    region: BUFFER,
    page: firstPage,
    nr: layout.pages,
    flags: flagNames(site.flags),
    handle: HANDLE,
    proc: remote ? CURRENT : owner,
    ...(remote ? { target: owner } : {}),
  };
}

/** The scenario's names of flags, without FOLL_; a flag set on some paths only counts as set. */
function flagNames(flags: readonly string[]): string[] {
  return flags
    .map((name) => name.replace(/^FOLL_|\?$/g, ''))
    .filter((name) => Object.hasOwn(FOLL_FLAGS, name));
}

function releaseStep(
  action: Extract<Stop['action'], { kind: 'release' }>,
  site: SubjectSite,
  layout: Layout,
): ScenarioStep {
  const how = releaseHow(action.api, action.dirty, site.tracking);
  const wanted = action.count === 'asked' ? layout.pages : action.count;
  return {
    op: 'release',
    handle: HANDLE,
    how,
    ...(wanted === 'held' ? {} : { count: wanted }),
    ...(action.dirty ? { dirty: true } : {}),
  };
}
