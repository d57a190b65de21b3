import {
  compareReleases,
  type FunctionFact,
  functionByName,
  type KernelRelease,
  parseRelease,
  type Signature,
  signatureAt,
} from '../../kernel';
import type { AcquireTokens } from './callTokens';

/** How a call's arguments fit the prototypes of the function it names. */
export interface Fit {
  /** The prototype the arguments are read by; null when the function has none in any release. */
  readonly signature: Signature | null;
  /** Whether that is the prototype of the tree's release. */
  readonly isOfRelease: boolean;
}

/** How the arguments fit; a function that is not known has no prototype. */
export function fitSignature(call: AcquireTokens, release: KernelRelease): Fit {
  const fact = functionByName(call.api);
  if (!fact) return { signature: null, isOfRelease: false };
  const signature = signatureFor(fact, call.arguments.length, release);
  const own = signatureAt(fact, release);
  const isOfRelease = own?.params.length === call.arguments.length;
  return { signature, isOfRelease };
}

/**
 * The release's prototype or, for code of another age, the nearest one with as many parameters. A
 * call with fewer arguments may still be typed; of more than any prototype takes nothing is known.
 */
export function signatureFor(
  fact: FunctionFact,
  count: number,
  release: KernelRelease,
): Signature | null {
  const own = signatureAt(fact, release);
  if (own?.params.length === count) return own;
  const others = fact.signatures.flatMap((one) => {
    const named = one.since ?? one.until;
    const then = named === undefined ? null : parseRelease(named);
    const signature = then ? signatureAt(fact, then) : undefined;
    return then && signature?.params.length === count ? [{ then, signature }] : [];
  });
  others.sort((a, b) => distance(a.then, release) - distance(b.then, release));
  const unfinished = own && count < own.params.length ? own : null;
  return others[0]?.signature ?? unfinished;
}

function distance(a: KernelRelease, b: KernelRelease): number {
  const series = (r: KernelRelease) => r.version * 100 + r.patchlevel;
  return Math.abs(series(a) - series(b)) + Math.sign(Math.abs(compareReleases(a, b))) / 2;
}
