/** Finds where a kernel function is defined in the user's own tree, in the files GUP runs through. */
import * as vscode from 'vscode';
import { definitionLine } from '../../replay/definition';

/** In the order they are looked through: mm/gup.c first, then what it calls. */
const FILES = [
  'mm/gup.c',
  'mm/memory.c',
  'mm/huge_memory.c',
  'mm/hugetlb.c',
  'mm/migrate.c',
  'mm/rmap.c',
  'mm/swap.c',
  'mm/mmap.c',
  'mm/vmscan.c',
  'mm/filemap.c',
  'mm/shmem.c',
  'mm/page-writeback.c',
  'kernel/fork.c',
  'mm/internal.h',
  'include/linux/mm.h',
];

/** Null where the tree has no such function in these files. */
export async function findKernelFunction(
  root: vscode.Uri,
  name: string,
): Promise<{ readonly file: string; readonly line: number } | null> {
  for (const file of FILES) {
    const source = await readText(vscode.Uri.joinPath(root, file));
    const line = source === null ? null : definitionLine(source, name);
    if (line !== null) return { file, line };
  }
  return null;
}

async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
