/**
 * What a replay is about: one call site and the paths that leave its function, as plain data. It
 * is all that crosses from the extension to the webview; the simulation itself runs there.
 */
import type { Action, Position, SitePath, Stop } from '../analyzer/paths/pathRecords';
import type { Finding, Release, Site } from '../analyzer/records';
import type { LineText } from './lineText';
import { pairedPaths } from './pairedPaths';
import { count, either, flag, listOf, nothing, oneOf, record, text, union } from './shape';
import { toldPaths } from './toldPaths';

/** The site, as far as a replay needs it; the words are those of the analyzer's `Site`. */
export interface SubjectSite {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly api: string;
  readonly tracking: 'get' | 'pin';
  readonly flags: readonly string[];
  readonly nrPages: string;
  readonly pages: string;
  /** The releases that belong to it, wherever they stand. */
  readonly releases: readonly SubjectRelease[];
  /** Why the pages could not be followed to their end, or null. */
  readonly notFollowed: string | null;
}

export type SubjectRelease = Pick<Release, 'file' | 'line' | 'function' | 'api'>;

export interface Subject {
  readonly site: SubjectSite;
  readonly paths: readonly SitePath[];
  /** The release of the tree, "6.12", or null where the tree does not say. */
  readonly kernel: string | null;
}

/** What the analyzer says of one site. */
export interface Analyzed {
  readonly site: Site;
  readonly paths: readonly SitePath[];
  /** What it finds wrong with the site. */
  readonly findings: readonly Finding[];
}

/**
 * What a replay needs of a site; its findings and its releases lead on from where paths could not be
 * followed.
 */
export function subjectOf(
  { site, paths, findings }: Analyzed,
  kernel: string | null,
  textAt: LineText,
): Subject {
  const { id, file, line, api, tracking, nrPages, pages, notFollowed } = site;
  return {
    site: {
      ...{ id, file, line, function: site.function, api, tracking },
      ...{ flags: site.flags.bits, nrPages, pages },
      releases: site.releases,
      notFollowed,
    },
    paths: [
      ...toldPaths(site, paths, findings, textAt),
      ...paths,
      ...pairedPaths(site, paths, textAt),
    ],
    kernel,
  };
}

export const isPosition = record<Position>({ file: text, line: count, text });

const isAction = union<Action>({
  acquire: record({ kind: oneOf('acquire'), outcome: oneOf('all', 'short', 'error') }),
  branch: record({ kind: oneOf('branch') }),
  access: record({
    kind: oneOf('access'),
    of: count,
    mode: oneOf('r', 'w'),
    by: oneOf('cpu', 'device'),
  }),
  release: record({
    kind: oneOf('release'),
    of: count,
    api: text,
    count: either(count, oneOf('held', 'asked')),
    dirty: flag,
  }),
  keep: record({ kind: oneOf('keep'), of: count, owner: text }),
  exit: record({ kind: oneOf('exit') }),
});

const isPath = record<SitePath>({
  id: text,
  label: text,
  ending: oneOf('leak', 'clean', 'kept', 'failed', 'paired', 'unsure'),
  stops: listOf(record<Stop>({ at: isPosition, say: text, action: isAction })),
});

const isSite = record<SubjectSite>({
  id: text,
  file: text,
  line: count,
  function: text,
  api: text,
  tracking: oneOf('get', 'pin'),
  flags: listOf(text),
  nrPages: text,
  pages: text,
  releases: listOf(record<SubjectRelease>({ file: text, line: count, function: text, api: text })),
  notFollowed: either(text, nothing),
});

export const isSubject = record<Subject>({
  site: isSite,
  paths: listOf(isPath),
  kernel: either(text, nothing),
});
