import { type FileReview, reviewSites } from '../../analyzer/analyzeFile';
import { PathFinder } from '../../analyzer/paths/pathFinder';
import { collectSites, type FileSites } from '../../analyzer/sites/collectSites';
import type { SiteCall } from '../../analyzer/sites/siteCall';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import type { DocumentId, DocumentInput, SitePaths, SiteQuery } from './messages';

/** Files that are kept as they were last looked at. */
const MOST_KEPT = 20;

/** Analyses files as they are typed. */
export class OpenDocuments {
  /** Least recently used first. */
  private readonly kept = new Map<string, { readonly state: string; readonly sites: FileSites }>();

  constructor(private readonly backend: SyntaxBackend) {}

  analyse(input: DocumentInput): FileReview {
    return reviewSites(this.parse(input), input);
  }

  /** The paths of one site; null when the file has none. */
  paths(input: DocumentInput, query: SiteQuery): SitePaths | null {
    const call = chooseSite(this.parse(input).sites, query);
    if (call === null) return null;
    return { site: call.site, paths: new PathFinder(call.file, input.release).of(call) };
  }

  private parse(input: DocumentInput): FileSites {
    const key = keyOf(input);
    const state = JSON.stringify(input.release) + input.text;
    const before = this.kept.get(key);
    const sites =
      before?.state === state ? before.sites : collectSites({ ...input, backend: this.backend });
    this.kept.delete(key);
    this.kept.set(key, { state, sites });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(oldest);
    }
    return sites;
  }

  close(document: DocumentId): void {
    this.kept.delete(keyOf(document));
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
