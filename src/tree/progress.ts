/** Called between files with how many of how many have been looked at. */
export type ShowProgress = (done: number, total: number) => void;

/**
 * The two stages of a scan, a quick look at every file and the review of a few, as one count of files
 * that only grows.
 */
export class StagedProgress {
  private last = -1;

  /** @param share What part of the whole the first stage takes, as a rule: 0 to 1. */
  constructor(
    private readonly total: number,
    private readonly share: number,
    private readonly show: ShowProgress | undefined,
  ) {}

  /** So many files were looked at. */
  readonly survey = (done: number): void => {
    this.set(Math.floor(done * this.share));
  };

  /** So many files are done with. */
  readonly review = (done: number): void => {
    this.set(done);
  };

  private set(done: number): void {
    if (done <= this.last) return;
    this.last = done;
    this.show?.(done, this.total);
  }
}
