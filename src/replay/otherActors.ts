/** The rest of the world acting in the middle of a step: other processes, on other CPUs. */
import type { ScenarioStep, Session, Step } from '../sim';
import { Actor } from '../sim';

/** An act in the middle of a step, its steps checked. */
export interface ParsedMeanwhile {
  readonly inner: number;
  readonly title: string;
  readonly acts: readonly ScenarioStep[];
}

/** One step of another actor; `begin` before its first, null when it is done. */
export interface OtherStep {
  readonly title: string;
  readonly step: Step | 'begin' | null;
}

interface Waiting {
  readonly title: string;
  readonly actors: Actor[];
  /** It waits for a lock, and that was said already. */
  blocked: boolean;
}

export class OtherActors {
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly session: Session,
    private readonly meanwhile: readonly ParsedMeanwhile[],
    private readonly tell: (step: OtherStep) => void,
  ) {}

  /** The step they disturb has done `inner` kernel steps: whoever can acts now, to its end. */
  act(inner: number): void {
    for (const { inner: at, title, acts } of this.meanwhile) {
      if (at !== inner) continue;
      const actors = acts.map((step) => new Actor(this.session, title, step));
      this.waiting.push({ title, actors, blocked: false });
      this.tell({ title, step: 'begin' });
    }
    for (const one of this.waiting) this.goOn(one);
  }

  /** The step they disturb is done and holds no lock any more. */
  finish(): void {
    for (const one of this.waiting) this.goOn(one);
  }

  private goOn(one: Waiting): void {
    for (let [actor] = one.actors; actor !== undefined; [actor] = one.actors) {
      const step = actor.advance();
      if (step === null) one.actors.shift();
      else if (step.kind !== 'blocked') this.tell({ title: one.title, step });
      else {
        if (!one.blocked) this.tell({ title: one.title, step });
        one.blocked = true;
        return;
      }
      one.blocked = false;
      if (one.actors.length === 0) this.tell({ title: one.title, step: null });
    }
  }
}
