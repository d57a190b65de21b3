/** The panel's state and what its controls do to it. */
import { defaultChoice, nearestKernel } from '../replay/choice';
import type { Compared } from '../replay/comparison';
import type { PanelCommand, ToPanel } from '../replay/messages';
import type { Program } from '../replay/program';
import { beginProgram, problemOf } from '../replay/program';
import { readScenario, withLine } from '../replay/readScenario';
import type { Replay } from '../replay/replay';
import type { PanelState } from '../replay/savedState';
import type { ScenarioText } from '../replay/scenarioText';
import type { Subject } from '../replay/subject';
import type { WhatIfKind } from '../replay/whatIf';
import type { Host } from './host';
import { commandOf } from './keyboard';
import { Player } from './player';
import { Runner } from './runner';
import { Screen } from './screen';
import { SecondRun } from './secondRun';
import { panelView } from './views/panelView';

/** One run with the program it came from. */
export interface Run {
  readonly program: Program;
  readonly replay: Replay;
  /** All of it was run; until then it shows the memory before the path. */
  readonly finished: boolean;
}

/** Where to stand in a run once it is finished. */
type Place = (replay: Replay) => number;
const atBeginning: Place = (replay) => replay.beginning;

/** The second run of a comparison; only once it is finished is it known how it goes with the first. */
export interface OtherRun extends Run, Compared {}

export class App {
  subject: Subject | null = null;
  gallery: readonly ScenarioText[] = [];
  run: Run | null = null;
  /** Why there is nothing (new) to show. */
  problem = '';
  pinned = false;
  readonly player = new Player(() => this.playOn());
  private readonly second = new SecondRun({
    subject: () => this.subject,
    changed: (problem) => {
      this.problem = problem ?? this.problem;
      this.moved(false);
    },
  });
  private runner: Runner | null = null;
  private readonly screen: Screen;

  constructor(
    root: HTMLElement,
    readonly host: Host,
  ) {
    this.screen = new Screen(
      root,
      () => panelView(this),
      () => [this.run?.replay ?? null, this.other?.replay ?? null],
      (milliseconds) => {
        host.send({ kind: 'painted', milliseconds });
      },
    );
    window.addEventListener('keydown', (event) => {
      const command = commandOf(event);
      if (command === null) return;
      event.preventDefault();
      this.command(command);
    });
  }

