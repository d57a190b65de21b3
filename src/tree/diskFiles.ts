import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SourceReader } from './readSource';
import type { TreeFiles } from './sourceIndex';

/** The files of a tree on disk. */
export class DiskFiles implements TreeFiles {
  private readonly reader = new SourceReader();
  /** Whether there is such a file: the same headers are included everywhere. */
  private readonly known = new Map<string, boolean>();

  /** @param top The top of the kernel tree, absolute. */
  constructor(private readonly top: string) {}

  read(path: string): string | null {
    const read = this.reader.read(join(this.top, path), () => true);
    return read.kind === 'text' ? read.text : null;
  }

  isFile(path: string): boolean {
    let known = this.known.get(path);
    if (known === undefined) {
      known = this.look(path);
      this.known.set(path, known);
    }
    return known;
  }

  private look(path: string): boolean {
    try {
      return statSync(join(this.top, path), { throwIfNoEntry: false })?.isFile() ?? false;
    } catch {
      // `#include "x.h/y.h"` leads through a file; other folders may not be entered.
      return false;
    }
  }

  list(folder: string): { files: string[]; folders: string[] } {
    try {
      const entries = readdirSync(join(this.top, folder), { withFileTypes: true });
      const names = (wanted: (entry: (typeof entries)[number]) => boolean) =>
        entries.filter(wanted).map(({ name }) => name);
      return {
        files: names((entry) => entry.isFile()),
        folders: names((entry) => entry.isDirectory()),
      };
    } catch {
      // A folder that went away, or may not be read, has no neighbours to offer.
      return { files: [], folders: [] };
    }
  }
}
