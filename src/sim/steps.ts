import type { Machine } from './machine';

/** What one step tells whoever watches: a kernel function was entered, decided something, or returned. */
export interface Step {
  /** Name of the kernel function, as in the kernel source of the profile. */
  readonly fn: string;
  /** Call depth: 0 for the entry point. */
  readonly depth: number;
  readonly kind: 'enter' | 'note' | 'return' | 'blocked';
  /** The decision, in a few words; empty on `enter`. */
  readonly text: string;
  /** A spinlock is held or interrupts are off: another actor may look, but cannot take the lock. */
  readonly atomic: boolean;
}

/**
 * A kernel function as a sequence of steps. It yields only while the machine is watched, so that run straight
 * through it costs little more than a plain call.
 */
export type Steps<T> = Generator<Step, T, void>;

/** Runs a kernel function straight through. */
export function runThrough<T>(steps: Steps<T>): T {
  let turn = steps.next();
  while (turn.done !== true) turn = steps.next();
  return turn.value;
}

/** The functions on the way from the entry point to the one that runs now; one per actor. */
export interface CallStack {
  /** Who runs: the name under which it holds locks. */
  readonly actor: string;
  readonly names: string[];
  /** Nesting of page table locks and interrupts-off sections. */
  locks: number;
}

const ONLY = 'only';
export const emptyStack = (actor = ONLY): CallStack => ({ actor, names: [], locks: 0 });

function stepOf(m: Machine, kind: Step['kind'], text: string): Step {
  const { names, locks } = m.stack;
  const depth = names.length - 1;
  return { fn: names[depth] ?? '', depth, kind, text, atomic: locks > 0 };
}

/** A decision of the kernel function that runs now. Call only under `if (m.watching)`. */
export const note = (m: Machine, text: string): Step => stepOf(m, 'note', text);

/** The current function waits for a lock that another actor holds. */
export const blocked = (m: Machine, text: string): Step => stepOf(m, 'blocked', text);

/** Others run beside the current actor: what it waits for may still come. */
export const othersRun = (m: Machine): boolean => m.watching && m.stack.actor !== ONLY;

/** A step of a function that is a plain call in this model (cheap and atomic in the kernel, too). */
export function noteOf(m: Machine, fn: string, text: string): Step {
  return { fn, depth: m.stack.names.length, kind: 'note', text, atomic: m.stack.locks > 0 };
}

function* watched<T>(
  m: Machine,
  name: string,
  body: Steps<T>,
  show: (value: T) => string,
): Steps<T> {
  m.stack.names.push(name);
  const locks = m.stack.locks;
  yield stepOf(m, 'enter', '');
  const value = yield* body;
  yield stepOf(m, 'return', show(value));
  m.stack.names.pop();
  m.stack.locks = locks;
  return value;
}

const showValue = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/**
 * Gives a generator its kernel name: watched, it announces itself and its result; run straight through, it is the
 * generator itself.
 */
export function kernelFunction<A extends unknown[], T>(
  name: string,
  body: (m: Machine, ...args: A) => Steps<T>,
  show: (value: T) => string = showValue,
): (m: Machine, ...args: A) => Steps<T> {
  return (m, ...args) => (m.watching ? watched(m, name, body(m, ...args), show) : body(m, ...args));
}
