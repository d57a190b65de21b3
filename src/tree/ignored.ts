import ignore, { type Ignore } from 'ignore';
import { isExcluded } from '../analyzer/sites/exclusions';

/** The file that git reads patterns from, in any folder. */
export const IGNORE_FILE = '.gitignore';

/**
 * What a scan of a tree leaves out: what holds no sites, what the user's patterns name, and what the
 * `.gitignore` files say, of which the deepest with an opinion decides, as in git. All paths are
 * relative to the top of the tree, with `/`.
 */
export class Ignored {
  /** The patterns of each folder that has any; those of the top have the key ''. */
  private readonly folders = new Map<string, Ignore>();
  private readonly wished: Ignore;

  /** @param patterns Written as in a `.gitignore` at the top; no `.gitignore` brings back what they name. */
  constructor(patterns: readonly string[] = []) {
    this.wished = rules().add(patterns);
  }

  /**
   * Reads the `.gitignore` of a folder. One at the top that names the top's own Makefile is not about
   * this tree: Debian's source packages ship one for a repository that holds the packaging only.
   */
  add(folder: string, text: string): void {
    const read = rules().add(text);
    if (folder === '' && read.ignores('Makefile')) return;
    this.folders.set(folder, read);
  }

  /** Whether to leave out a file or folder whose own folder is not left out. */
  has(path: string, isFolder: boolean): boolean {
    const name = isFolder ? `${path}/` : path;
    // Outside the tree its rules do not hold.
    if (name.startsWith('../')) return false;
    return isExcluded(name) || this.wished.ignores(name) || this.inGit(name);
  }

  private inGit(name: string): boolean {
    for (let folder: string | null = parentOf(name); folder !== null; folder = parentOf(folder)) {
      const found = this.folders.get(folder);
      const { ignored, unignored } = found?.test(below(folder, name)) ?? {};
      if (ignored || unignored) return ignored === true;
      if (folder === '') break;
    }
    return false;
  }
}

/** Kernel trees hold files whose names differ in case only. */
function rules(): Ignore {
  return ignore({ ignorecase: false });
}

/** The folders from the top of a tree to this one, the top first. */
export function foldersDownTo(folder: string): string[] {
  if (folder === '') return [''];
  const parts = folder.split('/');
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

function below(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

function parentOf(path: string): string {
  const end = path.replace(/\/$/, '').lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}
