import { realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { formatRelease, type KernelRelease, parseRelease } from '../kernel';
import { whyUnreadable } from '../tree/errors';
import { findKernelTree } from '../tree/kernelTree';
import type { ScanRequest } from '../tree/scanRequest';
import { UsageError } from './output';

/** What the paths of a command line come to. */
export interface Inputs {
  readonly requests: readonly ScanRequest[];
  /** The release of the first path, which is that of all but in odd cases. */
  readonly release: KernelRelease;
  /** What paths in the output are relative to, as the user wrote it. */
  readonly root: string;
  /** Things to know that are no errors. */
  readonly notes: readonly string[];
}

interface Input {
  readonly path: string;
  /** With symbolic links resolved. */
  readonly real: string;
  readonly isFolder: boolean;
}

/**
 * Makes scan requests of the paths given: one for each folder, and one for the files of each kernel
 * tree. Paths in the output are relative to the folder when it is the only path, else to the current
 * folder.
 *
 * Throws {@link UsageError} for a path that cannot be read at all and for a malformed release.
 */
export function resolveInputs(paths: readonly string[], kernel: string | undefined): Inputs {
  const wanted = kernel === undefined ? null : readRelease(kernel);
  const inputs = paths.map(lookAt);
  const [only] = inputs;
  const isTree = inputs.length === 1 && only.isFolder;
  const base = isTree ? only.real : realpathSync(process.cwd());
  const notes: string[] = [];
  const requests: ScanRequest[] = [];
  for (const input of inputs) {
    const folder = input.isFolder ? input.real : dirname(input.real);
    const tree = findKernelTree(folder);
    if (!tree.top && !wanted) {
      notes.push(
        `${input.path}: no kernel Makefile there or above, taking it for ${formatRelease(tree.release)}`,
      );
    }
    const release = wanted ?? tree.release;
    const path = relative(base, input.real).split(sep).join('/');
    requests.push({
      root: base,
      top: tree.top ?? base,
      release,
      // Of a file an answer is wanted at once: the whole tree takes seconds to look through.
      ...(input.isFolder ? { folder: path } : { files: [path], reach: 'folder' }),
    });
  }
  return {
    requests,
    release: requests[0].release,
    root: isTree ? paths[0] : '.',
    notes,
  };
}

function readRelease(text: string): KernelRelease {
  const release = parseRelease(text);
  if (!release) throw new UsageError(`--kernel: '${text}' is no kernel release (like 6.12)`);
  return release;
}

function lookAt(path: string): Input {
  try {
    const real = realpathSync(resolve(path));
    const status = statSync(real);
    if (!status.isDirectory() && !status.isFile()) {
      throw new UsageError(`${path}: neither a folder nor a regular file`);
    }
    return { path, real, isFolder: status.isDirectory() };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: ${whyUnreadable(error)}`);
  }
}
