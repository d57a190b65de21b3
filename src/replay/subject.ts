/**
 * What a replay is about: one call site and the paths that leave its function, as plain data. It
 * is all that crosses from the extension to the webview; the simulation itself runs there.
 */
import { count, either, flag, listOf, nothing, oneOf, record, text, union } from './shape';

/** A line of the user's source: 1-based, file relative to the tree, `text` the line itself. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** How many of the pages a release names: all that are held, all that were asked for, or a number. */
export type ReleaseCount = number | 'held' | 'asked';

/** What happens at one stop of a path. */
export type Action =
  | { readonly kind: 'acquire' }
  | { readonly kind: 'branch' }
  | { readonly kind: 'access'; readonly mode: 'r' | 'w'; readonly by: 'cpu' | 'device' }
  | {
      readonly kind: 'release';
      readonly api: string;
      readonly count: ReleaseCount;
      /** The pages are marked dirty as they are released. */
      readonly dirty: boolean;
    }
  /** The pages stay with `owner`, who releases them elsewhere. */
  | { readonly kind: 'keep'; readonly owner: string }
  | { readonly kind: 'exit' };

/** One stop of a path: where, what a reviewer would say of it, and what it does to the pages. */
export interface Stop {
  readonly at: Position;
  readonly say: string;
  readonly action: Action;
}

/** What the acquire of a path answers: every page, fewer than asked, or an error. */
export type Outcome = 'all' | 'short' | 'error';

/** One way from the site to an exit of its function. */
export interface ReplayPath {
  /** Unique within the subject and stable for unchanged code. */
  readonly id: string;
  /** Named by its exit: "short pin → put_pages (line 86)". */
  readonly label: string;
  readonly outcome: Outcome;
  readonly stops: readonly Stop[];
}

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
}

export interface Subject {
  readonly site: SubjectSite;
  readonly paths: readonly ReplayPath[];
  /** The release of the tree, "6.12", or null where the tree does not say. */
  readonly kernel: string | null;
}

export const isPosition = record<Position>({ file: text, line: count, text });

const isAction = union<Action>({
  acquire: record({ kind: oneOf('acquire') }),
  branch: record({ kind: oneOf('branch') }),
  access: record({ kind: oneOf('access'), mode: oneOf('r', 'w'), by: oneOf('cpu', 'device') }),
  release: record({
    kind: oneOf('release'),
    api: text,
    count: either(count, oneOf('held', 'asked')),
    dirty: flag,
  }),
  keep: record({ kind: oneOf('keep'), owner: text }),
  exit: record({ kind: oneOf('exit') }),
});

const isPath = record<ReplayPath>({
  id: text,
  label: text,
  outcome: oneOf('all', 'short', 'error'),
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
});

export const isSubject = record<Subject>({
  site: isSite,
  paths: listOf(isPath),
  kernel: either(text, nothing),
});
