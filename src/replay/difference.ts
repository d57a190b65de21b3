/** Where two runs side by side first come apart. */
import type { Column } from './pageWords';
import { columnWords } from './pageWords';
import type { Row, Step } from './recording';
import type { Chapter, Replay } from './replay';

/** What is compared of a row. A page's name says only when it first appeared. */
const COMPARED: readonly Column[] = ['entry', 'count', 'mapcount', 'flags', 'held'];

const wordsOf = (row: Row | undefined): string =>
  row === undefined ? '' : COMPARED.map((column) => columnWords(row, column)).join('|');

/** Positions looked at before others have their turn. */
const PART = 32;

/** The rows of a run by address, moved forwards. */
class Picture {
  readonly rows = new Map<string, Row>();
  private at = 0;

  constructor(private readonly steps: readonly Step[]) {}

  /** Moves on to `position`; adds the addresses that changed on the way to `changed`. */
  to(position: number, changed: Set<string>): void {
    for (; this.at < position; this.at++) {
      for (const { before, after } of this.steps[this.at]?.rows ?? []) {
        if (before !== null) changed.add(before.where);
        if (before !== null) this.rows.delete(before.where);
        if (after !== null) changed.add(after.where);
        if (after !== null) this.rows.set(after.where, after);
      }
    }
  }
}

/**
 * The first position of `left` at which the runs differ: in the memory before the path, in what a
 * stop of the path is or answers, or in the pages after it. Null when they never do. `places` is
 * where `right` stands at each position of `left`. Inside a stop two kernels may take different
 * ways to the same end: that is no difference. Works a part at a time.
 */
export function* firstDifference(
  left: Replay,
  right: Replay,
  places: readonly number[],
): Generator<undefined, number | null, undefined> {
  const one = new Picture(left.recording.steps);
  const two = new Picture(right.recording.steps);
  const differing = new Set<string>();
  /** Since when rows differ without a break. */
  let since: number | null = null;
  const moveTo = (position: number): void => {
    const changed = new Set<string>();
    one.to(position, changed);
    two.to(places[position] ?? 0, changed);
    for (const where of changed) {
      if (wordsOf(one.rows.get(where)) === wordsOf(two.rows.get(where))) differing.delete(where);
      else differing.add(where);
    }
    since = differing.size === 0 ? null : (since ?? position);
  };
  moveTo(left.beginning);
  if (differing.size > 0) return left.beginning;
  const counterparts = right.chapters.filter(isOwn);
  for (const [index, chapter] of left.chapters.filter(isOwn).entries()) {
    const counterpart = counterparts[index];
    if (counterpart?.title !== chapter.title) return chapter.first;
    for (let position = chapter.first; position <= chapter.last; position++) {
      moveTo(position);
      if (position % PART === 0) yield;
    }
    if (differing.size > 0 || counterpart.result !== chapter.result) return since ?? chapter.last;
  }
  return counterparts.length > left.chapters.filter(isOwn).length ? left.length : null;
}

function isOwn(chapter: Chapter): boolean {
  return chapter.origin === 'path' && chapter.first > 0;
}
