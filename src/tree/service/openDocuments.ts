import { FileFlows, type FileReview, reviewSteps } from '../../analyzer/analyzeFile';
import { applyEdits, type Edit } from '../../analyzer/fixes/edit';
import { Memo } from '../../analyzer/flow/memo';
import { Surroundings } from '../../analyzer/flow/surroundings';
import { NO_NEIGHBOURS } from '../../analyzer/neighbourhood';
import { farAcquires } from '../../analyzer/pairing/farAcquires';
import { pathsOfSite, type SitePaths } from '../../analyzer/paths/sitePaths';
import type { Site } from '../../analyzer/records';
import { type EarlierReview, reviewSoFar } from '../../analyzer/reviewSoFar';
import { collectSites, type FileSites } from '../../analyzer/sites/collectSites';
import type { SiteCall } from '../../analyzer/sites/siteCall';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import { keyOf } from './documentKey';
import type { DocumentId, DocumentInput, SiteQuery } from './messages';
import { type Disk, OpenTrees } from './openTrees';

/** Files that are kept as they were last looked at. */
const MOST_KEPT = 20;

interface Kept {
  /** The text and the release it was looked at for. */
  readonly text: string;
  readonly release: string;
  readonly sites: FileSites;
  /** What the file is reviewed with where it stands in no tree on a disk. */
  readonly alone: Surroundings;
  /** What it was looked at with. */
  readonly around: Surroundings;
  /** What was said of it last. */
  said: EarlierReview | null;
}

interface Followed {
  readonly kept: Kept;
  readonly sites: FileSites;
  readonly around: Surroundings;
  readonly flows: FileFlows;
}

/** Analyses files as they are typed: what an edit did not change is not analysed again. */
export class OpenDocuments {
  /** Least recently used first. */
  private readonly kept = new Map<string, Kept>();

  private readonly trees: OpenTrees | null;
  /** How the pages of the file that was reviewed last were followed. */
  private latest: Followed | null = null;

  /** @param disk Null where there is no disk. */
  constructor(
    private readonly backend: SyntaxBackend,
    disk: Disk | null,
  ) {
    this.trees = disk && new OpenTrees(backend, disk);
  }

  /**
   * What there is to say of the file: where it is on a disk, the same as a scan says, of its tree or of the
   * file by itself.
   */
  analyse(input: DocumentInput): FileReview {
    const steps = this.review(input);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /**
   * The same bit by bit: it pauses behind every function that was followed. Of a file that was edited
   * it first gives what can be said at once. Nothing else may be asked until it is done or given up.
   */
  *review(input: DocumentInput): Generator<FileReview | undefined, FileReview, undefined> {
    const { kept, sites, around, flows } = this.follow(input);
    const { said } = kept;
    if (said !== null && said.text !== input.text) {
      kept.said = { text: input.text, review: reviewSoFar(sites, input, said) };
      yield kept.said.review;
    }
    const review = yield* reviewSteps(sites, { ...input, around }, flows);
    kept.said = { text: input.text, review };
    return review;
  }

  /** What the file would come to with the edits; it stays as it is. */
  trial(input: DocumentInput, edits: readonly Edit[]): FileReview {
    const { said } = this.parse(input);
    const result = this.analyse({ ...input, text: applyEdits(input.text, edits) });
    // Nothing was said of the text with the edits.
    this.parse(input).said = said;
    return result;
  }

  /** Whether analysing the file was in want of what is not at hand. */
  isWanting(input: DocumentInput): boolean {
    return input.onDisk && this.trees?.isWanting(input) === true;
  }

  /** Brings in what analysing the file was in want of; false when that is nothing. */
  async fetch(input: DocumentInput): Promise<boolean> {
    return input.onDisk && this.trees !== null && (await this.trees.fetch(input));
  }

  /** Files on the disk are others now. */
  forgetOthers(): void {
    this.trees?.forget();
    this.latest = null;
  }

  /** The paths of one site; null when the file has none. */
  paths(input: DocumentInput, query: SiteQuery): SitePaths | null {
    const { sites, around, flows } = this.follow(input);
    const call = chooseSite(sites.sites, query);
    return call === null ? null : pathsOfSite(call, sites, { ...input, around }, flows);
  }

  /** The sites of other files whose pages are given back on a line of the file. */
  acquires(input: DocumentInput, line: number): readonly Site[] {
    const { around } = this.parse(input);
    return farAcquires({ backend: this.backend, file: input.file, text: input.text, line, around });
  }

  private follow(input: DocumentInput): Followed {
    const kept = this.parse(input);
    const { sites, around } = kept;
    const { latest } = this;
    if (latest?.sites === sites && latest.around === around) return latest;
    const flows = new FileFlows(sites, { ...input, around });
    this.latest = { kept, sites, around, flows };
    return this.latest;
  }

  private parse(input: DocumentInput): Kept {
    const { text } = input;
    const key = keyOf(input);
    const release = JSON.stringify(input.release);
    const known = this.kept.get(key);
    const before = known?.release === release ? known : null;
    this.kept.delete(key);
    const tree = input.onDisk ? (this.trees?.around(input) ?? null) : null;
    const around = tree ?? before?.alone;
    const isSame = before?.text === text && before.around === around;
    const now = isSame ? before : this.read(input, release, before, tree);
    this.kept.set(key, now);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(oldest);
    }
    return now;
  }

  private read(
    input: DocumentInput,
    release: string,
    before: Kept | null,
    tree: Surroundings | null,
  ): Kept {
    const { backend } = this;
    const previous = before?.sites.file ?? null;
    const alone =
      before?.alone ??
      new Surroundings(backend, NO_NEIGHBOURS, input.release, (path) => path, new Memo());
    const around = tree ?? alone;
    const sites = collectSites({ ...input, backend, previous, around });
    return { text: input.text, release, sites, alone, around, said: before?.said ?? null };
  }

  close(document: DocumentId): void {
    this.kept.delete(keyOf(document));
    this.latest = null;
    this.trees?.close(document.root, document.file);
  }
}

function chooseSite(sites: readonly SiteCall[], query: SiteQuery): SiteCall | null {
  if ('id' in query) return sites.find(({ site }) => site.id === query.id) ?? null;
  const above = sites.filter(({ site }) => site.line <= query.line);
  const on = above.find(({ site }) => site.line === query.line);
  return on ?? above.at(-1) ?? sites[0] ?? null;
}
