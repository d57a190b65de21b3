import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Finding } from '../analyzer/records';
import { type BaselineEntry, readBaseline } from '../analyzer/suppress/baseline';
import type { DirectiveProblem } from '../analyzer/suppress/directive';
import { type Directives, readDirectives } from '../analyzer/suppress/directives';
import { readSidecar, SIDECAR_NAME, type SidecarEntry } from '../analyzer/suppress/sidecar';
import { type Split, splitSuppressed } from '../analyzer/suppress/suppress';
import { isRuleId } from '../kernel';
import { isMissing, whyUnreadable } from './errors';

/** A `gup-review:` comment or a sidecar file that has no effect, and why. */
export interface SuppressionProblem {
  readonly file: string;
  /** 1-based; null for a whole file. */
  readonly line: number | null;
  readonly message: string;
}

export interface TreeSplit extends Split {
  readonly problems: readonly SuppressionProblem[];
}

export interface SuppressOptions {
  /** The folder that the findings' files are relative to. */
  readonly root: string;
  /** The tops of the kernel trees that the findings are in: a sidecar file lies there. */
  readonly tops: readonly string[];
  readonly baseline?: { readonly file: string; readonly entries: readonly BaselineEntry[] };
}

const NONE: Directives = { directives: [], problems: [] };

/**
 * Takes out of the findings what comments in the files, the tree's sidecar or a baseline suppress.
 * Reads the files that have findings, and only those; nothing that it meets there throws.
 */
export function suppressInTree(
  findings: readonly Finding[],
  { root, tops, baseline }: SuppressOptions,
): TreeSplit {
  const problems: SuppressionProblem[] = [];
  const files = new Map<string, Directives>();
  const directivesOf = (file: string): Directives => {
    const known = files.get(file);
    if (known !== undefined) return known;
    const read = directivesIn(join(root, file));
    problems.push(...read.problems.map((problem) => ofFile(file, problem)));
    files.set(file, read);
    return read;
  };
  for (const { file } of findings) directivesOf(file);
  const sidecar = [...new Set(tops)].flatMap((top) =>
    sidecarAt(join(top, SIDECAR_NAME), problems).map((entry) => below(entry, top, root)),
  );
  const split = splitSuppressed(findings, {
    directives: (file) => directivesOf(file).directives,
    fileExists: (file) => existsSync(join(root, file)),
    ...(baseline && { baseline }),
    sidecar: { file: SIDECAR_NAME, entries: sidecar },
  });
  return { ...split, problems };
}

/**
 * The entries of a baseline file.
 *
 * @throws with a sentence for the user, when it cannot be read or is none.
 */
export function loadBaseline(file: string): readonly BaselineEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file}: ${whyUnreadable(error)}`, { cause: error });
  }
  const read = readBaseline(text);
  if (read.ok) return read.entries;
  throw new Error(`${file} is no baseline: ${read.errors.join('; ')}`);
}

function ofFile(file: string, { place, message }: DirectiveProblem): SuppressionProblem {
  return { file, line: place.line, message };
}

function directivesIn(path: string): Directives {
  try {
    return readDirectives(readFileSync(path, 'utf8'), isRuleId);
  } catch {
    // A file that is gone by now suppresses nothing.
    return NONE;
  }
}

function sidecarAt(path: string, problems: SuppressionProblem[]): readonly SidecarEntry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!isMissing(error)) {
      problems.push({ file: SIDECAR_NAME, line: null, message: whyUnreadable(error) });
    }
    return [];
  }
  const read = readSidecar(text);
  if (read.ok) return read.entries;
  for (const message of read.errors) problems.push({ file: SIDECAR_NAME, line: null, message });
  return [];
}

/** An entry names its file from the top of the tree; findings, from the folder asked for. */
function below(entry: SidecarEntry, top: string, root: string): SidecarEntry {
  if (entry.file === undefined) return entry;
  const file = relative(resolve(root), join(resolve(top), entry.file));
  return { ...entry, file: file.split(sep).join('/') };
}
