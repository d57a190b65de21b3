import { join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SyntaxBackend } from '../analyzer/syntax/syntaxBackend';
import { DiskFiles } from './diskFiles';
import { DiskFolders } from './diskFolders';
import { diskWords } from './diskWords';
import { listSources, type SourceList, withOverlay } from './listSources';
import { type Pause, pauseBetweenFiles } from './pause';
import { StagedProgress } from './progress';
import { namesAcquire, namesPages, SourceReader } from './readSource';
import type { ScanOptions, ScanRequest } from './scanRequest';
import { type ScanResult, type ScanSources, scanSources } from './scanSources';
import { SourceIndex } from './sourceIndex';
import { IRRELEVANT, type SourceRead } from './sourceRead';
import { type Survey, survey } from './survey';
import { KnownWords } from './treeWords';
import { mentionsPages } from '../analyzer/sites/pageFragments';

/** What part of a scan's time it takes to look through all files. */
export const SURVEY_SHARE = 0.1;

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

/** Looks through all files of a request once; null when it is not about a whole tree. */
export async function surveyOf(
  request: ScanRequest,
  { files }: SourceList,
  pause: Pause,
  onProgress: (done: number) => void,
): Promise<Survey | null> {
  const { root, top, folder = '', overlay = {} } = request;
  if (request.files !== undefined || root !== top || folder !== '') return null;
  const reader = new SourceReader();
  const read = (file: string): SourceRead => {
    if (!Object.hasOwn(overlay, file)) return reader.read(join(root, file), namesPages);
    return mentionsPages(overlay[file]) ? { kind: 'text', text: overlay[file] } : IRRELEVANT;
  };
  const treePath = (file: string) => pathInTree(request, file);
  return survey({ files, read, treePath, pause, onProgress });
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
  const listed = await filesOf(request, pause);
  const progress = new StagedProgress(listed.files.length, SURVEY_SHARE, onProgress);
  const surveyed = await surveyOf(request, listed, pause, progress.survey);
  const known = request.words ?? surveyed?.words;
  const seesTree = request.reach !== 'folder';
  const later = seesTree && known === undefined ? diskWords(top) : null;
  const kept = surveyed && new Set(surveyed.files);
  const sources: ScanSources = {
    listed,
    read: (file) => {
      if (Object.hasOwn(overlay, file)) return { kind: 'text', text: overlay[file] };
      return kept?.has(file) === false ? IRRELEVANT : reader.read(join(root, file), namesAcquire);
    },
    treePath: (file) => pathInTree(request, file),
    shown: (path) => pathShown(request, path),
    neighbourhood: new SourceIndex(
      new DiskFiles(top),
      overlayOfTree(request),
      seesTree ? (later ?? new KnownWords(known ?? [])) : null,
    ),
    ...(later && { fetch: () => later.fetch() }),
  };
  return scanSources(sources, { release, rules, pause, onProgress: progress.review }, backend);
}
