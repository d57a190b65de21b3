import { join, relative, sep } from 'node:path';
import { analyzeFile } from '../analyzer/analyzeFile';
import type { Finding, Site, Skipped } from '../analyzer/records';
import { RULES } from '../analyzer/rules';
import { isExcluded } from '../analyzer/sites/exclusions';
import type { Directives } from '../analyzer/suppress/directives';
import type { SyntaxBackend } from '../analyzer/syntax/syntaxBackend';
import type { KernelRelease } from '../kernel';
import { listSources, SOURCE, type SourceList } from './listSources';
import { type Pause, pauseBetweenFiles } from './pause';
import { namesAcquire, SourceReader } from './readSource';
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
  /** Texts that stand for the files on disk, by path relative to `root`. */
  readonly overlay?: Readonly<Record<string, string>>;
}

export interface ScanStats {
  /** Files looked at. */
  readonly files: number;
  /** Files that were parsed, since they call an acquire function. */
  readonly parsed: number;
  readonly sites: number;
  /** Functions that hold a site and in which the parser met an error. */
  readonly damagedFunctions: number;
  readonly milliseconds: number;
}

export interface ScanResult {
  readonly sites: readonly Site[];
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** The `gup-review:` comments of files that have any. The findings are those before suppression. */
  readonly suppressions: readonly FileDirectives[];
  readonly stats: ScanStats;
}

export interface FileDirectives extends Directives {
  readonly file: string;
}

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Called between files with how many of how many have been looked at. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The files a request is about, those included that only its overlay has. */
export async function filesOf(request: ScanRequest, pause: Pause): Promise<SourceList> {
  if (request.files) return { files: request.files, skipped: [] };
  const { root, folder = '', overlay = {} } = request;
  const ignored = (path: string) => isExcluded(`${pathInTree(request, path)}/`);
  const listed = await listSources(root, folder, ignored, pause);
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

/** The overlay by paths from the top of the tree. */
function overlayOfTree(request: ScanRequest): Record<string, string> {
  const entries = Object.entries(request.overlay ?? {});
  return Object.fromEntries(entries.map(([file, text]) => [pathInTree(request, file), text]));
}

/**
 * Scans a kernel tree, or some files of it, in this process. Gives way to the event loop between
 * files. Rejects with the signal's reason when it is aborted; a file that cannot be analysed is
 * listed under `skipped` and stops nothing.
 */
export async function scan(
  request: ScanRequest,
  backend: SyntaxBackend,
  { signal, onProgress }: ScanOptions = {},
): Promise<ScanResult> {
  const { root, release, overlay = {} } = request;
  const started = performance.now();
  const pause = pauseBetweenFiles(signal);
  const rules = RULES.filter(({ id }) => request.rules?.includes(id) ?? true);
  const listed = await filesOf(request, pause);
  const reader = new SourceReader();
  const tree = {
    neighbourhood: new SourceIndex(request.top, overlayOfTree(request)),
    shown: (path: string) => relative(root, join(request.top, path)).split(sep).join('/'),
  };
  const sites: Site[] = [];
  const findings: Finding[] = [];
  const skipped: Skipped[] = [...listed.skipped];
  const suppressions: FileDirectives[] = [];
  let parsed = 0;
  let damagedFunctions = 0;
  for (const [index, file] of listed.files.entries()) {
    await pause();
    onProgress?.(index, listed.files.length);
    const read = Object.hasOwn(overlay, file)
      ? { kind: 'text' as const, text: overlay[file] }
      : reader.read(join(root, file), namesAcquire);
    if (read.kind === 'skipped') skipped.push({ file, why: read.why });
    if (read.kind !== 'text') continue;
    try {
      const treePath = pathInTree(request, file);
      const review = analyzeFile({
        backend,
        file,
        treePath,
        text: read.text,
        release,
        rules,
        tree,
      });
      sites.push(...review.sites);
      findings.push(...review.findings);
      const { directives, problems } = review.suppressions;
      if (directives.length + problems.length > 0)
        suppressions.push({ file, directives, problems });
      if (review.parsed) parsed++;
      damagedFunctions += review.damagedFunctions;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      skipped.push({ file, why: `the analysis failed: ${why}` });
    }
  }
  onProgress?.(listed.files.length, listed.files.length);
  return {
    sites,
    findings,
    skipped,
    suppressions,
    stats: {
      files: listed.files.length,
      parsed,
      sites: sites.length,
      damagedFunctions,
      milliseconds: Math.round(performance.now() - started),
    },
  };
}
