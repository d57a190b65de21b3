/** Runs a scenario on the simulator and keeps what every step did. */

import { parseScenario, PROFILES, profileNamed, Session, stepsOf } from '../sim';
import type { Scenario, ScenarioStep, Step as KernelStep } from '../sim';
import type { VmstatName } from '../sim/world';
import { VMSTAT_NAMES } from '../sim/world';
import { Ledger } from './ledger';
import type { OtherStep, ParsedMeanwhile } from './otherActors';
import { OtherActors } from './otherActors';
import { PageWatch } from './pageWatch';
import type { Counters, HandleView, Recording, Step, StepKind } from './recording';
import type { ScenarioText } from './scenarioText';
import type { Meanwhile } from './whatIf';
import { answerOf, describeStep } from './words';

/** Names of the kernels a scenario can run on, oldest first. */
export const KERNELS: readonly string[] = PROFILES.map((profile) => profile.name);

export interface RecordOptions {
  /** Which steps of the scenario are kept with every kernel function they run through; by default all. */
  readonly inside?: (step: number) => boolean;
  readonly meanwhile?: readonly Meanwhile[];
  /** What a step that only looks is called: it has no words of its own. */
  readonly lookedAt?: (step: number) => string | undefined;
}

/** Throws for a scenario or a kernel that is none, saying why. */
export function record(
  scenario: ScenarioText,
  kernel: string,
  options: RecordOptions = {},
): Recording {
  const recorder = recordInParts(scenario, kernel, options);
  for (let part = recorder.next(); ; part = recorder.next()) {
    if (part.done === true) return part.value;
  }
}

/**
 * The same, some steps at a time: each part is the recording so far, which goes on to grow. Throws
 * for what cannot be run before it gives the first part.
 */
export function* recordInParts(
  scenario: ScenarioText,
  kernel: string,
  { inside = () => true, meanwhile = [], lookedAt = () => undefined }: RecordOptions = {},
): Generator<Recording, Recording, void> {
  const profile = profileNamed(kernel);
  if (profile === undefined) throw new Error(`there is no kernel profile ${kernel}`);
  const parsed = parse(scenario, meanwhile);
  const recorder = new Recorder(new Session(profile, parsed.boot), kernel);
  yield recorder.recording;
  for (const [index, { step, acts }] of parsed.steps.entries()) {
    const own = describeStep(scenario.steps[index] ?? { op: step.op });
    const title = step.op === 'observe' ? (lookedAt(index) ?? own) : own;
    yield* recorder.run(step, title, index, inside(index), acts);
  }
  return recorder.end();
}

interface ParsedStep {
  readonly step: ScenarioStep;
  /** What happens in the middle of it. */
  readonly acts: readonly ParsedMeanwhile[];
}

/** Checks all steps in one go, as later ones may name what an act in the middle of one has made. */
function parse(
  scenario: ScenarioText,
  meanwhile: readonly Meanwhile[],
): { readonly boot: Scenario['boot']; readonly steps: readonly ParsedStep[] } {
  const within = scenario.steps.map((_, index) => meanwhile.filter(({ step }) => step === index));
  const all = scenario.steps.flatMap((step, index) => [
    step,
    ...(within[index] ?? []).flatMap(({ acts }) => acts),
  ]);
  const parsed = parseScenario({ ...scenario, steps: all });
  let at = 0;
  const take = (n: number): readonly ScenarioStep[] => parsed.steps.slice(at, (at += n));
  const steps = within.flatMap((acts) =>
    take(1).map((step) => ({
      step,
      acts: acts.map((act) => ({ ...act, acts: take(act.acts.length) })),
    })),
  );
  return { boot: parsed.boot, steps };
}

const KINDS: Readonly<Record<KernelStep['kind'], StepKind>> = {
  enter: 'call',
  note: 'decision',
  return: 'return',
  blocked: 'blocked',
};

/** The counters that are shown even while they are zero. */
const ALWAYS = new Set<VmstatName>(['nr_foll_pin_acquired', 'nr_foll_pin_released']);
const NAMES: readonly VmstatName[] = VMSTAT_NAMES;
const NONE: readonly never[] = [];

/** Kernel steps in one part of a recording. */
const PART = 64;

class Recorder {
  private readonly steps: Step[] = [];
  private readonly watch: PageWatch;
  private counters: Counters = {};
  private handles: readonly HandleView[] = [];
  private readonly ledger: Ledger;
  /** Function of the innermost call under way, by depth. */
  private readonly calls: string[] = [];
  private warnings = 0;
  /** The step of the scenario that runs, and how many of its kernel steps are done. */
  private origin = 0;
  private inner = 0;

