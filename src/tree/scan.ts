import { join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SyntaxBackend } from '../analyzer/syntax/syntaxBackend';
import type { KernelRelease } from '../kernel';
import { DiskFiles } from './diskFiles';
import { DiskFolders } from './diskFolders';
import { listSources, SOURCE, type SourceList } from './listSources';
import { type Pause, pauseBetweenFiles } from './pause';
import { namesAcquire, SourceReader } from './readSource';
import { type ScanResult, type ScanSources, scanSources } from './scanSources';
import { SourceIndex } from './sourceIndex';

/** What to scan, as plain data, so that it can be sent to another process. */
export interface ScanRequest {
  /** The folder that paths in the result are relative to. */
  readonly root: string;
  /** The top of the kernel tree, absolute: what tools/ and mm/gup.c are looked for in. */
  readonly top: string;
  readonly release: KernelRelease;
  /** Files to look at, relative to `root`; everything below `folder` when not given. */
  readonly files?: readonly string[];
  /** A folder relative to `root`; `root` itself when not given. */
  readonly folder?: string;
  /** Ids of the rules to check; all when not given. */
  readonly rules?: readonly string[];
  /** Patterns of what to leave out, as in a `.gitignore` at the top of the tree. */
  readonly exclude?: readonly string[];
  /** Whether to leave out what the tree's `.gitignore` files say. It is when not given. */
  readonly ignoreFiles?: boolean;
  /** Texts that stand for the files on disk, by path relative to `root`. */
  readonly overlay?: Readonly<Record<string, string>>;
}

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Called between files with how many of how many have been looked at. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The files a request is about, those included that only its overlay has. */
export async function filesOf(request: ScanRequest, pause: Pause): Promise<SourceList> {
  if (request.files) return { files: request.files, skipped: [] };
  const { root, folder = '', exclude, ignoreFiles = true, overlay = {} } = request;
  const listed = await listSources(new DiskFolders(root), {
    start: folder,
    inTree: (path) => pathInTree(request, path),
    fromTree: (path) => pathShown(request, path),
    exclude,
    ignoreFiles,
    pause,
  });
  const known = new Set(listed.files);
  const below = folder === '' ? '' : `${folder}/`;
  const added = Object.keys(overlay).filter(
    (file) => SOURCE.test(file) && file.startsWith(below) && !known.has(file),
  );
  return { ...listed, files: [...listed.files, ...added] };
}

/** The path from the top of the tree, with `/`. */
function pathInTree({ root, top }: ScanRequest, file: string): string {
  return relative(top, join(root, file)).split(sep).join('/');
}

/** The path from the root of the request, with `/`. */
function pathShown({ root, top }: ScanRequest, treePath: string): string {
  return relative(root, join(top, treePath)).split(sep).join('/');
}

/** The overlay by paths from the top of the tree. */
function overlayOfTree(request: ScanRequest): Record<string, string> {
  const entries = Object.entries(request.overlay ?? {});
  return Object.fromEntries(entries.map(([file, text]) => [pathInTree(request, file), text]));
}

/**
 * Scans a kernel tree on disk, or some files of it, in this process. Gives way to the event loop
 * between files. Rejects with the signal's reason when it is aborted; a file that cannot be analysed
 * is listed under `skipped` and stops nothing.
 */
export async function scan(
  request: ScanRequest,
  backend: SyntaxBackend,
  { signal, onProgress }: ScanOptions = {},
): Promise<ScanResult> {
  const { root, top, release, rules, overlay = {} } = request;
  const pause = pauseBetweenFiles(setImmediate, signal);
  const reader = new SourceReader();
  const sources: ScanSources = {
    listed: await filesOf(request, pause),
    read: (file) =>
      Object.hasOwn(overlay, file)
        ? { kind: 'text', text: overlay[file] }
        : reader.read(join(root, file), namesAcquire),
    treePath: (file) => pathInTree(request, file),
    shown: (path) => pathShown(request, path),
    neighbourhood: new SourceIndex(new DiskFiles(top), overlayOfTree(request)),
  };
  return scanSources(sources, { release, rules, pause, onProgress }, backend);
}
