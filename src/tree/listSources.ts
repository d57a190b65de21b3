import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Skipped } from '../analyzer/records';
import { isMissing, whyUnreadable } from './errors';
import type { Pause } from './pause';

/** Source files of a tree. Paths are relative to its root, with `/`. */
export interface SourceList {
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** Names of C sources and headers. */
export const SOURCE = /\.[ch]$/;

/**
 * Lists the C sources and headers of a tree, or of a folder in it, those of a folder before those of
 * the folders in it.
 *
 * Symbolic links inside the tree are not followed, for what they point at is listed itself; links
 * to files and folders outside are, each folder once, so that loops end.
 *
 * @param start Relative to `root`; empty for `root` itself.
 * @param ignored Whether to leave out a folder, by its path relative to the root.
 */
export async function listSources(
  root: string,
  start: string,
  ignored: (folder: string) => boolean,
  pause: Pause,
): Promise<SourceList> {
  const files: string[] = [];
  const skipped: Skipped[] = [];
  const links = new Links(root);
  const pending = [start];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    await pause();
    const folders: string[] = [];
    for (const entry of entriesOf(root, folder, skipped)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink() ? links.kindOf(path, SOURCE.test(path), skipped) : entry;
      if (kind?.isDirectory()) {
        if (!entry.name.startsWith('.') && !ignored(path)) folders.push(path);
      } else if (kind?.isFile() && SOURCE.test(entry.name)) files.push(path);
    }
    pending.push(...folders.reverse());
  }
  return { files, skipped };
}

function entriesOf(root: string, folder: string, skipped: Skipped[]): Dirent[] {
  try {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (!isMissing(error)) skipped.push({ file: folder, why: whyUnreadable(error) });
    return [];
  }
}

interface Kind {
  isDirectory(): boolean;
  isFile(): boolean;
}

/** Decides which symbolic links to follow. */
class Links {
  private readonly root: string;
  private readonly followed = new Set<string>();

  constructor(root: string) {
    this.root = realpathSync(root);
  }

  /** What a link leads to, or null when it is not to be followed. */
  kindOf(path: string, isSource: boolean, skipped: Skipped[]): Kind | null {
    try {
      const target = realpathSync(join(this.root, path));
      const isInside = target === this.root || target.startsWith(this.root + sep);
      const isAbove = this.root.startsWith(target.endsWith(sep) ? target : target + sep);
      if (isInside || isAbove || this.followed.has(target)) return null;
      const kind = statSync(target);
      if (kind.isDirectory()) this.followed.add(target);
      return kind;
    } catch (error) {
      // A dangling link to something that is no source is nobody's business here.
      if (isSource) {
        const why = isMissing(error) ? 'the symbolic link leads nowhere' : whyUnreadable(error);
        skipped.push({ file: path, why });
      }
      return null;
    }
  }
}