  constructor(
    private readonly session: Session,
    private readonly kernel: string,
  ) {
    this.watch = new PageWatch(session);
    this.ledger = new Ledger(session);
  }

  *run(
    step: ScenarioStep,
    title: string,
    origin: number,
    inside: boolean,
    meanwhile: readonly ParsedMeanwhile[],
  ): Generator<Recording, void, void> {
    const { machine } = this.session;
    this.origin = origin;
    this.inner = 0;
    machine.watching = inside || meanwhile.length > 0;
    this.ledger.before(step);
    const world = new OtherActors(this.session, meanwhile, (act) => {
      this.addOther(act);
    });
    const kernel = stepsOf(this.session, step);
    let turn = kernel.next();
    if (turn.done !== true) this.add({ kind: 'call', depth: 0, name: title, say: '' });
    while (turn.done !== true) {
      this.inner++;
      this.addKernelStep(turn.value);
      world.act(this.inner);
      if (this.inner % PART === 0) yield this.recording;
      turn = kernel.next();
    }
    world.finish();
    machine.watching = false;
    const { rc, value } = turn.value;
    this.ledger.after(step, origin, rc !== 'absent');
    this.handles = this.ledger.handles();
    const result = answerOf(step.op, rc, value);
    const say = result === null ? '' : `→ ${result}`;
    this.add({ kind: 'return', depth: 0, name: title, say }, result, true);
    yield this.recording;
  }

  end(): Recording {
    this.watch.end();
    return this.recording;
  }

  get recording(): Recording {
    const { kernel, steps } = this;
    return { kernel, steps, imbalances: this.ledger.imbalances };
  }

  private addKernelStep(step: KernelStep): void {
    const { fn, depth, text } = step;
    if (step.kind === 'enter') this.calls.length = depth;
    const inCall = this.calls[depth] === fn || step.kind === 'enter';
    const kind = step.kind === 'note' && !inCall ? 'leaf' : KINDS[step.kind];
    if (step.kind === 'enter') this.calls[depth] = fn;
    const deeper = kind === 'decision' || kind === 'blocked' ? 2 : 1;
    const say = kind === 'return' && text !== '' ? `returns ${text}` : text;
    this.add({ kind, depth: depth + deeper, name: fn, say });
  }

  /** A step of the rest of the world, shown inside the step it disturbs. */
  private addOther({ title, step }: OtherStep): void {
    const base = this.calls.length + 1;
    if (step === null) this.add({ kind: 'return', depth: base, name: title, say: 'done' });
    else if (step === 'begin') this.add({ kind: 'call', depth: base, name: title, say: '' });
    else {
      const kind = step.kind === 'note' ? 'leaf' : KINDS[step.kind];
      const say = kind === 'return' && step.text !== '' ? `returns ${step.text}` : step.text;
      this.add({ kind, depth: base + 1 + step.depth, name: step.fn, say });
    }
  }

  private add(
    { kind, depth, name, say }: Pick<Step, 'kind' | 'depth' | 'name' | 'say'>,
    result: string | null = null,
    last = false,
  ): void {
    const rows = this.watch.look(last);
    const warns = this.newWarnings();
    // A return that says nothing and did nothing would only cost the reader a key press.
    const idle = kind === 'return' && say === '' && rows.length + warns.length === 0;
    if (idle && !last) return;
    this.lookAtCounters();
    const { origin, inner, counters, handles } = this;
    // One literal: of these there are many.
    this.steps.push({
      kind,
      depth,
      origin,
      inner,
      name,
      say,
      rows,
      warns,
      result,
      counters,
      handles,
    });
  }

  private newWarnings(): readonly string[] {
    const { warnings } = this.session.machine.world;
    if (warnings.length === this.warnings) return NONE;
    const fresh = warnings.slice(this.warnings);
    this.warnings = warnings.length;
    return fresh.map(({ fn, text }) => `${fn}: ${text}`);
  }

  private lookAtCounters(): void {
    const { vmstat } = this.session.machine.world;
    let same = true;
    for (const name of NAMES) same &&= vmstat[name] === (this.counters[name] ?? 0);
    if (same && this.steps.length > 0) return;
    this.counters = Object.fromEntries(
      NAMES.filter((name) => vmstat[name] !== 0 || ALWAYS.has(name)).map((name) => [
        name,
        vmstat[name],
      ]),
    );
  }
}
