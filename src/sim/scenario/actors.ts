import { emptyStack } from '../steps';
import type { CallStack, Step, Steps } from '../steps';
import type { Outcome } from '../trace/types';
import { stepsOf } from './run';
import type { Session } from './session';
import type { ScenarioStep } from './types';

/** One step of a scenario that runs beside others: it has its own process, call stack and allocation scope. */
export class Actor {
  private readonly stack: CallStack;
  private steps: Steps<Outcome> | null = null;
  private memallocPin = 0;
  /** What the step answered, once it is done. */
  outcome: Outcome | null = null;

  constructor(
    private readonly session: Session,
    readonly name: string,
    readonly step: ScenarioStep,
  ) {
    this.stack = emptyStack(name);
  }

  get done(): boolean {
    return this.outcome !== null;
  }

  /**
   * Lets the actor take one step of a kernel function. Null when it is done, a step of kind `blocked` when it waits for
   * a lock that another actor holds.
   */
  advance(): Step | null {
    if (this.done) return null;
    const { machine } = this.session;
    const { stack, currentName } = machine;
    const { memallocPin } = machine.world;
    machine.stack = this.stack;
    machine.currentName = this.step.proc ?? 'p0';
    machine.world.memallocPin = this.memallocPin;
    this.steps ??= stepsOf(this.session, this.step);
    const turn = this.steps.next();
    this.memallocPin = machine.world.memallocPin;
    machine.stack = stack;
    machine.currentName = currentName;
    machine.world.memallocPin = memallocPin;
    if (turn.done !== true) return turn.value;
    this.outcome = turn.value;
    return null;
  }
}

/** Picks the actor whose turn it is, by its number, from those that are not done. */
export type Schedule = (ready: readonly number[]) => number;

/** One move of an interleaved run. */
export interface Move {
  readonly actor: number;
  /** Null when the actor finished with this move. */
  readonly step: Step | null;
}

/**
 * Runs several steps of a scenario at once on a watched machine, one kernel-function step at a time, in the order that
 * the schedule gives. An actor that waits for a lock gives its turn to the others. Throws when all wait for each other.
 */
export function interleave(
  session: Session,
  steps: readonly ScenarioStep[],
  schedule: Schedule,
): { readonly outcomes: readonly Outcome[]; readonly moves: readonly Move[] } {
  const { machine } = session;
  const watching = machine.watching;
  machine.watching = true;
  const actors = steps.map((step, i) => new Actor(session, `actor${String(i)}`, step));
  const moves: Move[] = [];
  const waiting = new Set<number>();
  for (;;) {
    const undone = [...actors.keys()].filter((i) => !actors[i].done);
    if (undone.length === 0) break;
    const ready = undone.filter((i) => !waiting.has(i));
    if (ready.length === 0) throw new Error('every actor waits for a lock that another one holds');
    const actor = schedule(ready);
    const step = actors[actor].advance();
    moves.push({ actor, step });
    if (step?.kind === 'blocked') waiting.add(actor);
    else waiting.clear();
  }
  machine.watching = watching;
  return { outcomes: actors.map((actor) => actor.outcome ?? { rc: 0 }), moves };
}
