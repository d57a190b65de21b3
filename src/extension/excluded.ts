/** A folder of the workspace and a tree, each by its path. */
export interface Places {
  readonly folder: string;
  readonly tree: string;
}

/**
 * VS Code's `files.exclude` of a folder of the workspace, written as in a `.gitignore` at the top of
 * the tree. Patterns that are off, or hold only beside some other file, are left out; so are those
 * of a folder above the tree that name something in a place outside it.
 */
export function excludedInTree(
  exclude: Readonly<Record<string, unknown>>,
  { folder, tree }: Places,
): string[] {
  return Object.entries(exclude)
    .filter(([, on]) => on === true)
    .flatMap(([pattern]) => alternatives(pattern))
    .flatMap((pattern) => {
      if (pattern.startsWith('**/')) return [pattern];
      const path = `${folder}/${pattern.replace(/^\//, '')}`;
      return path.startsWith(`${tree}/`) ? [path.slice(tree.length)] : [];
    });
}

/** A glob without its `{a,b}`: one pattern for each choice. */
function alternatives(pattern: string): string[] {
  const end = pattern.indexOf('}');
  const start = pattern.lastIndexOf('{', end);
  if (start < 0 || end < 0) return [pattern];
  const choices = pattern.slice(start + 1, end).split(',');
  return choices.flatMap((choice) =>
    alternatives(pattern.slice(0, start) + choice + pattern.slice(end + 1)),
  );
}
