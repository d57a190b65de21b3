import {
  compareReleases,
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

/** The release's prototype or, for code of another age, the nearest one with as many parameters. */
export function fitSignature(call: AcquireTokens, release: KernelRelease): Fit {
  const fact = functionByName(call.api);
  if (!fact) return { signature: null, isOfRelease: false };
  const count = call.arguments.length;
  const own = signatureAt(fact, release);
  if (own?.params.length === count) return { signature: own, isOfRelease: true };
  const others = fact.signatures.flatMap((one) => {
    const named = one.since ?? one.until;
    const then = named === undefined ? null : parseRelease(named);
    const signature = then ? signatureAt(fact, then) : undefined;
    return then && signature?.params.length === count ? [{ then, signature }] : [];
  });
  others.sort((a, b) => distance(a.then, release) - distance(b.then, release));
  return { signature: others[0]?.signature ?? own ?? null, isOfRelease: false };
}

function distance(a: KernelRelease, b: KernelRelease): number {
  const series = (r: KernelRelease) => r.version * 100 + r.patchlevel;
  return Math.abs(series(a) - series(b)) + Math.sign(Math.abs(compareReleases(a, b))) / 2;
}
