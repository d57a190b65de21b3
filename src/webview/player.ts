/** Plays a run: one step after another at a pace one can follow. */

/** Milliseconds a step stays. */
const PACE = 700;

export class Player {
  private timer: ReturnType<typeof setInterval> | null = null;

  /** `next` does one step and says whether there are more. */
  constructor(private readonly next: () => boolean) {}

  get playing(): boolean {
    return this.timer !== null;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else {
      this.timer = setInterval(() => {
        if (!this.next()) this.stop();
      }, PACE);
    }
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}
