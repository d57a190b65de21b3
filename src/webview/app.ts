/** The panel's state and what its controls do to it. */
import { render } from 'lit';
import type { Choice } from '../replay/choice';
import { defaultChoice, runChoice } from '../replay/choice';
import type { PanelCommand, ToPanel } from '../replay/messages';
import type { Replay } from '../replay/replay';
import type { ReplayState } from '../replay/savedState';
import type { Subject } from '../replay/subject';
import type { Host } from './host';
import { commandOf } from './keyboard';
import { Rows } from './rows';
import { panelView } from './views/panelView';
import { firstChanged } from './views/pagesView';

/** Milliseconds a step stays while playing. */
const PLAY_PACE = 700;

export class App {
  subject: Subject | null = null;
  choice: Choice | null = null;
  replay: Replay | null = null;
  /** Why there is nothing to show. */
  problem = '';
  pinned = false;
  private player: ReturnType<typeof setInterval> | null = null;
  private drawing = false;
  private painted = false;

  constructor(
    private readonly root: HTMLElement,
    readonly host: Host,
  ) {
    window.addEventListener('keydown', (event) => {
      const command = commandOf(event);
      if (command === null) return;
      event.preventDefault();
      this.run(command);
    });
    window.addEventListener('resize', () => {
      this.draw();
    });
  }

  get playing(): boolean {
    return this.player !== null;
  }

  receive(message: ToPanel): void {
    switch (message.kind) {
      case 'show':
        this.show(message.subject, message.pinned);
        break;
      case 'cursor':
        if (this.replay?.seekLine(message.file, message.line) === true) this.moved(false);
        break;
      case 'command':
        this.run(message.command);
        break;
      case 'scenario':
        break;
    }
  }

  run(command: PanelCommand): void {
    if (command === 'play') {
      this.play(!this.playing);
      return;
    }
    this.play(false);
    if (command === 'compare') return;
    this.replay?.move(command);
    this.moved(true);
  }

  seek(position: number): void {
    this.play(false);
    this.replay?.seek(position);
    this.moved(true);
  }

  /** Runs anew with some of the choices changed, from the start. */
  choose(change: Partial<Choice>): void {
    if (this.subject === null || this.choice === null) return;
    this.play(false);
    this.choice = { ...this.choice, ...change };
    this.replay = runChoice(this.subject, this.choice);
    this.moved(true);
  }

  setPinned(pinned: boolean): void {
    this.pinned = pinned;
    this.host.send({ kind: 'pin', pinned });
    this.save();
    this.draw();
  }

  private show(subject: Subject | null, pinned: boolean): void {
    this.play(false);
    const { saved } = this.host;
    const state = saved?.site?.id === subject?.site.id ? (saved?.replay ?? null) : null;
    this.subject = subject;
    this.pinned = pinned;
    this.choice = subject === null ? null : { ...defaultChoice(subject), ...choiceOf(state) };
    this.replay =
      subject === null || this.choice === null
        ? null
        : (runChoice(subject, this.choice) ?? runChoice(subject, defaultChoice(subject)));
    this.problem = this.replay === null ? 'This site has no path to replay.' : '';
    if (state !== null) this.replay?.seek(state.step);
    this.moved(false);
  }

  private play(on: boolean): void {
    if (on === this.playing) return;
    if (this.player !== null) clearInterval(this.player);
    this.player = on
      ? setInterval(() => {
          const { replay } = this;
          if (replay === null || replay.position === replay.length) this.play(false);
          else {
            replay.move('stepInto');
            this.moved(true);
          }
        }, PLAY_PACE)
      : null;
    this.draw();
  }

  /** The step shown is another one: tells the editor, keeps the place, draws. */
  private moved(reveal: boolean): void {
    this.host.send({ kind: 'position', position: this.replay?.source ?? null, reveal });
    this.save();
    this.draw();
  }

  private save(): void {
    const { subject, choice, replay, pinned } = this;
    this.host.save({
      site:
        subject === null
          ? null
          : { id: subject.site.id, file: subject.site.file, line: subject.site.line },
      replay: choice === null ? null : { ...choice, step: replay?.position ?? 0 },
      pinned,
    });
  }

  draw(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      render(panelView(this), this.root);
      this.showChange();
      if (!this.painted && this.replay !== null) {
        this.painted = true;
        this.host.send({ kind: 'painted', milliseconds: Math.round(performance.now()) });
      }
    });
  }

  /** Scrolls the first row that the step changed into sight. */
  private showChange(): void {
    const rows = this.root.querySelector('gup-rows');
    const index = this.replay === null ? null : firstChanged(this.replay);
    if (rows instanceof Rows && index !== null) rows.show(index);
  }
}

function choiceOf(state: ReplayState | null): Partial<Choice> {
  if (state === null) return {};
  const { path, memory, kernel, pages } = state;
  return { path, memory, kernel, pages };
}
