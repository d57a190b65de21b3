import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Skipped } from '../analyzer/records';
import { isMissing, whyUnreadable } from './errors';
import { type Entry, type Folders, SOURCE } from './listSources';

/**
 * Folders below a root on disk.
 *
 * Symbolic links inside the tree are not followed, for what they point at is listed itself; links
 * to files and folders outside are, each folder once, so that loops end.
 */
export class DiskFolders implements Folders {
  private readonly links: Links;

  constructor(private readonly root: string) {
    this.links = new Links(root);
  }

  entries(folder: string, skipped: Skipped[]): Entry[] {
    return this.read(folder, skipped).flatMap((entry): Entry[] => {
      const { name } = entry;
      const path = folder === '' ? name : `${folder}/${name}`;
      const kind = entry.isSymbolicLink()
        ? this.links.kindOf(path, SOURCE.test(path), skipped)
        : entry;
      if (kind?.isDirectory()) return [{ name, kind: 'folder' }];
      return kind?.isFile() ? [{ name, kind: 'file' }] : [];
    });
  }

  text(file: string): string | null {
    try {
      return readFileSync(join(this.root, file), 'utf8');
    } catch {
      return null;
    }
  }

  private read(folder: string, skipped: Skipped[]): Dirent[] {
    try {
      const entries = readdirSync(join(this.root, folder), { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (!isMissing(error)) skipped.push({ file: folder, why: whyUnreadable(error) });
      return [];
    }
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
