import type { Profile } from '../profiles/profile';
import type { Step, Steps } from '../steps';
import { peek } from '../trace/observe';
import type { Observation, Outcome, TraceStep } from '../trace/types';
import { stepsOf, traceStep } from './run';
import { Session } from './session';
import type { SessionSnapshot } from './session';
import type { Scenario } from './types';

/** Where a runner stands. */
export interface Position {
  /** Step of the scenario that runs now, or runs next; `steps.length` at the end. */
  readonly step: number;
  /** Kernel-function steps of it that are done; 0 before it began. */
  readonly inner: number;
}

/** One move of the runner. */
export interface RunnerStep {
  readonly position: Position;
  /** What the kernel function did; null when a step of the scenario ended with this move. */
  readonly kernel: Step | null;
  /** The finished step of the scenario, on the move that ended it. */
  readonly finished: TraceStep | null;
  /** The state after the move. */
  readonly state: Observation;
}

/**
 * Goes through a scenario at the granularity of kernel functions, and back again. A snapshot is kept before every step of
 * the scenario; going back restores one and repeats the few moves after it, which always come out the same.
 */
export class ScenarioRunner {
  private readonly session: Session;
  private readonly snapshots: SessionSnapshot[] = [];
  private running: Steps<Outcome> | null = null;
  private step = 0;
  private inner = 0;
  private readonly finished: TraceStep[] = [];

  constructor(
    readonly scenario: Scenario,
    readonly profile: Profile,
  ) {
    this.session = new Session(profile, scenario.boot);
    this.session.machine.watching = true;
  }

  get position(): Position {
    return { step: this.step, inner: this.inner };
  }

  get atEnd(): boolean {
    return this.running === null && this.step >= this.scenario.steps.length;
  }

  /** Steps of the scenario that are done, as a trace shows them. */
  get trace(): readonly TraceStep[] {
    return this.finished;
  }

  /** The state right now: pages, entries, handles, processes, counters. */
  observe(): Observation {
    return peek(this.session);
  }

  /** One kernel-function step further; null at the end. */
  next(): RunnerStep | null {
    if (this.atEnd) return null;
    const step = this.scenario.steps[this.step];
    if (this.running === null) {
      this.snapshots[this.step] ??= this.session.snapshot();
      this.running = stepsOf(this.session, step);
    }
    const turn = this.running.next();
    if (turn.done !== true) {
      this.inner++;
      return { position: this.position, kernel: turn.value, finished: null, state: this.observe() };
    }
    const finished = traceStep(this.session, this.step, step.op, turn.value);
    this.finished[this.step] = finished;
    this.running = null;
    this.step++;
    this.inner = 0;
    return { position: this.position, kernel: null, finished, state: finished };
  }

  /** To the end of the current step of the scenario; null at the end of the scenario. */
  nextOp(): TraceStep | null {
    for (let move = this.next(); move !== null; move = this.next())
      if (move.finished !== null) return move.finished;
    return null;
  }

  /** One kernel-function step back; false at the beginning. */
  back(): boolean {
    const { step, inner } = this.position;
    if (inner > 0) return this.seek({ step, inner: inner - 1 });
    if (step === 0) return false;
    this.seek({ step: step - 1, inner: 0 });
    let last = 0;
    while (this.step < step) {
      last = this.inner;
      this.next();
    }
    return this.seek({ step: step - 1, inner: last });
  }

  /** To any position that was reached before, or as far ahead as the scenario goes. */
  seek(to: Position): boolean {
    const behind = to.step < this.step || (to.step === this.step && to.inner < this.inner);
    if (behind) this.rewind(to.step);
    while (this.step < to.step || (this.step === to.step && this.inner < to.inner)) {
      if (this.next() === null) return false;
    }
    return this.step === to.step && this.inner === to.inner;
  }

  private rewind(step: number): void {
    const snapshot = this.snapshots[step];
    if (snapshot === undefined) throw new Error(`step ${String(step)} was not reached yet`);
    this.session.restore(snapshot);
    this.running = null;
    this.step = step;
    this.inner = 0;
    this.finished.length = step;
  }
}
