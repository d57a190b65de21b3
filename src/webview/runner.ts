/** Runs a plan between the frames, so that the panel is drawn and answers meanwhile. */

/** What is done a little at a time. `advance` may throw: then it cannot be done at all. */
export interface Work {
  readonly finished: boolean;
  /** There is something to see. */
  readonly begun: boolean;
  advance(): void;
}

/** Milliseconds of work before the panel is drawn for the first time; most runs end within them. */
const FIRST = 8;
/** Milliseconds of work at a time after that, well below a frame. */
const SLICE = 8;

export class Runner {
  private readonly channel = new MessageChannel();
  private stopped = false;
  private seen = false;

  /**
   * `begun` is called once, when there is something to see before the run is finished; `done` once:
   * with null when it is finished, or with what made it fail.
   */
  constructor(
    private readonly run: Work,
    private readonly begun: () => void,
    private readonly done: (error: unknown) => void,
  ) {
    this.channel.port1.onmessage = () => {
      this.goOn();
    };
  }

  /**
   * Works a little, and goes on when the panel is on the screen.
   *
   * @param first Milliseconds: 0 where what is to be drawn next costs a frame by itself.
   */
  begin(first = FIRST): void {
    this.work(first);
    if (this.stopped) return;
    this.seen = this.run.begun;
    this.waitForFrame();
  }

  /** Does all that is left now. */
  finish(): void {
    this.work(Infinity);
  }

  stop(): void {
    this.stopped = true;
    this.channel.port1.close();
  }

  private waitForFrame(): void {
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        this.channel.port2.postMessage(null);
      });
    });
  }

  private goOn(): void {
    this.work(SLICE);
    if (this.stopped) return;
    if (this.seen || !this.run.begun) {
      this.channel.port2.postMessage(null);
      return;
    }
    this.seen = true;
    this.begun();
    this.waitForFrame();
  }

  private work(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    try {
      while (!this.stopped && !this.run.finished) {
        if (performance.now() >= end) return;
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
