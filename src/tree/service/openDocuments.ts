import { type FileReview, reviewSites } from '../../analyzer/analyzeFile';
import { Memo } from '../../analyzer/flow/memo';
import { Surroundings } from '../../analyzer/flow/surroundings';
import { NO_NEIGHBOURS } from '../../analyzer/neighbourhood';
import { PathFinder } from '../../analyzer/paths/pathFinder';
import { collectSites, type FileSites } from '../../analyzer/sites/collectSites';
import type { SiteCall } from '../../analyzer/sites/siteCall';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import type { TreeFiles } from '../sourceIndex';
import type { DocumentId, DocumentInput, SitePaths, SiteQuery } from './messages';
import { OpenTrees } from './openTrees';

/** Files that are kept as they were last looked at. */
const MOST_KEPT = 20;

interface Kept {
  /** The text and the release it was looked at for. */
  readonly text: string;
  readonly release: string;
  readonly sites: FileSites;
  /** What the file is reviewed with where it stands in no tree on a disk. */
  readonly alone: Surroundings;
}

/** Analyses files as they are typed: what an edit did not change is not analysed again. */
export class OpenDocuments {
  /** Least recently used first. */
  private readonly kept = new Map<string, Kept>();

  private readonly trees: OpenTrees | null;

  /** @param disk The files below a root on the disk; null where there is no disk. */
  constructor(
    private readonly backend: SyntaxBackend,
    disk: ((root: string) => TreeFiles) | null,
  ) {
    this.trees = disk && new OpenTrees(backend, disk);
  }

  /** What there is to say of the file: the same as a scan of its tree says, where that is on a disk. */
  analyse(input: DocumentInput): FileReview {
    const { sites, alone } = this.parse(input);
    const around = (input.onDisk ? this.trees?.around(input) : null) ?? alone;
    return reviewSites(sites, { ...input, around });
  }

  /** Files on the disk are others now. */
  forgetOthers(): void {
    this.trees?.forget();
  }

  /** The paths of one site; null when the file has none. */
  paths(input: DocumentInput, query: SiteQuery): SitePaths | null {
    const call = chooseSite(this.parse(input).sites.sites, query);
    if (call === null) return null;
    return { site: call.site, paths: new PathFinder(call.file, input.release).of(call) };
  }

  private parse(input: DocumentInput): Kept {
    const { text } = input;
    const key = keyOf(input);
    const release = JSON.stringify(input.release);
    const known = this.kept.get(key);
    const before = known?.release === release ? known : null;
    this.kept.delete(key);
    const now = before?.text === text ? before : this.read(input, release, before);
    this.kept.set(key, now);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(oldest);
    }
    return now;
  }

  private read(input: DocumentInput, release: string, before: Kept | null): Kept {
    const { backend } = this;
    const previous = before?.sites.file ?? null;
    const alone =
      before?.alone ??
      new Surroundings(backend, NO_NEIGHBOURS, input.release, (path) => path, new Memo());
    const sites = collectSites({ ...input, backend, previous });
    return { text: input.text, release, sites, alone };
  }

  close(document: DocumentId): void {
    this.kept.delete(keyOf(document));
    this.trees?.close(document.root, document.file);
  }
}

function chooseSite(sites: readonly SiteCall[], query: SiteQuery): SiteCall | null {
  if ('id' in query) return sites.find(({ site }) => site.id === query.id) ?? null;
  const above = sites.filter(({ site }) => site.line <= query.line);
  const on = above.find(({ site }) => site.line === query.line);
  return on ?? above.at(-1) ?? sites[0] ?? null;
}

function keyOf({ root, file }: DocumentId): string {
  return JSON.stringify([root, file]);
}
