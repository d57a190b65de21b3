/** The stretch in which two states of a text differ; what stands before and behind it is the same. */
export interface TextChange {
  readonly start: number;
  /** Where the stretch ends in the earlier text, and in the later one. */
  readonly endBefore: number;
  readonly endAfter: number;
}

/** As much as one comparison of strings takes: far quicker than characters one by one. */
const BLOCK = 4096;

/** Finds the shortest stretch that holds every difference; an empty one for equal texts. */
export function changeBetween(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (
    start + BLOCK <= most &&
    before.slice(start, start + BLOCK) === after.slice(start, start + BLOCK)
  )
    start += BLOCK;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const room = most - start;
  let same = 0;
  const tail = (text: string, length: number) =>
    text.slice(text.length - same - length, text.length - same);
  while (same + BLOCK <= room && tail(before, BLOCK) === tail(after, BLOCK)) same += BLOCK;
  while (
    same < room &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, endBefore: before.length - same, endAfter: after.length - same };
}
