import {
  checkFlags,
  explainAbsence,
  formatRelease,
  functionByName,
  type KernelRelease,
  mayExist,
  type ParameterRole,
  signatureAt,
} from '../../kernel';
import type { Site, Tracking } from '../records';
import type { CodeText } from '../tokens/codeText';
import { type Argument, type Call, callsOnLine } from './call';
import { type Refusal, refuse } from './edit';

/** The call of a site in its file, or why it is not there. */
export function siteCall(code: CodeText, site: Site): Call | Refusal {
  const calls = callsOnLine(code, site.api, site.line);
  const call =
    calls.find(({ name }) => columnOf(code, name) === site.column) ??
    (calls.length === 1 ? calls[0] : undefined);
  return call ?? refuse(`line ${String(site.line)} of ${site.file} has no call of ${site.api}()`);
}

function columnOf(code: CodeText, token: number): number {
  return code.lines.columnOf(code.tokens[token]?.start ?? 0);
}

/** The argument of a site's call that has a role in that release, or null when there is none. */
export function argumentFor(
  call: Call,
  api: string,
  role: ParameterRole,
  release: KernelRelease,
): Argument | null {
  const fact = functionByName(api);
  const signature = fact && signatureAt(fact, release);
  const index = signature?.index[role];
  if (signature === undefined || index === undefined) return null;
  return signature.params.length === call.args.length ? (call.args[index] ?? null) : null;
}

/** The flags of a site without the marks of those that are set on some paths only. */
export function flagNames(site: Site): string[] {
  return site.flags.bits.map((bit) => bit.replace(/\?$/, ''));
}

/** The name that an acquire has for the other tracking: get_user_pages_fast, pin_user_pages_fast. */
export function acquireFor(api: string, to: Tracking, release: KernelRelease): string | Refusal {
  const name = api.replace(/^(get|pin)(?=_user_pages)/, to);
  const [from, other] = [functionByName(api), functionByName(name)];
  if (from === undefined || other === undefined || name === api) {
    return refuse(`${api}() has no twin for ${to === 'pin' ? 'FOLL_PIN' : 'FOLL_GET'}`);
  }
  if (!mayExist(other, release)) return refuse(explainAbsence(other, release) ?? name);
  const [mine, theirs] = [signatureAt(from, release), signatureAt(other, release)];
  const types = (signature: typeof mine) => signature?.params.map(({ type }) => type).join();
  if (types(mine) !== types(theirs)) {
    return refuse(`${name}() takes other arguments than ${api}() in ${formatRelease(release)}`);
  }
  return name;
}

const WORSE: ReadonlySet<string> = new Set(['refused', 'refused-if-locked', 'fails']);

/** Why the function must not be called with these flags, or null when it may. */
export function refusedFlags(
  flags: readonly string[],
  api: string,
  release: KernelRelease,
): string | null {
  const verdict = checkFlags(flags, api, release).find(({ kind }) => WORSE.has(kind));
  return verdict ? `${api}() must not be called with ${verdict.flag}: ${verdict.why}` : null;
}
