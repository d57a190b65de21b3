/** Runs a plan between the frames, so that the panel is drawn and answers meanwhile. */
import type { GrowingRun } from '../replay/runPlan';

/** Milliseconds of work before the panel is drawn for the first time; most runs end within them. */
const FIRST = 12;
/** Milliseconds of work at a time after that, well below a frame. */
const SLICE = 8;

export class Runner {
  private readonly channel = new MessageChannel();
  private stopped = false;

  /** `done` is called once: with null when the run is finished, or with what made it fail. */
  constructor(
    private readonly run: GrowingRun,
    private readonly done: (error: unknown) => void,
  ) {
    this.channel.port1.onmessage = () => {
      this.goOn();
    };
  }

  /** Works until there is something to see, and goes on when that is on the screen. */
  begin(): void {
    this.work(FIRST, () => this.run.begun);
    if (this.stopped) return;
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        this.channel.port2.postMessage(null);
      });
    });
  }

  /** Does all that is left now. */
  finish(): void {
    this.work(Infinity);
  }

  stop(): void {
    this.stopped = true;
    this.channel.port1.close();
  }

  private goOn(): void {
    this.work(SLICE);
    if (!this.stopped) this.channel.port2.postMessage(null);
  }

  private work(milliseconds: number, enough = () => true): void {
    const end = performance.now() + milliseconds;
    try {
      while (!this.stopped && !this.run.finished) {
        if (performance.now() >= end && enough()) return;
        this.run.advance();
      }
    } catch (error) {
      this.end(error);
    }
    this.end(null);
  }

  private end(error: unknown): void {
    if (this.stopped) return;
    this.stop();
    this.done(error);
  }
}
