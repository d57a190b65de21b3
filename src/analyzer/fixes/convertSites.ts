import { type KernelRelease, RELEASE_FUNCTIONS } from '../../kernel';
import type { Release, Site, Tracking } from '../records';
import type { CodeText } from '../tokens/codeText';
import { acquireFor, argumentFor, flagNames, refusedFlags, siteCall } from './acquire';
import { type Call, callsOf } from './call';
import { convertRelease, otherReference, releaseCall } from './convertRelease';
import { releasesTracking } from './counterpart';
import { type Edit, type FileEdits, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { removeFlag } from './flagEdits';
import { renameCall } from './rename';

/** The tree as a conversion sees it. */
export interface ConversionContext {
  /** Every site known: a release may serve several. */
  readonly sites: readonly Site[];
  readonly release: KernelRelease;
  /** A file of the tree, or null when it can't be read. */
  readonly source: (file: string) => CodeText | null;
}

/** One call that a conversion changes, for a preview. */
export interface Change {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly api: string;
}

/** Why a conversion is not made, and where. */
export interface Obstacle {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

export type Conversion =
  | { readonly ok: true; readonly files: readonly FileEdits[]; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly obstacles: readonly Obstacle[] };

const UNPINS: ReadonlySet<string> = new Set(
  RELEASE_FUNCTIONS.filter(({ tracking }) => tracking === 'pin').map(({ name }) => name),
);

/** The sites that share a release with the given one, itself included, as far as that reaches. */
export function sitesSharingReleases(site: Site, sites: readonly Site[]): Site[] {
  const group = [site];
  for (const member of group) {
    const keys = new Set(member.releases.map(releaseKey));
    for (const other of sites) {
      const shares = other.releases.some((release) => keys.has(releaseKey(release)));
      if (shares && !group.some(({ id }) => id === other.id)) group.push(other);
    }
  }
  return group;
}

/**
 * Changes sites from get to pin, or back, with every release of their pages, across functions and
 * files. All or nothing: a release that can't be followed, can't be said for the other tracking, or
 * serves a site that stays as it is, leaves the code alone and is told.
 */
export function convertSites(
  sites: readonly Site[],
  to: Tracking,
  context: ConversionContext,
): Conversion {
  const plan = new Plan(to, context);
  for (const site of sites) plan.acquire(site);
  const releases = new Map(
    sites.flatMap((site) => site.releases.map((one) => [releaseKey(one), one] as const)),
  );
  const all = [...releases.values()];
  for (const release of all) {
    // A call of a helper that releases: what the helper does is in the list itself.
    const isHelper = all.some((one) => one.function === release.api);
    if (!isHelper) plan.release(release, sites);
  }
  if (to === 'get') plan.unclaimedUnpins([...sites, ...all].map(({ file }) => file));
  return plan.result();
}

class Plan {
  private readonly obstacles: Obstacle[] = [];
  private readonly changes: Change[] = [];
  private readonly edits = new Map<string, Edit[]>();

  constructor(
    private readonly to: Tracking,
    private readonly context: ConversionContext,
  ) {}

  acquire(site: Site): void {
    const answer = this.acquireEdits(site);
    if (isRefusal(answer)) this.obstacle(site, answer);
    else this.change(site, answer);
  }

  release(release: Release, sites: readonly Site[]): void {
    // A wrong release of before becomes the right one by itself.
    if (releasesTracking(release.api, this.to)) return;
    const answer = this.releaseEdits(release, sites);
    if (isRefusal(answer)) this.obstacle(release, answer);
    else this.change(release, answer);
  }

  /**
   * Only pins are unpinned: a call that no site known ends in may well be one of a site that is to
   * take no pin any more. Plain references have many other origins, so the way back can't ask that.
   */
  unclaimedUnpins(files: readonly string[]): void {
    const claimed = new Set(
      this.context.sites.flatMap(({ releases }) =>
        releases.map(({ file, line }) => JSON.stringify([file, line])),
      ),
    );
    for (const file of new Set(files)) {
      const code = this.context.source(file);
      for (const call of code ? callsOf(code, UNPINS, 0, code.tokens.length - 1) : []) {
        const line = code?.lineOf(call.name) ?? 0;
        const body = code?.functionAt(call.name);
        if (!body || call.name < body.open || claimed.has(JSON.stringify([file, line]))) continue;
        const api = code?.word(call.name) ?? '';
        this.obstacle({ file, line }, refuse(`which pages ${api}() gives back here is not known`));
      }
    }
  }

  result(): Conversion {
    if (this.obstacles.length > 0) return { ok: false, obstacles: this.obstacles };
    const files = [...this.edits].map(([file, edits]) => fileEdits(file, edits));
    return { ok: true, files, changes: this.changes };
  }

  private acquireEdits(site: Site): readonly Edit[] | Refusal {
    if (site.tracking === this.to) return refuse(`${site.api}() is a ${this.to} already`);
    if (site.notFollowed !== null)
      return refuse(`the pages were not followed: ${site.notFollowed}`);
    if (site.releases.length === 0) return refuse('no release of these pages was found');
    if (!site.releases.some(isFinal)) {
      return refuse('the pages are released on error paths only; who does so later was not found');
    }
    const code = this.context.source(site.file);
    if (code === null) return refuse('the file cannot be read');
    const call = siteCall(code, site);
    if (isRefusal(call)) return call;
    if (reachesOtherFiles(code, call, site)) {
      return refuse(`${site.function}() is not static: other files may release what it hands out`);
    }
    const name = acquireFor(site.api, this.to, this.context.release);
    if (typeof name !== 'string') return name;
    const flags = flagNames(site);
    // A pin call refuses FOLL_GET; for a get call it says what is so anyhow.
    const dropped = this.to === 'pin' && flags.includes('FOLL_GET') ? ['FOLL_GET'] : [];
    const kept = flags.filter((flag) => !dropped.includes(flag));
    const refused = refusedFlags(kept, name, this.context.release);
    if (refused !== null) return refuse(refused);
    const edits = [...renameCall(code, call, name)];
    const argument = argumentFor(call, site.api, 'flags', this.context.release);
    for (const flag of dropped) {
      const removed = argument
        ? removeFlag(code, call, argument, flag)
        : refuse('no flags argument');
      if (isRefusal(removed)) return removed;
      edits.push(...removed);
    }
    return edits;
  }

  private releaseEdits(release: Release, sites: readonly Site[]): readonly Edit[] | Refusal {
    const shared = this.sharingSite(release, sites);
    if (shared) {
      const where = `${shared.file}:${String(shared.line)}`;
      return refuse(`${release.api}() also releases the pages of ${shared.api}() at ${where}`);
    }
    const code = this.context.source(release.file);
    if (code === null) return refuse('the file cannot be read');
    const call = releaseCall(code, release);
    if (isRefusal(call)) return call;
    const other = this.to === 'pin' ? otherReference(code, call) : null;
    return other ?? convertRelease(code, call, this.to, this.context.release);
  }

  /** A site that stays as it is and whose pages end in the release, or may do so. */
  private sharingSite(release: Release, sites: readonly Site[]): Site | undefined {
    const key = releaseKey(release);
    return this.context.sites.find(
      (other) =>
        other.tracking !== this.to &&
        !sites.some(({ id }) => id === other.id) &&
        (other.releases.some((one) => releaseKey(one) === key) || this.mayReach(other, release)),
    );
  }

  /** Whether a site that was not followed to its end stands in a function that calls the releaser. */
  private mayReach(other: Site, release: Release): boolean {
    if (other.notFollowed === null || other.file !== release.file) return false;
    const code = this.context.source(other.file);
    const holder = code?.functions().find(({ name }) => name === other.function);
    if (!code || !holder) return false;
    if (other.function === release.function) return true;
    return callsOf(code, new Set([release.function]), holder.open, holder.close).length > 0;
  }

  private obstacle({ file, line }: Pick<Release, 'file' | 'line'>, { refused }: Refusal): void {
    this.obstacles.push({ file, line, why: refused });
  }

  private change(at: Site | Release, edits: readonly Edit[]): void {
    this.edits.set(at.file, [...(this.edits.get(at.file) ?? []), ...edits]);
    const { file, line, api } = at;
    this.changes.push({ file, line, function: at.function, api });
  }
}

/** Whether callers in other files may be given the pages, so that not every release is known. */
function reachesOtherFiles(code: CodeText, call: Call, site: Site): boolean {
  if (site.ownership !== 'returned' && site.ownership !== 'out-param') return false;
  const kept = site.releases.some((one) => one.function === site.function && isFinal(one));
  const body = code.functionAt(call.name);
  if (kept || body === undefined) return false;
  for (let i = body.head; i < body.open; i++) if (code.word(i) === 'static') return isHeader(site);
  return !site.releases.some(({ file }) => file !== site.file);
}

function isFinal({ on }: Release): boolean {
  return on.includes('success') || on.includes('teardown');
}

/** A static function of a header is one of every file that includes it. */
function isHeader({ file }: Site): boolean {
  return file.endsWith('.h');
}

function releaseKey({ file, line, api }: Release): string {
  return JSON.stringify([file, line, api]);
}
