/** "a.c:12" of "drivers/sample/a.c". */
export function shortPlace(file: string, line: number): string {
  return `${file.split('/').at(-1) ?? file}:${String(line)}`;
}
