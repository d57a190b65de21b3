/** The panel's state and what its controls do to it. */
import { render } from 'lit';
import { align } from '../replay/align';
import type { Choice } from '../replay/choice';
import { defaultChoice, runChoice } from '../replay/choice';
import type { PanelCommand, ToPanel } from '../replay/messages';
import type { Replay } from '../replay/replay';
import type { Subject } from '../replay/subject';
import type { WhatIfKind } from '../replay/whatIf';
import type { Host } from './host';
import { commandOf } from './keyboard';
import { Player } from './player';
import { Rows } from './rows';
import { firstChanged } from './views/pagesView';
import { panelView } from './views/panelView';

/** One run with the choices it came from. */
export interface Run {
  readonly choice: Choice;
  readonly replay: Replay;
}

/** The second run of a comparison, and where it stands for each position of the first. */
export interface OtherRun extends Run {
  readonly places: readonly number[];
}

export class App {
  subject: Subject | null = null;
  run: Run | null = null;
  other: OtherRun | null = null;
  /** Why there is nothing to show. */
  problem = '';
  pinned = false;
  readonly player = new Player(() => this.playOn());
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
      this.command(command);
    });
    window.addEventListener('resize', () => {
      this.draw();
    });
  }

  receive(message: ToPanel): void {
    switch (message.kind) {
      case 'show':
        this.show(message.subject, message.pinned);
        break;
      case 'cursor':
        if (this.run?.replay.seekLine(message.file, message.line) === true) this.moved(false);
        break;
      case 'command':
        this.command(message.command);
        break;
      case 'scenario':
        break;
    }
  }

  command(command: PanelCommand): void {
    if (command === 'play') {
      this.player.toggle();
      this.draw();
      return;
    }
    this.player.stop();
    if (command === 'compare') this.toggleCompare();
    else this.run?.replay.move(command);
    this.moved(true);
  }

  seek(position: number): void {
    this.player.stop();
    this.run?.replay.seek(position);
    this.moved(true);
  }

  /** Runs anew with some of the choices changed, from the start. */
  choose(change: Partial<Choice>): void {
    if (this.run === null) return;
    // What was put between the steps of one path means nothing on another.
    const whatIfs = change.path === undefined ? this.run.choice.whatIfs : [];
    this.start({ ...this.run.choice, whatIfs, ...change });
    this.moved(true);
  }

  chooseOther(change: Partial<Choice>): void {
    if (this.other === null) return;
    const whatIfs = change.path === undefined ? this.other.choice.whatIfs : [];
    this.startOther({ ...this.other.choice, whatIfs, ...change });
    this.moved(false);
  }

  /** Lets the world act after the current step; the rest of the path runs on in that world. */
  whatIf(kind: WhatIfKind, page: number): void {
    if (this.run === null) return;
    const { choice, replay } = this.run;
    const after = replay.chapter?.undisturbed ?? -1;
    this.start({ ...choice, whatIfs: [...choice.whatIfs, { kind, after, page }] });
    const chapters = this.run.replay.chapters;
    const act = chapters.findLast((c) => c.origin === 'whatIf' && c.undisturbed === after);
    this.run.replay.seek(act?.last ?? 0);
    this.moved(true);
  }

  removeWhatIf(index: number): void {
    if (this.run === null) return;
    const { choice, replay } = this.run;
    const { position } = replay;
    this.start({ ...choice, whatIfs: choice.whatIfs.filter((_, i) => i !== index) });
    this.run.replay.seek(position);
    this.moved(true);
  }

  setPinned(pinned: boolean): void {
    this.pinned = pinned;
    this.host.send({ kind: 'pin', pinned });
    this.save();
    this.draw();
  }

  private show(subject: Subject | null, pinned: boolean): void {
    this.player.stop();
    const { saved } = this.host;
    const known = subject !== null && saved?.site?.id === subject.site.id ? saved : null;
    this.subject = subject;
    this.pinned = pinned;
    this.run = null;
    this.other = null;
    if (subject !== null) {
      this.start(known?.choice ?? defaultChoice(subject));
      if (known?.other != null) this.startOther(known.other);
      if (known !== null) this.current()?.seek(known.step);
    }
    this.problem = this.current() === null ? 'This site has no path to replay.' : '';
    this.moved(false);
  }

  private current(): Replay | null {
    return this.run?.replay ?? null;
  }

  private start(choice: Choice): void {
    this.player.stop();
    if (this.subject === null) return;
    // A choice kept from before may name a path the code no longer has.
    const fallback = defaultChoice(this.subject);
    for (const wanted of [choice, fallback]) {
      const replay = runChoice(this.subject, wanted);
      if (replay === null) continue;
      this.run = { choice: wanted, replay };
      break;
    }
    if (this.other !== null) this.startOther(this.other.choice);
  }

  private startOther(choice: Choice): void {
    const replay = this.subject === null ? null : runChoice(this.subject, choice);
    this.other =
      replay === null || this.run === null
        ? null
        : { choice, replay, places: align(this.run.replay, replay) };
  }

  /** Beside the present run puts one of the next path, or takes it away again. */
  private toggleCompare(): void {
    if (this.other !== null || this.run === null || this.subject === null) {
      this.other = null;
      return;
    }
    const { choice } = this.run;
    const paths = this.subject.paths;
    const next = (paths.findIndex(({ id }) => id === choice.path) + 1) % paths.length;
    this.startOther({ ...choice, path: paths[next]?.id ?? choice.path });
  }

  private playOn(): boolean {
    const replay = this.current();
    if (replay === null || replay.position === replay.length) {
      this.draw();
      return false;
    }
    replay.move('stepInto');
    this.moved(true);
    return true;
  }

  /** The step shown is another one: tells the editor, keeps the place, draws. */
  private moved(reveal: boolean): void {
    const replay = this.current();
    if (this.other !== null && replay !== null) {
      this.other.replay.seek(this.other.places[replay.position] ?? 0);
    }
    this.host.send({ kind: 'position', position: replay?.source ?? null, reveal });
    this.save();
    this.draw();
  }

  private save(): void {
    const { subject, run, other, pinned } = this;
    const site = subject?.site ?? null;
    this.host.save({
      site: site === null ? null : { id: site.id, file: site.file, line: site.line },
      choice: run?.choice ?? null,
      other: other?.choice ?? null,
      step: run?.replay.position ?? 0,
      pinned,
    });
  }

  /** Draws at the next frame, once, however much happened until then. */
  draw(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      render(panelView(this), this.root);
      this.showChanges();
      if (!this.painted && this.run !== null) {
        this.painted = true;
        this.host.send({ kind: 'painted', milliseconds: Math.round(performance.now()) });
      }
    });
  }

  /** Scrolls the first row that the step changed into sight, in each run. */
  private showChanges(): void {
    const lists = this.root.querySelectorAll('gup-rows');
    [this.run, this.other].forEach((run, at) => {
      const list = lists[at];
      const index = run === null ? null : firstChanged(run.replay);
      if (list instanceof Rows && index !== null) list.show(index);
    });
  }
}
