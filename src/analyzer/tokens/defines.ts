/**
 * What stands behind the name in the first `#define NAME` of a text, to the end of the line; null when
 * there is none. Looks at the lines that hold the name only.
 */
export function definitionOf(text: string, name: string): string | null {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    if (!/^[ \t]*#[ \t]*define[ \t]+$/.test(text.slice(lineStart, at))) continue;
    const end = text.indexOf('\n', at);
    const rest = text.slice(at + name.length, end === -1 ? text.length : end);
    if (!/^\w/.test(rest)) return rest;
  }
  return null;
}
