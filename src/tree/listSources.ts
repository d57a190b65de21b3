import type { Skipped } from '../analyzer/records';
import { foldersDownTo, Ignored, IGNORE_FILE } from './ignored';
import type { Pause } from './pause';

/** Source files of a tree. Paths are relative to the root that was asked for, with `/`. */
export interface SourceList {
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** A name in a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** Folders of a tree, on a disk or wherever an editor has them. Paths are relative to the root. */
export interface Folders {
  /** In the order of their names; what cannot be read is added to `skipped`. */
  entries(folder: string, skipped: Skipped[]): readonly Entry[] | Promise<readonly Entry[]>;
  /** The text of a file, or null when there is none that can be read. */
  text(file: string): string | null | Promise<string | null>;
}

export interface ListOptions {
  /** Relative to the root; empty for the root itself. */
  readonly start: string;
  /** Path of a file or folder from the top of the tree. */
  readonly inTree: (path: string) => string;
  /** The other way: what stands at such a path, from the root. */
  readonly fromTree: (path: string) => string;
  /** Patterns of what to leave out, as in a `.gitignore` at the top of the tree. */
  readonly exclude?: readonly string[];
  /** Whether the tree's own `.gitignore` files count too. */
  readonly ignoreFiles: boolean;
  readonly pause: Pause;
}

/** Names of C sources and headers. */
export const SOURCE = /\.[ch]$/;

/**
 * Lists the C sources and headers of a tree, or of a folder in it, those of a folder before those of
 * the folders in it. Hidden folders are left out, and what {@link Ignored} knows.
 */
export async function listSources(folders: Folders, options: ListOptions): Promise<SourceList> {
  const { start, inTree, fromTree, exclude, ignoreFiles, pause } = options;
  const files: string[] = [];
  const skipped: Skipped[] = [];
  const ignored = new Ignored(exclude);
  const read = async (path: string, folderInTree: string) => {
    const text = ignoreFiles ? await folders.text(path) : null;
    if (text !== null) ignored.add(folderInTree, text);
  };
  // What stands above the start holds for it too.
  for (const folder of foldersDownTo(inTree(start)).slice(0, -1)) {
    await read(fromTree(join(folder, IGNORE_FILE)), folder);
  }
  const pending = [start];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    await pause();
    const below: string[] = [];
    const entries = await folders.entries(folder, skipped);
    if (entries.some(({ name }) => name === IGNORE_FILE)) {
      await read(join(folder, IGNORE_FILE), inTree(folder));
    }
    for (const { name, kind } of entries) {
      const path = join(folder, name);
      const isFolder = kind === 'folder';
      if (isFolder ? name.startsWith('.') : !SOURCE.test(name)) continue;
      if (ignored.has(inTree(path), isFolder)) continue;
      (isFolder ? below : files).push(path);
    }
    pending.push(...below.reverse());
  }
  return { files, skipped };
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The list with those sources below a folder that only the overlay has. */
export function withOverlay(
  listed: SourceList,
  overlay: Readonly<Record<string, string>>,
  folder: string,
): SourceList {
  const known = new Set(listed.files);
  const below = folder === '' ? '' : `${folder}/`;
  const added = Object.keys(overlay).filter(
    (file) => SOURCE.test(file) && file.startsWith(below) && !known.has(file),
  );
  return { ...listed, files: [...listed.files, ...added] };
}
