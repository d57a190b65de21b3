import { join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SyntaxBackend } from '../analyzer/syntax/syntaxBackend';
import { DiskFiles } from './diskFiles';
import { DiskFolders } from './diskFolders';
import { listSources, type SourceList, withOverlay } from './listSources';
import { type Pause, pauseBetweenFiles } from './pause';
import { namesAcquire, SourceReader } from './readSource';
import type { ScanOptions, ScanRequest } from './scanRequest';
import { type ScanResult, type ScanSources, scanSources } from './scanSources';
import { SourceIndex } from './sourceIndex';

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
  return withOverlay(listed, overlay, folder);
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
function overlayOfTree(request: ScanRequest): Map<string, string> {
  const entries = Object.entries(request.overlay ?? {});
  return new Map(entries.map(([file, text]) => [pathInTree(request, file), text]));
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
