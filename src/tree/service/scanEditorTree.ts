import { mentionsAcquire } from '../../analyzer/sites/callTokens';
import { mentionsPages } from '../../analyzer/sites/pageFragments';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import { listSources, withOverlay } from '../listSources';
import type { Pause } from '../pause';
import { type ShowProgress, StagedProgress } from '../progress';
import { type ScanResult, scanSources } from '../scanSources';
import { SourceIndex } from '../sourceIndex';
import { IRRELEVANT, type SourceRead } from '../sourceRead';
import { survey } from '../survey';
import { KnownWords } from '../treeWords';
import { type EditorTree, ReadAhead } from './editorTree';
import type { TreeInput } from './messages';

/** Every file has to come from the editor once: that takes most of the time. */
const SURVEY_SHARE = 0.7;

export interface EditorScan {
  readonly pause: Pause;
  readonly onProgress: ShowProgress;
}

/** Scans a tree that only the editor can read, with the same result as on a disk. */
export async function scanEditorTree(
  tree: EditorTree,
  { release, exclude, ignoreFiles, overlay }: TreeInput,
  backend: SyntaxBackend,
  { pause, onProgress }: EditorScan,
): Promise<ScanResult> {
  const same = (path: string) => path;
  const options = { start: '', inTree: same, fromTree: same, exclude, ignoreFiles, pause };
  const listed = withOverlay(await listSources(tree, options), overlay, '');
  const progress = new StagedProgress(listed.files.length, SURVEY_SHARE, onProgress);
  const isOnDisk = (file: string) => !Object.hasOwn(overlay, file);

  const first = new ReadAhead(tree, listed.files.filter(isOnDisk), mentionsPages);
  const look = (file: string): SourceRead | Promise<SourceRead> => {
    if (isOnDisk(file)) return first.read(file);
    return mentionsPages(overlay[file]) ? { kind: 'text', text: overlay[file] } : IRRELEVANT;
  };
  const { files, words } = await survey({
    files: listed.files,
    read: look,
    treePath: same,
    pause,
    onProgress: progress.survey,
  });

  const kept = new Set(files);
  const second = new ReadAhead(tree, files.filter(isOnDisk), mentionsAcquire);
  const sources = {
    listed,
    read: (file: string): SourceRead | Promise<SourceRead> => {
      tree.forgetTooMuch();
      if (!kept.has(file)) return IRRELEVANT;
      return isOnDisk(file) ? second.read(file) : { kind: 'text', text: overlay[file] };
    },
    treePath: same,
    shown: same,
    neighbourhood: new SourceIndex(tree, new Map(Object.entries(overlay)), new KnownWords(words)),
    fetch: () => tree.fetch(),
  };
  return scanSources(sources, { release, pause, onProgress: progress.review }, backend);
}
