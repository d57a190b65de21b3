/** Runs a scenario on the simulator and keeps what every step did. */

import { parseScenario, PROFILES, profileNamed, Session, stepsOf } from '../sim';
import type { ScenarioStep, Step as KernelStep } from '../sim';
import type { VmstatName } from '../sim/world';
import { VMSTAT_NAMES } from '../sim/world';
import { Ledger } from './ledger';
import { PageWatch } from './pageWatch';
import type { Counters, HandleView, Recording, Step, StepKind } from './recording';
import type { ScenarioText } from './scenarioText';
import { describeStep } from './words';

/** Names of the kernels a scenario can run on, oldest first. */
export const KERNELS: readonly string[] = PROFILES.map((profile) => profile.name);

/**
 * `inside` says which steps of the scenario are kept with every kernel function they run through;
 * the others are one step each. Throws for a scenario or a kernel that is none, saying why.
 */
export function record(
  scenario: ScenarioText,
  kernel: string,
  inside: (step: number) => boolean = () => true,
): Recording {
  const profile = profileNamed(kernel);
  if (profile === undefined) throw new Error(`there is no kernel profile ${kernel}`);
  const parsed = parseScenario(scenario);
  const recorder = new Recorder(new Session(profile, parsed.boot));
  parsed.steps.forEach((step, index) => {
    recorder.run(
      step,
      describeStep(scenario.steps[index] ?? { op: step.op }),
      index,
      inside(index),
    );
  });
  return { kernel, ...recorder.end() };
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

class Recorder {
  private readonly steps: Step[] = [];
  private readonly watch: PageWatch;
  private counters: Counters = {};
  private handles: readonly HandleView[] = [];
  private readonly ledger: Ledger;
  /** Function of the innermost call under way, by depth. */
  private readonly calls: string[] = [];
  private warnings = 0;

  constructor(private readonly session: Session) {
    this.watch = new PageWatch(session);
    this.ledger = new Ledger(session);
  }

  run(step: ScenarioStep, title: string, origin: number, inside: boolean): void {
    const { machine } = this.session;
    machine.watching = inside;
    this.ledger.before(step);
    const kernel = stepsOf(this.session, step);
    let turn = kernel.next();
    let begun = false;
    while (turn.done !== true) {
      if (!begun) this.add({ kind: 'call', depth: 0, origin, name: title, say: '' });
      begun = true;
      this.addKernelStep(turn.value, origin);
      turn = kernel.next();
    }
    machine.watching = false;
    this.ledger.after(step, origin, turn.value.rc !== 'absent');
    this.handles = this.ledger.handles();
    const { rc, value } = turn.value;
    const answer = value === undefined ? String(rc) : `${String(rc)}, read ${hex(value)}`;
    // Stops that only look have no answer of their own.
    const result = step.op === 'observe' ? null : answer;
    const say = result === null ? '' : `→ ${result}`;
    this.add({ kind: 'return', depth: 0, origin, name: title, say }, result, true);
  }

  end(): Pick<Recording, 'steps' | 'imbalances'> {
    this.watch.end();
    return { steps: this.steps, imbalances: this.ledger.imbalances };
  }

  private addKernelStep(step: KernelStep, origin: number): void {
    const { fn, depth, text } = step;
    if (step.kind === 'enter') this.calls.length = depth;
    const inCall = this.calls[depth] === fn || step.kind === 'enter';
    const kind = step.kind === 'note' && !inCall ? 'leaf' : KINDS[step.kind];
    if (step.kind === 'enter') this.calls[depth] = fn;
    const deeper = kind === 'decision' || kind === 'blocked' ? 2 : 1;
    const say = kind === 'return' && text !== '' ? `returns ${text}` : text;
    this.add({ kind, depth: depth + deeper, origin, name: fn, say });
  }

  private add(
    { kind, depth, origin, name, say }: Pick<Step, 'kind' | 'depth' | 'origin' | 'name' | 'say'>,
    result: string | null = null,
    last = false,
  ): void {
    const rows = this.watch.look(last);
    const warns = this.newWarnings();
    // A return that says nothing and did nothing would only cost the reader a key press.
    const idle = kind === 'return' && say === '' && rows.length + warns.length === 0;
    if (idle && !last) return;
    this.lookAtCounters();
    const { counters, handles } = this;
    this.steps.push({ kind, depth, origin, name, say, rows, warns, result, counters, handles });
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

const hex = (value: number): string => `0x${value.toString(16)}`;