  receive(message: ToPanel): void {
    switch (message.kind) {
      case 'show':
        this.subject = message.subject;
        this.gallery = message.gallery;
        this.pinned = message.pinned;
        this.show();
        break;
      case 'cursor':
        this.settle();
        if (this.run?.replay.seekLine(message.file, message.line) === true) this.moved(false);
        break;
      case 'command':
        this.command(message.command);
        break;
      case 'scenario':
        this.runJson(message.json, message.name);
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
    else this.step(command);
    this.moved(true);
  }

  private step(command: Exclude<PanelCommand, 'play' | 'compare'>): void {
    this.settle();
    if (command !== 'firstDifference') this.run?.replay.move(command);
    else if (this.other?.finished === true && this.other.difference !== null) {
      this.run?.replay.seek(this.other.difference);
    }
  }

  seek(position: number): void {
    this.player.stop();
    this.settle();
    this.run?.replay.seek(position);
    this.moved(true);
  }

  /** Goes to where a step of the scenario is done. */
  seekChapter(index: number): void {
    this.settle();
    this.seek(this.run?.replay.chapters[index]?.last ?? 0);
  }

  /** The same by the second run: to where the first one is there. */
  seekOtherChapter(index: number): void {
    if (this.other?.finished !== true) return;
    const { replay, places } = this.other;
    const last = replay.chapters[index]?.last ?? 0;
    this.seek(
      Math.max(
        places.findIndex((place) => place >= last),
        0,
      ),
    );
  }

  /** Runs another program, to stand at its start or elsewhere. */
  start(program: Program, place: Place = atBeginning): void {
    this.player.stop();
    const growing = beginProgram(program, this.subject);
    if ('problem' in growing) {
      this.problem = growing.problem;
      this.moved(true);
      return;
    }
    this.runner?.stop();
    this.second.stop();
    this.problem = '';
    const show = (finished: boolean): void => {
      const replay = growing.replay();
      replay.seek(finished ? place(replay) : replay.beginning);
      this.run = { program, replay, finished };
    };
    const begun = (): void => {
      show(false);
      this.draw();
    };
    this.runner = new Runner(growing, begun, (error) => {
      this.runner = null;
      show(error === null);
      if (error !== null) this.problem = problemOf(error).problem;
      else if (this.run !== null) this.second.begin(this.run.replay);
      this.moved(true);
    });
    this.runner.begin();
    if (this.runner === null) return;
    show(false);
    this.moved(true);
  }

  /** Runs a second program beside the first. */
  startOther(program: Program): void {
    this.second.start(program, this.run?.finished === true ? this.run.replay : null);
    this.moved(false);
  }

  /** The second run of a comparison. */
  get other(): OtherRun | null {
    return this.second.shown;
  }

  /** Whatever is done to a run is done to all of it. */
  private settle(): void {
    this.runner?.finish();
  }

  /** Runs scenario JSON, as typed or, with the name of its file, imported. */
  runJson(json: string, file = ''): void {
    const from = file === '' ? '' : `${file}, `;
    const scenario = readScenario(json);
    if ('problem' in scenario) {
      this.problem = from + scenario.problem;
      this.draw();
      return;
    }
    const kernel = this.run?.program.kind === 'scenario' ? this.run.program.kernel : null;
    this.start({ kind: 'scenario', scenario, kernel: kernel ?? nearestKernel(null) });
    if (this.problem !== '') this.problem = from + withLine(this.problem, json);
  }

  /** Lets the world act after the current step; the rest of the path runs on in that world. */
  whatIf(kind: WhatIfKind, page: number): void {
    this.settle();
    if (this.run?.program.kind !== 'path') return;
    const { choice } = this.run.program;
    const { position, place } = this.run.replay;
    const whatIfs = [...choice.whatIfs, { kind, page, ...place }];
    this.start({ kind: 'path', choice: { ...choice, whatIfs } }, (replay) => {
      if (place.inner !== null) return replay.endOfAct(position + 1);
      const acts = replay.chapters.filter((chapter) => chapter.origin === 'whatIf');
      return acts.findLast((chapter) => chapter.undisturbed === place.step)?.last ?? 0;
    });
  }

  removeWhatIf(index: number): void {
    this.settle();
    if (this.run?.program.kind !== 'path') return;
    const { choice } = this.run.program;
    const { position } = this.run.replay;
    const whatIfs = choice.whatIfs.filter((_, i) => i !== index);
    this.start({ kind: 'path', choice: { ...choice, whatIfs } }, () => position);
  }

  setPinned(pinned: boolean): void {
    this.pinned = pinned;
    this.host.send({ kind: 'pin', pinned });
    this.save();
    this.draw();
  }

  /** A new subject: where it was left, if that is known, else from its start. */
  private show(): void {
    const { saved } = this.host;
    const known = saved !== null && saved.site?.id === this.subject?.site.id ? saved : null;
    this.runner?.stop();
    this.runner = null;
    this.run = null;
    this.second.end();
    this.problem = '';
    if (known?.program != null) this.resume(known);
    if (this.run === null) this.startFirst();
  }

  private resume(known: PanelState): void {
    if (known.program !== null) this.start(known.program, () => known.step);
    if (this.run !== null && known.other !== null) this.startOther(known.other);
  }

  private startFirst(): void {
    const [scenario] = this.gallery;
    if (this.subject !== null) this.start({ kind: 'path', choice: defaultChoice(this.subject) });
    else if (scenario !== undefined) {
      this.start({ kind: 'scenario', scenario, kernel: nearestKernel(null) });
    }
  }

  /** Puts a second run beside the first, on another path if there is one, or takes it away. */
  private toggleCompare(): void {
    if (this.second.program !== null || this.run === null) {
      this.second.end();
      return;
    }
    const { program } = this.run;
    if (program.kind === 'scenario') {
      this.startOther(program);
      return;
    }
    const { choice } = program;
    const path = this.subject?.paths.find(({ id }) => id !== choice.path)?.id ?? choice.path;
    this.startOther({ kind: 'path', choice: { ...choice, path, whatIfs: [] } });
  }

  private playOn(): boolean {
    this.settle();
    const replay = this.run?.replay;
    if (replay === undefined || replay.position === replay.length) {
      this.draw();
      return false;
    }
    replay.move('stepInto');
    this.moved(true);
    return true;
  }

  /** The step shown is another one: tells the editor, keeps the place, draws. */
  private moved(reveal: boolean): void {
    const replay = this.run?.replay ?? null;
    this.second.follow(replay?.position ?? 0);
    this.host.send({ kind: 'position', position: replay?.source ?? null, reveal });
    this.save();
    this.draw();
  }

  private save(): void {
    const { subject, run, second, pinned } = this;
    // Where it will stand is not known yet, and what was saved before says it.
    if (run?.finished === false) return;
    const site = subject?.site ?? null;
    this.host.save({
      site: site === null ? null : { id: site.id, file: site.file, line: site.line },
      program: run?.program ?? null,
      other: second.program,
      step: run?.replay.position ?? 0,
      pinned,
    });
  }

  draw(): void {
    this.screen.draw();
  }

  /** Draws at once, for a page that is not in sight before its script has run. */
  drawNow(): void {
    this.screen.flush();
  }
}
