import { Memo } from '../../analyzer/flow/memo';
import { Surroundings } from '../../analyzer/flow/surroundings';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import type { KernelRelease } from '../../kernel';
import { SourceIndex, type TreeFiles } from '../sourceIndex';
import type { WantedWords } from '../treeWords';
import type { DocumentInput } from './messages';

/** Trees whose surroundings are kept: more are hardly open side by side. */
const MOST_KEPT = 4;

interface OpenTree {
  /** The texts of the files that are open, by path below the root. */
  readonly open: Map<string, string>;
  /** Whether somebody asked for more than the headers and the folder of a file. */
  isSeen: boolean;
  /** What was found out, which outlives what was read. */
  readonly memo: Memo;
  /** What was read of the tree; null before anything was, and when the disk has changed. */
  read: { readonly index: SourceIndex; readonly around: Surroundings } | null;
  /**
   * Kept when a file changes: a source is read again before anything is said of it, and looking through
   * a whole tree takes longer than a reader waits after a keystroke.
   */
  readonly words: WantedWords;
}

/** What an editor's analyzer has of the disk. */
export interface Disk {
  /** The files below a root. */
  files(root: string): TreeFiles;
  /** The words of the sources below a root. */
  words(root: string): WantedWords;
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
    private readonly disk: Disk,
  ) {}

  /** The tree around a file, with the file as it is in the editor. */
  around({ root, file, text, release, seesTree }: DocumentInput): Surroundings {
    const tree = this.treeOf(root, release);
    if (seesTree && !tree.isSeen) {
      tree.isSeen = true;
      tree.read = null;
    }
    const before = tree.open.get(file);
    if (before !== text) {
      tree.open.set(file, text);
      // What is known of structs came from headers as they were.
      tree.read?.around.forgetHeader(file);
      if (before === undefined) tree.read?.index.forget(file);
    }
    tree.read ??= this.readFrom(root, release, tree);
    return tree.read.around;
  }

  private readFrom(root: string, release: KernelRelease, { open, memo, words, isSeen }: OpenTree) {
    const index = new SourceIndex(this.disk.files(root), open, isSeen ? words : null);
    const around = new Surroundings(this.backend, index, release, (path) => path, memo);
    return { index, around };
  }

  /** Whether something is wanted of the tree as a whole. */
  isWanting({ root, release }: DocumentInput): boolean {
    return this.treeOf(root, release).words.isWanting;
  }

  /** Brings in what is wanted of the tree as a whole; false when that is nothing. */
  async fetch({ root, release }: DocumentInput): Promise<boolean> {
    const tree = this.treeOf(root, release);
    if (!(await tree.words.fetch())) return false;
    tree.read = null;
    return true;
  }

  /** The file is read from the disk again. */
  close(root: string, file: string): void {
    for (const [key, tree] of this.trees) {
      if (!key.startsWith(`${root}\n`) || !tree.open.delete(file)) continue;
      tree.read?.index.forget(file);
      tree.read?.around.forgetHeader(file);
    }
  }

  /** Files on the disk are others now. */
  forget(): void {
    for (const tree of this.trees.values()) tree.read = null;
  }

  private treeOf(root: string, release: KernelRelease): OpenTree {
    const key = `${root}\n${JSON.stringify(release)}`;
    const tree = this.trees.get(key) ?? {
      open: new Map<string, string>(),
      isSeen: false,
      memo: new Memo(),
      read: null,
      words: this.disk.words(root),
    };
    this.trees.delete(key);
    this.trees.set(key, tree);
    for (const oldest of this.trees.keys()) {
      if (this.trees.size <= MOST_KEPT) break;
      this.trees.delete(oldest);
    }
    return tree;
  }
}
