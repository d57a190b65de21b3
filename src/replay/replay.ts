/** One run with the place reached in it: everything a panel shows, computed without a panel. */
import type { Frame } from './navigate';
import { back, into, nextChange, out, over, previousChange, stackAt } from './navigate';
import type { Plan, PlannedStep } from './plan';
import type { Counters, HandleView, Recording, Row, RowChange, Step } from './recording';
import { RecordedState } from './state';
import type { Position } from '../analyzer/paths/pathRecords';
import type { Verdict } from './verdict';
import type { WhatIf } from './whatIf';
import { verdictOf } from './verdict';

export const MOVES = {
  stepInto: into,
  stepOver: over,
  stepOut: out,
  stepBack: back,
  nextChange,
  previousChange,
  toStart: () => 0,
  toEnd: (steps: readonly Step[]) => steps.length,
} as const;
export type Move = keyof typeof MOVES;

/** A step of the scenario and the positions it covers: `first` when it begins, `last` when it is done. */
export interface Chapter extends PlannedStep {
  readonly first: number;
  readonly last: number;
  readonly result: string | null;
}

const NOTHING: Counters = {};

export class Replay {
  readonly chapters: readonly Chapter[];
  readonly verdict: Verdict;
  /** The most rows there are at any one time. */
  readonly mostRows: number;
  private readonly state: RecordedState;

  constructor(
    readonly plan: Plan,
    readonly recording: Recording,
  ) {
    this.state = new RecordedState(recording);
    this.chapters = chaptersOf(plan, recording.steps);
    this.verdict = verdictOf(plan, recording);
    this.mostRows = mostRows(recording.steps);
  }

  /** Where there is something to see first: the memory is laid out, the path about to begin. */
  get beginning(): number {
    const own = this.chapters.find((chapter) => chapter.origin !== 'memory');
    return own === undefined ? 0 : Math.max(own.first - 1, 0);
  }

  /** Steps done: 0 before the first. */
  get position(): number {
    return this.state.position;
  }

  get length(): number {
    return this.recording.steps.length;
  }

  /** The step just done, null at the start. */
  get current(): Step | null {
    return this.recording.steps[this.position - 1] ?? null;
  }

  get rows(): readonly (Row | null)[] {
    return this.state.rows;
  }

  /** Numbers of the rows that are there now, in order. */
  get present(): readonly number[] {
    return this.state.present;
  }

  /** What the current step changed, by row. */
  get changed(): ReadonlyMap<number, RowChange> {
    return new Map(this.current?.rows.map((change) => [change.row, change]));
  }

  get chapter(): Chapter | null {
    return this.chapters[this.current?.origin ?? -1] ?? null;
  }

  /** Where an act of the world would come in now: in the middle of a step, or after one. */
  get place(): Pick<WhatIf, 'step' | 'inner'> {
    const { chapter, current } = this;
    // The memory has to be there before anything can happen to it.
    const laidOut = this.chapters.findLast(({ origin }) => origin === 'memory')?.undisturbed ?? -1;
    if (chapter === null || current === null || chapter.undisturbed < laidOut) {
      return { step: laidOut, inner: null };
    }
    const within = this.position < chapter.last && chapter.origin === 'path' && current.inner > 0;
    return { step: chapter.undisturbed, inner: within ? current.inner : null };
  }

  /** The line of the user's source the current step belongs to. */
  get source(): Position | null {
    return this.chapter?.source ?? null;
  }

  get counters(): Counters {
    return this.current?.counters ?? NOTHING;
  }

  get held(): readonly HandleView[] {
    return (this.current?.handles ?? []).filter((handle) => handle.held > 0);
  }

  /** The calls around the current step, the scenario's step first. */
  get stack(): readonly Frame[] {
    return stackAt(this.recording.steps, this.position);
  }

  /** Where the act that begins at `position` in the middle of a step has come to its end. */
  endOfAct(position: number): number {
    const { steps } = this.recording;
    const begin = steps[position - 1];
    const end = steps.findIndex(
      (step, at) => at >= position && step.kind === 'return' && step.name === begin?.name,
    );
    return end < 0 ? position : end + 1;
  }

  seek(position: number): void {
    this.state.seek(position);
  }

  move(move: Move): void {
    this.seek(MOVES[move](this.recording.steps, this.position));
  }

  /** Goes to the end of the first (or next, when on it already) chapter on that line; false if none is. */
  seekLine(file: string, line: number): boolean {
    const there = this.chapters.filter((c) => c.source?.file === file && c.source.line === line);
    const next = there.find((c) => c.first > this.position) ?? there[0];
    if (next === undefined) return false;
    if (this.source?.file !== file || this.source.line !== line) this.seek(next.first);
    return true;
  }
}

function chaptersOf(plan: Plan, steps: readonly Step[]): Chapter[] {
  const spans = plan.steps.map(() => ({ first: 0, last: 0, result: null as string | null }));
  steps.forEach((step, index) => {
    const span = spans[step.origin];
    if (span === undefined) return;
    if (span.first === 0) span.first = index + 1;
    span.last = index + 1;
    span.result = step.result ?? span.result;
  });
  return plan.steps.map((planned, index) => ({
    ...planned,
    ...(spans[index] ?? { first: 0, last: 0, result: null }),
  }));
}

function mostRows(steps: readonly Step[]): number {
  let present = 0;
  let most = 0;
  for (const { rows } of steps) {
    for (const { before, after } of rows) {
      present += (after === null ? 0 : 1) - (before === null ? 0 : 1);
    }
    most = Math.max(most, present);
  }
  return most;
}
