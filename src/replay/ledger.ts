/** Keeps the books of a run: which pages were taken, and whether each release undid its acquire. */
import type { Handle, HeldPage, ScenarioStep, Session } from '../sim';
import { ZERO_PFN } from '../sim';
import { GUP_PIN_COUNTING_BIAS } from './pageWords';
import { isAlive } from './pageViews';
import type { HandleView, Imbalance } from './recording';

interface Account {
  readonly name: string;
  readonly takenBy: number;
  readonly taken: number;
}

/** A folio that a release is about to give back pages of. */
interface Due {
  readonly folio: number;
  readonly generation: number;
  /** Its counts before the release. */
  readonly refs: number;
  readonly pins: number;
  /** What the acquire of these pages added to them, by the rules of this kernel. */
  readonly owedRefs: number;
  readonly owedPins: number;
}

interface Pending {
  readonly slots: number;
  readonly due: readonly Due[];
}

type ReleaseStep = Extract<ScenarioStep, { op: 'release' }>;

export class Ledger {
  readonly imbalances: Imbalance[] = [];
  private readonly accounts = new Map<Handle, Account>();
  private pending: Pending | null = null;

  constructor(private readonly session: Session) {}

  before(step: ScenarioStep): void {
    this.pending = null;
    if (step.op !== 'release') return;
    const handle = this.session.state.handles.get(step.handle);
    if (handle === undefined) return;
    const from = step.from ?? 0;
    const to = step.count === undefined ? handle.slots.length : from + step.count;
    const slots = handle.slots.slice(from, to).filter((slot) => slot !== null);
    this.pending = { slots: slots.length, due: this.dueFor(handle.kind, slots) };
  }

  /** `done`: the kernel has the function, and it was called. */
  after(step: ScenarioStep, origin: number, done: boolean): void {
    for (const [name, handle] of this.session.state.handles) {
      if (this.accounts.has(handle)) continue;
      this.accounts.set(handle, { name, takenBy: origin, taken: handle.slots.length });
    }
    if (step.op === 'release' && done) this.settle(step, origin);
  }

  handles(): HandleView[] {
    return [...this.accounts].map(([handle, { name, takenBy, taken }]) => ({
      name,
      tracking: handle.kind,
      taken,
      held: handle.slots.filter((slot) => slot !== null).length,
      takenBy,
    }));
  }

  private settle(step: ReleaseStep, origin: number): void {
    const known = [...this.accounts.values()].findLast(({ name }) => name === step.handle);
    if (known === undefined) return;
    // A second release of everything names no number: it is as many as were taken.
    const again = this.pending === null ? known.taken : 0;
    const slots = this.pending?.slots ?? 0;
    const excess = Math.max((step.count ?? slots) - slots, again);
    let refs = 0;
    let pins = 0;
    for (const due of this.pending?.due ?? []) {
      const { frames } = this.session.machine;
      const { folio } = due;
      // A freed folio has no counts any more: they came down to exactly nothing.
      const alive = isAlive(this.session.machine, folio, due.generation);
      // The kernel's count has 32 bits and wraps; so does the difference.
      refs += (due.owedRefs - (due.refs - (alive ? (frames.refcount[folio] ?? 0) : 0))) | 0;
      if (alive) pins += due.owedPins - (due.pins - (frames.pincount[folio] ?? 0));
    }
    const frees = step.how === '__free_page' && slots > 0;
    if (refs !== 0 || pins !== 0 || excess !== 0 || frees) {
      this.imbalances.push({ origin, refs, pins, excess, frees });
    }
  }

  private dueFor(kind: Handle['kind'], slots: readonly HeldPage[]): Due[] {
    const { frames } = this.session.machine;
    const pages = new Map<number, number>();
    for (const { page } of slots) {
      const folio = frames.folio(page);
      pages.set(folio, (pages.get(folio) ?? 0) + 1);
    }
    return [...pages].map(([folio, n]) => ({
      folio,
      generation: frames.generation[folio] ?? 0,
      refs: frames.refcount[folio] ?? 0,
      pins: frames.pincount[folio] ?? 0,
      ...this.owed(kind, folio, n),
    }));
  }

  private owed(kind: Handle['kind'], folio: number, n: number): Pick<Due, 'owedRefs' | 'owedPins'> {
    const { frames, profile } = this.session.machine;
    if (kind === 'get') return { owedRefs: n, owedPins: 0 };
    const { takesReferences, zeroPagePinned } = profile.pins;
    if (!takesReferences || (folio === ZERO_PFN && !zeroPagePinned)) {
      return { owedRefs: 0, owedPins: 0 };
    }
    return profile.hasPincount(frames.order[folio] ?? 0)
      ? { owedRefs: n, owedPins: n }
      : { owedRefs: n * GUP_PIN_COUNTING_BIAS, owedPins: 0 };
  }
}
