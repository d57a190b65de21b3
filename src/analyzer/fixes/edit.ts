/** Replaces `[start, end)` of a text, in UTF-16 units, by other text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits of one file, in source order, none overlapping another. */
export interface FileEdits {
  readonly file: string;
  readonly edits: readonly Edit[];
}

/** Why something is not done: a sentence without a full stop, for the user. */
export interface Refusal {
  readonly refused: string;
}

export function refuse(why: string): Refusal {
  return { refused: why };
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/**
 * The edits of a file in source order, equal ones once.
 *
 * @throws when two different edits touch the same text: a bug of whoever made them.
 */
export function fileEdits(file: string, edits: readonly Edit[]): FileEdits {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const unique = sorted.filter((edit, i) => {
    const before = sorted[i - 1];
    return before?.start !== edit.start || before.end !== edit.end || before.text !== edit.text;
  });
  unique.forEach((edit, i) => {
    const before = unique[i - 1];
    if (before && before.end > edit.start) throw new Error(`overlapping edits in ${file}`);
  });
  return { file, edits: unique };
}

/** The text after the edits. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, text: added } of edits) {
    result += text.slice(from, start) + added;
    from = end;
  }
  return result + text.slice(from);
}
