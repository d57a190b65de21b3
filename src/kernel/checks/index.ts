/**
 * May this call pass these flags, in this release? What the kernel does about each that it may not.
 */
import { flagAt, flagByName } from '../flags';
import { functionByName } from '../functions';
import { inRange, type KernelRelease } from '../release';
import { type SourceText } from '../source';
import {
  type CheckOutcome,
  FLAG_CHECKS,
  type FlagCheck,
  REFUSES_WITH_ZERO,
} from './argumentChecks';
import { fastPathAllowList } from './fastPath';

export { type FastPathAllowList, fastPathAllowList } from './fastPath';

/**
 * - `unknown`: no release has a flag of this name.
 * - `undefined`: other releases do, this one does not; the code does not compile.
 * - the others: see {@link CheckOutcome}.
 */
export type VerdictKind = CheckOutcome | 'unknown' | 'undefined';

/** What one flag of a call comes to. A flag that is fine yields no verdict. */
export interface FlagVerdict {
  readonly flag: string;
  readonly kind: VerdictKind;
  /** One sentence without the flag's name in front: why. */
  readonly why: string;
  /** What the caller sees, for refused and failing flags: "WARN_ON_ONCE, -EINVAL". */
  readonly result: string | null;
  /**
   * Whether the flag is defined in mm/internal.h there: code outside mm/ does not even compile.
   */
  readonly mmInternal: boolean;
  readonly sources: readonly SourceText[];
}

const FAST_CALLS: ReadonlySet<string> = new Set([
  'get_user_pages_fast',
  'get_user_pages_fast_only',
  'get_user_page_fast_only',
  'pin_user_pages_fast',
  'pin_user_pages_fast_only',
]);

/** Whether the call walks without mmap_lock first and has an allow list of flags. */
export function isFastCall(functionName: string): boolean {
  return FAST_CALLS.has(functionName);
}

/**
 * The verdicts on a set of flags, worst outcome per flag, in the order of the names.
 *
 * @param names FOLL_* names as the caller wrote them.
 * @param functionName The GUP function called; for one without FOLL_* flags only the names are judged.
 */
export function checkFlags(
  names: readonly string[],
  functionName: string,
  r: KernelRelease,
): FlagVerdict[] {
  return names.flatMap((name) => checkFlag(name, names, functionName, r) ?? []);
}

function checkFlag(
  name: string,
  all: readonly string[],
  functionName: string,
  r: KernelRelease,
): FlagVerdict | undefined {
  const flag = flagByName(name);
  if (flag === undefined) {
    return verdict(name, 'unknown', `no kernel release up to 7.1 has a flag ${name}`);
  }
  const at = flagAt(flag, r);
  if (!at.exists) {
    return verdict(name, 'undefined', at.why, { sources: flag.sources.slice(0, 2) });
  }
  const mmInternal = !at.isPublic;
  const check = worstCheck(name, all, functionName, r);
  if (check !== undefined && !HARMLESS.has(check.outcome)) {
    const result = REFUSALS.has(check.outcome) ? refusalResult(functionName, r) : null;
    return verdict(name, check.outcome, check.why, { result, mmInternal, sources: check.sources });
  }
  const offList = checkFastPath(name, functionName, r, mmInternal);
  if (offList !== undefined || check === undefined) {
    return offList;
  }
  return verdict(name, check.outcome, check.why, { mmInternal, sources: check.sources });
}

/** Worst first. */
const SEVERITY: readonly CheckOutcome[] = [
  'refused',
  'refused-if-locked',
  'fails',
  'unchecked',
  'ignored',
  'redundant',
];
const HARMLESS: ReadonlySet<CheckOutcome> = new Set(['ignored', 'redundant']);
const REFUSALS: ReadonlySet<CheckOutcome> = new Set(['refused', 'refused-if-locked']);

function worstCheck(
  name: string,
  all: readonly string[],
  functionName: string,
  r: KernelRelease,
): FlagCheck | undefined {
  return FLAG_CHECKS.filter(
    (check) =>
      inRange(r, check) &&
      check.flags.includes(name) &&
      check.functions.includes(functionName) &&
      (check.together === undefined || all.includes(check.together)),
  ).sort((a, b) => SEVERITY.indexOf(a.outcome) - SEVERITY.indexOf(b.outcome))[0];
}

function checkFastPath(
  name: string,
  functionName: string,
  r: KernelRelease,
  mmInternal: boolean,
): FlagVerdict | undefined {
  const list = isFastCall(functionName) ? fastPathAllowList(r) : undefined;
  if (list === undefined || list.callerMayPass?.includes(name) || list.internal.includes(name)) {
    return undefined;
  }
  if (list.callerMayPass === null) {
    return verdict(name, 'ignored', 'the fast calls of this release ignore unknown bits', {
      mmInternal,
      sources: list.sources,
    });
  }
  return verdict(
    name,
    'refused',
    `the call accepts only ${(fastCallAccepts(functionName, r) ?? []).join(', ')}`,
    { result: refusalResult(functionName, r), mmInternal, sources: list.sources },
  );
}

/**
 * The flags a caller may pass to a *_fast call, or undefined for other calls and for releases
 * without an allow list.
 */
export function fastCallAccepts(functionName: string, r: KernelRelease): string[] | undefined {
  const list = isFastCall(functionName) ? fastPathAllowList(r)?.callerMayPass : undefined;
  return list?.filter((name) => worstCheck(name, [], functionName, r)?.outcome !== 'refused');
}

/** What a call answers when it refuses its flags or arguments. */
export function refusalResult(functionName: string, r: KernelRelease): string {
  const zero = REFUSES_WITH_ZERO.some(
    (one) => inRange(r, one) && one.functions.includes(functionName),
  );
  if (zero) {
    return 'WARN_ON_ONCE and 0, not an errno';
  }
  const fn = functionByName(functionName);
  const returns = fn?.signatures.at(-1)?.returns ?? 'long';
  if (returns === 'bool') {
    return 'WARN_ON_ONCE and false';
  }
  return returns.includes('*') ? 'WARN_ON_ONCE and ERR_PTR(-EINVAL)' : 'WARN_ON_ONCE and -EINVAL';
}

function verdict(
  flag: string,
  kind: VerdictKind,
  why: string,
  rest: Partial<Pick<FlagVerdict, 'result' | 'mmInternal' | 'sources'>> = {},
): FlagVerdict {
  return { flag, kind, why, result: null, mmInternal: false, sources: [], ...rest };
}
