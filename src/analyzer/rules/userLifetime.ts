import { entryOf } from '../flow/functionEntry';
import type { CallPosition } from '../flow/releases';
import type { FunctionUnit } from '../syntax/functionUnit';
import { successes } from './evidence';
import type { SiteFacts } from './rule';

/** A release by another function than the one that took the pages. */
export interface LaterRelease {
  /** The function that is entered for it. */
  readonly root: string;
  readonly at: CallPosition;
  /** What is called. */
  readonly name: string;
}

/** Words in the name of a function that undoes what user space set up, when user space says so. */
const TAKES_DOWN =
  /(?:^|_)(?:v?unmap|unpin|unhold|unbind|unset|unregister|dereg|deregister|unprepare|destroy|detach|close|release|free|remove|del|delete|disable|disconnect|exit|fini|deinit|uninit|stop|shutdown|teardown|cleanup|drop|final|put|forget|evict)(?:_|$)/;

/** Words in the name of a function that comes when the hardware is done with a request. */
const COMPLETES =
  /(?:^|_)(?:done|complete|completed|completion|irq|isr|intr|interrupt|handler|end|endio|finish|finished|work|worker|tasklet|callback|cb|bh|poll|wait|reap|tx|rx|drain|dequeue|timeout|io|req|request|xfer|transfer|txn|bio|msg)(?:_|$)/;

/** Calls between a function and who has the pages taken, or given back, through it. */
const MOST_HOPS = 4;

/**
 * Whether pages stay for as long as user space likes: all that gives them back later takes down what
 * they were taken for, and nobody has them taken and given back in one go. What is only read from is
 * mostly one transfer, however its two halves are called.
 */
export function livesWithUser(facts: SiteFacts, later: readonly LaterRelease[]): boolean {
  if (later.length === 0 || !facts.call.flags.may.has('FOLL_WRITE')) return false;
  const ends = later.map(({ root }) => root);
  if (!ends.every((name) => TAKES_DOWN.test(name) && !COMPLETES.test(name))) return false;
  const begins = [facts.call.site.function, ...successes(facts).map(({ state }) => state.rootName)];
  return !isWithinOneCall(facts, new Set(begins), new Set(ends));
}

/** Whether one of the functions runs when the hardware is done, as far as the file shows. */
export function comesWhenDone({ call: { file } }: SiteFacts, names: ReadonlySet<string>): boolean {
  return [...reaching(file.functions, names)].some((name) => COMPLETES.test(name));
}

/** Whether a function has the pages taken and then given back, other than for two answers to one question. */
function isWithinOneCall(
  facts: SiteFacts,
  begins: ReadonlySet<string>,
  ends: ReadonlySet<string>,
): boolean {
  const { file } = facts.call;
  const taking = reaching(file.functions, begins);
  const others = file.functions.filter((one) => !taking.has(entryOf(one)?.name ?? ''));
  const giving = reaching(others, ends);
  const here = file.functions.some((one) => callsBoth(one.text, taking, giving));
  return (
    here ||
    [...begins].some((name) =>
      facts
        .callersOf(name)
        .some((caller) => caller.functions.some((one) => callsBoth(one.text, taking, giving))),
    )
  );
}

/** The functions, and those of the file that call them, directly or through others. */
function reaching(all: readonly FunctionUnit[], names: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(names);
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const before = found.size;
    for (const one of all) {
      const name = entryOf(one)?.name;
      if (name !== undefined && callAt(one.text, found) !== -1) found.add(name);
    }
    if (found.size === before) break;
  }
  return found;
}

/** Where the body of a function first calls one of the names; -1 if nowhere. */
function callAt(text: string, names: ReadonlySet<string>, from = text.indexOf('{')): number {
  const call = new RegExp(`\\b(?:${[...names].join('|')})\\s*\\(`, 'g');
  call.lastIndex = from;
  return call.exec(text)?.index ?? -1;
}

/** Between two commands of a switch, or once the way out of a failure has begun, it is another matter. */
const APART = /\bcase\b|\bdefault\s*:|\b(?:return|goto)\b[^;]*;\s*\w+:/;

function callsBoth(
  text: string,
  taking: ReadonlySet<string>,
  giving: ReadonlySet<string>,
): boolean {
  const first = callAt(text, taking);
  if (first === -1) return false;
  const then = callAt(text, giving, first);
  const before = callAt(text, giving);
  const apart = (from: number, to: number) => APART.test(text.slice(from, to));
  return (
    (then !== -1 && !apart(first, then)) ||
    (before !== -1 && before < first && !apart(before, first))
  );
}
