import { reviewSites } from '../../analyzer/analyzeFile';
import { collectSites, type FileSites } from '../../analyzer/sites/collectSites';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import type { DocumentInput, FileAnalysis } from './messages';

/** Trees kept for the next keystroke; one costs about 20 bytes for each byte of text. */
const MOST_KEPT = 20;

/** Analyses files as they are typed: of the last ones the tree is kept, and only mended. */
export class OpenDocuments {
  /** Least recently used first. */
  private readonly kept = new Map<string, FileSites>();

  constructor(private readonly backend: SyntaxBackend) {}

  analyse(input: DocumentInput): FileAnalysis {
    const key = keyOf(input);
    const before = this.kept.get(key);
    this.kept.delete(key);
    before?.disposeOthers();
    const now = collectSites(this.backend, input.file, input.text, input.release, before?.file);
    this.kept.set(key, now);
    this.dropOldest();
    return reviewSites(now, input.release);
  }

  close(document: Pick<DocumentInput, 'root' | 'file'>): void {
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

function keyOf({ root, file }: Pick<DocumentInput, 'root' | 'file'>): string {
  return JSON.stringify([root, file]);
}
