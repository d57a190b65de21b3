/**
 * Files whose calls are no sites: the implementation itself, and user space that happens to stand in
 * the tree. Paths are relative to the top of the tree, with `/`.
 */
export function isExcluded(file: string): boolean {
  return file === 'mm/gup.c' || file.startsWith('tools/');
}
