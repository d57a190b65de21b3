import { type FileReview, reviewSites } from '../../analyzer/analyzeFile';
import { PathFinder } from '../../analyzer/paths/pathFinder';
import { collectSites, type FileSites } from '../../analyzer/sites/collectSites';
import type { SiteCall } from '../../analyzer/sites/siteCall';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import type { DocumentId, DocumentInput, SitePaths, SiteQuery } from './messages';

/** Trees kept for the next keystroke; one costs about 20 bytes for each byte of text. */
const MOST_KEPT = 20;

/** Analyses files as they are typed: of the last ones the tree is kept, and only mended. */
export class OpenDocuments {
  /** Least recently used first. */
  private readonly kept = new Map<string, FileSites>();

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
    const before = this.kept.get(key);
    this.kept.delete(key);
    before?.disposeOthers();
    const previous = before?.file ?? undefined;
    const now = collectSites({ ...input, backend: this.backend, previous });
    this.kept.set(key, now);
    this.dropOldest();
    return now;
  }

  close(document: DocumentId): void {
    const key = keyOf(document);
    this.kept.get(key)?.dispose();
    this.kept.delete(key);
  }

  private dropOldest(): void {
    for (const [key, oldest] of this.kept) {
      if (this.kept.size <= MOST_KEPT) return;
      oldest.dispose();
      this.kept.delete(key);
    }
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
