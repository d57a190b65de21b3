import type { Neighbourhood } from '../analyzer/neighbourhood';
import { SOURCE } from './listSources';
import { folderOf, joinPath } from './treePath';
import { KnownWords, type TreeWords } from './treeWords';

/** Folders of subsystems can hold thousands of files; those farther away are the least likely. */
const MOST_FILES = 600;
/** What is kept of the folder being worked on; most of it takes a byte each. */
const CACHED_CHARACTERS = 24 * 1024 * 1024;

/** Words whose files are kept: those that one file and its neighbours ask for are fewer. */
const MOST_WORDS = 500;

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
  /** Files that hold a word, by folder and word. */
  private readonly named = new Map<string, ReadonlySet<string>>();
  /** How often a file was asked for that was not there yet. */
  private notYet = 0;

  /**
   * @param overlay Texts that stand for the files of the tree, by path relative to the top.
   * @param words What is known of the whole tree. Null where nobody asked for that: then no more of it is
   *   read than the headers of a file and, where something is looked for, the sources in its folder.
   */
  constructor(
    private readonly tree: TreeFiles,
    private readonly overlay: ReadonlyMap<string, string> = new Map(),
    private readonly words: TreeWords | null = new KnownWords([]),
  ) {}

  private get seesTree(): boolean {
    return this.words !== null;
  }

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
    if (text !== undefined) return this.remember(path, text);
    this.notYet++;
    return null;
  }

  /** The file no longer has the text that stood for it, or has one now. */
  forget(path: string): void {
    this.cached -= this.texts.get(path)?.length ?? 0;
    this.texts.delete(path);
    this.named.clear();
  }

  naming(path: string, word: string): readonly string[] {
    const folder = folderOf(path);
    const isNaming = holds(word);
    const naming = this.namingInFiles(folder, word);
    return this.around(folder).filter((other) => {
      if (other === path) return false;
      const over = this.overlay.get(other);
      return over === undefined ? naming.has(other) : isNaming(over);
    });
  }

  /** The files around a folder that hold the word, those left aside that have another text. */
  private namingInFiles(folder: string, word: string): ReadonlySet<string> {
    const key = `${folder} ${word}`;
    const known = this.named.get(key);
    if (known !== undefined) return known;
    const before = this.notYet;
    const files = this.around(folder).filter((file) => !this.overlay.has(file));
    const isNaming = holds(word);
    const found = new Set(files.filter((file) => isNaming(this.read(file) ?? '')));
    // It is another answer once every file is there.
    if (this.notYet !== before) return found;
    if (this.named.size >= MOST_WORDS) this.named.clear();
    this.named.set(key, found);
    return found;
  }

  mentioning(words: readonly string[]): readonly string[] {
    return this.words === null ? [] : this.everywhere(this.words.holding(words));
  }

  defining(name: string): readonly string[] {
    return this.words === null ? [] : this.everywhere(this.words.defining(name));
  }

  isSearched(): boolean {
    return this.words?.isKnown() ?? false;
  }

  /** What an overlay changes may hold anything. */
  private everywhere(found: readonly string[]): readonly string[] {
    const known = new Set(found);
    const changed = [...this.overlay.keys()].filter((path) => SOURCE.test(path));
    return [...found, ...changed.filter((path) => !known.has(path))];
  }

  headersOf(path: string): readonly string[] {
    const text = this.read(path) ?? '';
    const folder = folderOf(path);
    const arch = /^arch\/[^/]+(?=\/)/.exec(path)?.[0];
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

  /** Sources of the folder; where the tree is seen, of the folders in it, and of the folder above, too. */
  private around(folder: string): readonly string[] {
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
      if (this.seesTree && folder !== '.') pending.push(...folders);
    }
    const above = folderOf(folder);
    if (this.seesTree && above !== '.' && above !== folder) files.push(...this.list(above).sources);
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

function holds(word: string): (text: string) => boolean {
  const pattern = new RegExp(`\\b${word.replace(/[^\w]/g, '\\$&')}\\b`);
  return (text) => text.includes(word) && pattern.test(text);
}
