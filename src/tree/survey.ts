import type { Pause } from './pause';
import type { SourceRead } from './sourceRead';
import { type SourceWords, wordsOf } from './treeWords';

/** What one look through the sources of a tree tells. */
export interface Survey {
  /** Files worth a second look: they may have sites, or could not be read. */
  readonly files: readonly string[];
  /** The words of those that have to do with pages. */
  readonly words: readonly SourceWords[];
}

export interface SurveyTask {
  readonly files: readonly string[];
  /** The source, or that it is irrelevant when it has nothing to do with pages. */
  readonly read: (file: string) => SourceRead | Promise<SourceRead>;
  /** The path of a listed file from the top of the tree, with `/`. */
  readonly treePath: (file: string) => string;
  readonly pause: Pause;
  readonly onProgress?: (done: number) => void;
}

/** Looks through every source once. */
export async function survey({
  files,
  read,
  treePath,
  pause,
  onProgress,
}: SurveyTask): Promise<Survey> {
  const kept: string[] = [];
  const words: SourceWords[] = [];
  for (const [index, file] of files.entries()) {
    await pause();
    onProgress?.(index);
    const source = await read(file);
    if (source.kind === 'irrelevant') continue;
    kept.push(file);
    if (source.kind === 'text') words.push(wordsOf(treePath(file), source.text));
  }
  return { files: kept, words };
}
