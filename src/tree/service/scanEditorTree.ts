import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import { listSources, withOverlay } from '../listSources';
import { type ScanResult, scanSources, type ScanTask } from '../scanSources';
import { SourceIndex } from '../sourceIndex';
import type { SourceRead } from '../sourceRead';
import { type EditorTree, ReadAhead } from './editorTree';
import type { TreeInput } from './messages';

/** Scans a tree that only the editor can read, with the same result as on a disk. */
export async function scanEditorTree(
  tree: EditorTree,
  { release, exclude, ignoreFiles, overlay }: TreeInput,
  backend: SyntaxBackend,
  { pause, onProgress }: Pick<ScanTask, 'pause' | 'onProgress'>,
): Promise<ScanResult> {
  const same = (path: string) => path;
  const options = { start: '', inTree: same, fromTree: same, exclude, ignoreFiles, pause };
  const listed = withOverlay(await listSources(tree, options), overlay, '');
  const ahead = new ReadAhead(
    tree,
    listed.files.filter((file) => !Object.hasOwn(overlay, file)),
  );
  const sources = {
    listed,
    read: (file: string): Promise<SourceRead> => {
      tree.forgetTooMuch();
      if (!Object.hasOwn(overlay, file)) return ahead.read(file);
      return Promise.resolve({ kind: 'text', text: overlay[file] });
    },
    treePath: same,
    shown: same,
    neighbourhood: new SourceIndex(tree, new Map(Object.entries(overlay))),
    fetch: () => tree.fetch(),
  };
  return scanSources(sources, { release, pause, onProgress }, backend);
}
