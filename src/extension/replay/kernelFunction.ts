/** Finds where a kernel function is defined in the user's own tree, in the files GUP runs through. */
import * as vscode from 'vscode';

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

/** A definition begins its line with the name or its return type, and does not end in a semicolon. */
export function definitionLine(source: string, name: string): number | null {
  const lines = source.split('\n');
  const call = new RegExp(`(?:^|[\\s*])${name}\\(`);
  for (const [index, line] of lines.entries()) {
    if (!call.test(line) || /^[\s/*#]/.test(line)) continue;
    const head = lines.slice(index, index + 8).join('\n');
    const end = /[;{]/.exec(head);
    if (end?.[0] === '{') return index + 1;
  }
  return null;
}

/** Null where the tree has no such function in these files. */
export async function findKernelFunction(
  root: vscode.Uri,
  name: string,
): Promise<{ readonly file: string; readonly line: number } | null> {
  // A name that is no C identifier comes from no kernel.
  if (!/^\w+$/.test(name)) return null;
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
