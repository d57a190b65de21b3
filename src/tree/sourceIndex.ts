import { readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Neighbourhood } from '../analyzer/neighbourhood';
import { SourceReader } from './readSource';

/** Folders of subsystems can hold thousands of files; those farther away are the least likely. */
const MOST_FILES = 600;
/** What is kept of the folder being worked on; most of it takes a byte each. */
const CACHED_CHARACTERS = 24 * 1024 * 1024;

/** Looks things up in a tree on disk when asked, keeping what was read last. */
export class SourceIndex implements Neighbourhood {
  private readonly reader = new SourceReader();
  private readonly texts = new Map<string, string | null>();
  private cached = 0;
  private readonly folders = new Map<string, readonly string[]>();

  /**
   * @param top The top of the kernel tree, absolute.
   * @param overlay Texts that stand for the files on disk, by path relative to the top.
   */
  constructor(
    private readonly top: string,
    private readonly overlay: Readonly<Record<string, string>> = {},
  ) {}

  read(path: string): string | null {
    if (Object.hasOwn(this.overlay, path)) return this.overlay[path];
    const known = this.texts.get(path);
    if (known !== undefined) {
      this.texts.delete(path);
      this.texts.set(path, known);
      return known;
    }
    const read = this.reader.read(join(this.top, path), () => true);
    return this.remember(path, read.kind === 'text' ? read.text : null);
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
    const folder = posix.dirname(path);
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
        ...['include', 'include/uapi', posix.dirname(folder), folder],
      ];
      const place = places.map((one) => posix.join(one, name)).find((one) => this.exists(one));
      if (place === undefined || found.has(place)) continue;
      found.add(place);
      (posix.dirname(place) === folder ? own : others).push(place);
    }
    return [...own, ...others];
  }

  private exists(path: string): boolean {
    if (path.startsWith('../')) return false;
    if (Object.hasOwn(this.overlay, path) || this.texts.get(path)) return true;
    return statSync(join(this.top, path), { throwIfNoEntry: false })?.isFile() ?? false;
  }

  /** Sources of the file's folder, of the folders in it, and of the folder above. */
  private around(path: string): readonly string[] {
    const folder = posix.dirname(path);
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
    const above = posix.dirname(folder);
    if (above !== '.' && above !== folder) files.push(...this.list(above).sources);
    const near = files.slice(0, MOST_FILES);
    this.folders.set(folder, near);
    return near;
  }

  private list(folder: string): { sources: string[]; folders: string[] } {
    const sources: string[] = [];
    const folders: string[] = [];
    try {
      for (const entry of readdirSync(join(this.top, folder), { withFileTypes: true })) {
        const path = posix.join(folder, entry.name);
        if (entry.isFile() && /\.[ch]$/.test(entry.name)) sources.push(path);
        else if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(path);
      }
    } catch {
      // A folder that went away, or may not be read, has no neighbours to offer.
    }
    return { sources: sources.sort(), folders: folders.sort() };
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
