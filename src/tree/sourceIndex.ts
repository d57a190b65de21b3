import type { Neighbourhood } from '../analyzer/neighbourhood';
import { SOURCE } from './listSources';
import { folderOf, joinPath } from './treePath';

/** Folders of subsystems can hold thousands of files; those farther away are the least likely. */
const MOST_FILES = 600;
/** What is kept of the folder being worked on; most of it takes a byte each. */
const CACHED_CHARACTERS = 24 * 1024 * 1024;

/** The files of a tree, on a disk or wherever an editor has them. Paths are relative to its top. */
export interface TreeFiles {
  /** The text of a source; null when there is none that can be read, undefined when not yet. */
  read(path: string): string | null | undefined;
  isFile(path: string): boolean;
  /** The names of files and folders in a folder; nothing when it cannot be read. */
  list(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] };
}

/** Looks things up in a tree when asked, keeping what was read last. */
export class SourceIndex implements Neighbourhood {
  private readonly texts = new Map<string, string | null>();
  private cached = 0;
  private readonly folders = new Map<string, readonly string[]>();

  /**
   * @param overlay Texts that stand for the files of the tree, by path relative to the top.
   */
  constructor(
    private readonly tree: TreeFiles,
    private readonly overlay: ReadonlyMap<string, string> = new Map(),
  ) {}

  read(path: string): string | null {
    const over = this.overlay.get(path);
    if (over !== undefined) return over;
    const known = this.texts.get(path);
    if (known !== undefined) {
      this.texts.delete(path);
      this.texts.set(path, known);
      return known;
    }
    const text = this.tree.read(path);
    return text === undefined ? null : this.remember(path, text);
  }

  naming(path: string, word: string): readonly string[] {
    const pattern = new RegExp(`\\b${word.replace(/[^\w]/g, '\\$&')}\\b`);
    return this.around(path).filter((other) => {
      const text = other === path ? null : this.read(other);
      return text !== null && text.includes(word) && pattern.test(text);
    });
  }

  headersOf(path: string): readonly string[] {
    const text = this.read(path) ?? '';
    const folder = folderOf(path);
    const arch = /^arch\/[^/]+/.exec(path)?.[0];
    const found = new Set<string>();
    const own: string[] = [];
    const others: string[] = [];
    for (const match of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/gm)) {
      const quoted = match[1] as string | undefined;
      const name = quoted ?? match[2];
      const places = [
        ...(quoted === undefined ? [] : [folder]),
        ...(arch === undefined ? [] : [`${arch}/include`]),
        ...['include', 'include/uapi', folderOf(folder), folder],
      ];
      const place = places.map((one) => joinPath(one, name)).find((one) => this.exists(one));
      if (place === undefined || found.has(place)) continue;
      found.add(place);
      (folderOf(place) === folder ? own : others).push(place);
    }
    return [...own, ...others];
  }

  private exists(path: string): boolean {
    if (path.startsWith('../')) return false;
    if (this.overlay.has(path) || this.texts.get(path)) return true;
    return this.tree.isFile(path);
  }

  /** Sources of the file's folder, of the folders in it, and of the folder above. */
  private around(path: string): readonly string[] {
    const folder = folderOf(path);
    const known = this.folders.get(folder);
    if (known) return known;
    const files: string[] = [];
    const pending = [folder];
    for (
      let at = pending.shift();
      at !== undefined && files.length < MOST_FILES;
      at = pending.shift()
    ) {
      const { sources, folders } = this.list(at);
      files.push(...sources);
      // From the top of the tree everything would be "below".
      if (folder !== '.') pending.push(...folders);
    }
    const above = folderOf(folder);
    if (above !== '.' && above !== folder) files.push(...this.list(above).sources);
    const near = files.slice(0, MOST_FILES);
    this.folders.set(folder, near);
    return near;
  }

  private list(folder: string): { sources: string[]; folders: string[] } {
    const { files, folders } = this.tree.list(folder);
    const path = (name: string) => joinPath(folder, name);
    return {
      sources: files
        .filter((name) => SOURCE.test(name))
        .map(path)
        .sort(),
      folders: folders
        .filter((name) => !name.startsWith('.'))
        .map(path)
        .sort(),
    };
  }

  /** Keeps what was used last. */
  private remember(path: string, text: string | null): string | null {
    this.texts.set(path, text);
    this.cached += text?.length ?? 0;
    for (const [oldest, old] of this.texts) {
      if (this.cached <= CACHED_CHARACTERS || oldest === path) break;
      this.cached -= old?.length ?? 0;
      this.texts.delete(oldest);
    }
    return text;
  }
}
