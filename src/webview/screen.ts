/** Draws the panel at the next frame, and has what changed in sight. */
import type { TemplateResult } from 'lit';
import { render } from 'lit';
import type { Replay } from '../replay/replay';
import { Rows } from './rows';
import { firstChanged } from './views/pagesView';

export class Screen {
  private drawing = false;
  private standsIn = true;
  private painted = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly view: () => TemplateResult,
    /** The runs in the order they are drawn. */
    private readonly runs: () => readonly (Replay | null)[],
    /** Called once, when there was something to see for the first time. */
    private readonly firstPaint: (milliseconds: number) => void,
  ) {}

  /** Draws at the next frame, once, however much happened until then. */
  draw(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.flush();
    });
  }

  /** Draws now what is to be drawn at the next frame. */
  flush(): void {
    if (!this.drawing) return;
    this.drawing = false;
    // What the page came with stood in for what is drawn now.
    if (this.standsIn) this.root.replaceChildren();
    this.standsIn = false;
    render(this.view(), this.root);
    const runs = this.runs();
    if (this.painted) {
      this.showChanges(runs);
    } else if (runs.some((run) => run !== null)) {
      this.painted = true;
      // To look where things are before the rows are there would have all of it laid out twice.
      requestAnimationFrame(() => {
        this.showChanges(this.runs());
        this.firstPaint(Math.round(performance.now()));
      });
    }
  }

  /** Scrolls the first row that the step changed into sight, in each run. */
  private showChanges(runs: readonly (Replay | null)[]): void {
    const lists = this.root.querySelectorAll('gup-rows');
    runs.forEach((run, at) => {
      const list = lists[at];
      const index = run === null ? null : firstChanged(run);
      if (list instanceof Rows && index !== null) list.show(index);
    });
    // The innermost call is the one that matters. To ask how high the stack is lays the panel out,
    // which is done once when the rows are there.
    const rows = [...lists].filter((list) => list instanceof Rows);
    void Promise.all(rows.map((list) => list.updateComplete)).then(() => {
      for (const stack of this.root.querySelectorAll('.stack ol')) {
        stack.scrollTop = stack.scrollHeight;
      }
    });
  }
}
