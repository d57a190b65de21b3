import { type FileReview, reviewSites } from '../../analyzer/analyzeFile';
import { collectSites, type FileSites } from '../../analyzer/sites/collectSites';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import type { DocumentId, DocumentInput } from './messages';

/** Trees kept for the next keystroke; one costs about 20 bytes for each byte of text. */
const MOST_KEPT = 20;

/** Analyses files as they are typed: of the last ones the tree is kept, and only mended. */
export class OpenDocuments {
  /** Least recently used first. */
  private readonly kept = new Map<string, FileSites>();

  constructor(private readonly backend: SyntaxBackend) {}

  analyse(input: DocumentInput): FileReview {
    const key = keyOf(input);
    const before = this.kept.get(key);
    this.kept.delete(key);
    before?.disposeOthers();
    const previous = before?.file ?? undefined;
    const now = collectSites({ ...input, backend: this.backend, previous });
    this.kept.set(key, now);
    this.dropOldest();
    return reviewSites(now, input);
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

function keyOf({ root, file }: DocumentId): string {
  return JSON.stringify([root, file]);
}
