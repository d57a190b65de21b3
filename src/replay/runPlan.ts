/** Runs a plan on one kernel. */
import type { Plan } from './plan';
import { record, recordInParts } from './record';
import type { RecordOptions } from './record';
import type { Recording } from './recording';
import { Replay } from './replay';

/** `fine` keeps every kernel function that a step runs through, `coarse` only what the step did. */
export type Grain = 'fine' | 'coarse';

/** How the memory came to be laid out is not what a replay is about. */
const optionsFor = (plan: Plan, grain: Grain): RecordOptions => ({
  inside: (step) => grain === 'fine' && plan.steps[step]?.origin !== 'memory',
  meanwhile: plan.meanwhile,
  lookedAt: (step) => plan.steps[step]?.title,
});

/** Throws for a scenario or a kernel that is none, saying why. */
export function runPlan(plan: Plan, kernel: string, grain: Grain = 'fine'): Replay {
  return new Replay(plan, record(plan.scenario, kernel, optionsFor(plan, grain)));
}

/** A plan that is run bit by bit, for whoever has other things to do meanwhile. */
export class GrowingRun {
  private readonly parts: Generator<Recording, Recording, void>;
  private recording: Recording;
  /** Nothing is left to be run. */
  finished = false;

  /** Throws as `runPlan` does. */
  constructor(
    private readonly plan: Plan,
    kernel: string,
  ) {
    this.recording = { kernel, steps: [], imbalances: [] };
    this.parts = recordInParts(plan.scenario, kernel, optionsFor(plan, 'fine'));
    this.advance();
  }

  advance(): void {
    const part = this.parts.next();
    this.recording = part.value;
    this.finished = part.done === true;
  }

  /** The memory is laid out: there is something to see. */
  get begun(): boolean {
    const origin = this.recording.steps.at(-1)?.origin ?? -1;
    return this.finished || (this.plan.steps[origin]?.origin ?? 'memory') !== 'memory';
  }

  /** The run so far. Its verdict and the ends of its chapters hold only once it is finished. */
  replay(): Replay {
    const { plan, recording } = this;
    return new Replay(plan, { ...recording, steps: [...recording.steps] });
  }
}
