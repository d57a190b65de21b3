import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type KernelRelease, NEWEST_RELEASE, releaseOfMakefile } from '../kernel';

/** The kernel tree that a path belongs to. */
export interface KernelTree {
  /** The folder whose Makefile states the release, or null when there is none above the path. */
  readonly top: string | null;
  /** The release of that Makefile, else the newest release the facts know. */
  readonly release: KernelRelease;
}

/** The release is stated in the first lines. */
const HEAD_BYTES = 4096;

/** Finds the kernel tree of a folder by the nearest top Makefile, upwards from the folder itself. */
export function findKernelTree(folder: string): KernelTree {
  for (let at = folder; ; at = dirname(at)) {
    const head = readHead(join(at, 'Makefile'));
    const release = head === null ? null : releaseOfMakefile(head);
    if (release) return { top: at, release };
    if (dirname(at) === at) return { top: null, release: NEWEST_RELEASE };
  }
}

/** The first bytes of a regular file, or null when there is none that can be read. */
function readHead(path: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    if (!fstatSync(descriptor).isFile()) return null;
    const head = Buffer.alloc(HEAD_BYTES);
    return head.toString('utf8', 0, readSync(descriptor, head, 0, HEAD_BYTES, 0));
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}
