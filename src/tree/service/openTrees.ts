import { Memo } from '../../analyzer/flow/memo';
import { Surroundings } from '../../analyzer/flow/surroundings';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import type { KernelRelease } from '../../kernel';
import { SourceIndex, type TreeFiles } from '../sourceIndex';
import type { DocumentInput } from './messages';

/** Trees whose surroundings are kept: more are hardly open side by side. */
const MOST_KEPT = 4;

interface OpenTree {
  /** The texts of the files that are open, by path below the root. */
  readonly open: Map<string, string>;
  around: Surroundings | null;
}

/**
 * The trees that open files belong to. What was read of one is kept from one keystroke to the next,
 * until a file of it changes.
 */
export class OpenTrees {
  /** Least recently used first. */
  private readonly trees = new Map<string, OpenTree>();

  constructor(
    private readonly backend: SyntaxBackend,
    /** The files below a root on the disk. */
    private readonly disk: (root: string) => TreeFiles,
  ) {}

  /** The tree around a file, with the file as it is in the editor. */
  around({ root, file, text, release }: DocumentInput): Surroundings {
    const tree = this.treeOf(root, release);
    // What is known of structs came from headers as they were.
    if (file.endsWith('.h') && tree.open.get(file) !== text) tree.around = null;
    tree.open.set(file, text);
    tree.around ??= new Surroundings(
      this.backend,
      new SourceIndex(this.disk(root), tree.open),
      release,
      (path) => path,
      new Memo(),
    );
    return tree.around;
  }

  /** The file is read from the disk again. */
  close(root: string, file: string): void {
    for (const [key, tree] of this.trees) {
      if (!key.startsWith(`${root}\n`)) continue;
      tree.open.delete(file);
      tree.around = null;
    }
  }

  /** Files on the disk are others now. */
  forget(): void {
    for (const tree of this.trees.values()) tree.around = null;
  }

  private treeOf(root: string, release: KernelRelease): OpenTree {
    const key = `${root}\n${JSON.stringify(release)}`;
    const tree = this.trees.get(key) ?? { open: new Map<string, string>(), around: null };
    this.trees.delete(key);
    this.trees.set(key, tree);
    for (const oldest of this.trees.keys()) {
      if (this.trees.size <= MOST_KEPT) break;
      this.trees.delete(oldest);
    }
    return tree;
  }
}
