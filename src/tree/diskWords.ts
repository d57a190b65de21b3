import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DiskFolders } from './diskFolders';
import { findKernelTree } from './kernelTree';
import { listSources } from './listSources';
import { pauseBetweenFiles } from './pause';
import { namesPages, SourceReader } from './readSource';
import { survey } from './survey';
import { KnownWords, type TreeWords, WantedWords } from './treeWords';

/** The words of a kernel tree on disk, for who looks at a part of it: read when first asked for. */
export function diskWords(top: string): WantedWords {
  return new WantedWords(() => wordsBelow(top));
}

async function wordsBelow(top: string): Promise<TreeWords> {
  // A folder that is no tree may be anything: a home folder, for instance.
  if (findKernelTree(top).top !== top) return new KnownWords([]);
  const pause = pauseBetweenFiles(setImmediate);
  const same = (path: string) => path;
  const listed = await listSources(new DiskFolders(top), {
    start: '',
    inTree: same,
    fromTree: same,
    ignoreFiles: true,
    pause,
  });
  const reader = new SourceReader();
  const read = (file: string) => reader.read(join(top, file), namesPages);
  const { words } = await survey({ files: listed.files, read, treePath: same, pause });
  return new KnownWords(words);
}
