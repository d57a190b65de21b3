/** Two runs side by side: where the second stands when the first is at some step. */
import type { Chapter, Replay } from './replay';

/** Positions looked at before others have their turn. */
const PART = 512;

/**
 * For each position of `left` a position of `right`: in the same stop of the path, at the same
 * kernel function as far as both run through it. Never goes back while `left` goes forward. Works a
 * part at a time.
 */
export function* align(
  left: Replay,
  right: Replay,
): Generator<undefined, readonly number[], undefined> {
  const leftOwn = left.chapters.filter(isOwn);
  const rightOwn = right.chapters.filter(isOwn);
  const places: number[] = new Array<number>(left.length + 1).fill(0);
  const firstLeft = leftOwn[0]?.first ?? left.length + 1;
  const beforeRight = (rightOwn[0]?.first ?? right.length + 1) - 1;
  // The memory laid out before the path has no counterpart step by step.
  for (let position = 1; position < firstLeft; position++) {
    places[position] = Math.min(position, beforeRight);
  }
  if (firstLeft <= left.length) places[firstLeft - 1] = beforeRight;
  for (const [index, chapter] of leftOwn.entries()) {
    const counterpart = rightOwn[index];
    const end = leftOwn[index + 1]?.first ?? left.length + 1;
    if (counterpart === undefined) {
      for (let at = chapter.first; at < end; at++) places[at] = right.length;
      continue;
    }
    yield* alignChapter(left, right, chapter, counterpart, places);
    for (let at = chapter.last; at < end; at++) places[at] = counterpart.last;
  }
  if (left.length > 0) places[left.length] = right.length;
  return places;
}

function isOwn(chapter: Chapter): boolean {
  return chapter.origin === 'path' && chapter.first > 0;
}

function* alignChapter(
  left: Replay,
  right: Replay,
  from: Chapter,
  to: Chapter,
  places: number[],
): Generator<undefined, void, undefined> {
  const steps = right.recording.steps;
  const seen = new Map<string, number[]>();
  for (let at = to.first; at <= to.last; at++) {
    if (at % PART === 0) yield;
    const key = keyOf(right, at);
    const list = seen.get(key);
    if (list === undefined) seen.set(key, [at]);
    else list.push(at);
  }
  let reached = Math.min(to.first, steps.length);
  for (let at = from.first; at < from.last; at++) {
    if (at % PART === 0) yield;
    const list = seen.get(keyOf(left, at));
    while (list?.[0] !== undefined && list[0] < reached) list.shift();
    reached = list?.[0] ?? reached;
    places[at] = reached;
  }
}

function keyOf(replay: Replay, position: number): string {
  const step = replay.recording.steps[position - 1];
  return step === undefined ? '' : `${String(step.depth)} ${step.name}`;
}
