/** `{ "version": 1, [list]: [ … ] }` with one entry a line and its properties in a fixed order. */
export function listText<T extends object>(
  list: string,
  entries: readonly T[],
  names: readonly (keyof T & string)[],
): string {
  const lines = entries.map((entry) => {
    const fields = names.flatMap((name) =>
      entry[name] === undefined ? [] : [`${JSON.stringify(name)}: ${JSON.stringify(entry[name])}`],
    );
    return `    { ${fields.join(', ')} }`;
  });
  const body = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": 1,\n  ${JSON.stringify(list)}: ${body}\n}\n`;
}
