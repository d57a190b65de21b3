import { checkFlags, type FlagVerdict, inRange, type KernelRelease } from '../../kernel';
import type { Confidence, Severity } from '../records';
import type { Span } from '../sites/callTokens';
import { argumentsOf } from '../sites/flagExpression';
import { setsOf } from '../sites/flagValue';
import type { SiteCall } from '../sites/siteCall';
import { definitionOf } from '../tokens/defines';
import type { CallRule, Report } from './rule';

/**
 * Since 6.2 a read-only FOLL_LONGTERM pin breaks COW itself, which FOLL_FORCE|FOLL_WRITE was misused
 * for (include/linux/mm.h and drivers/infiniband/core/umem.c, 6.1 against 6.2).
 */
const LONGTERM_BREAKS_COW = { since: '6.2' } as const;

export const flagsIllegal: CallRule = {
  id: 'flags-illegal',
  *check({ call, release }): Iterable<Report> {
    // Up to 4.8 nothing but `write` and `force` was given: the flags are how this analysis names them.
    if (call.fit.signature?.index.write !== undefined) return;
    for (const verdict of verdictsOn(call, release)) {
      const judged = judge(verdict, call);
      if (!judged) continue;
      const result = verdict.result === null ? '' : `; the call answers with ${verdict.result}`;
      yield report(
        call,
        verdict.flag,
        judged,
        `${problem(verdict, call)}: ${verdict.why}${result}`,
      );
    }
    if (isForced(call, release)) {
      const isPin = call.site.tracking === 'pin';
      const certain = call.flags.must.has('FOLL_FORCE');
      yield report(
        call,
        'FOLL_FORCE',
        { severity: 'warning', confidence: isPin && certain ? 'high' : 'medium' },
        `FOLL_FORCE in ${call.site.api}(): it overrides the protection of the mapping and is for ` +
          `ptrace-like access only; since 6.2 a read-only FOLL_LONGTERM pin is dependable without it`,
      );
    }
  },
};

/** What is wrong with the flags that some path sets together, each once. */
function verdictsOn(call: SiteCall, release: KernelRelease): Iterable<FlagVerdict> {
  const found = new Map<string, FlagVerdict>();
  for (const set of setsOf(call.flags)) {
    const names = set.filter((name) => !definesFlag(call, name));
    for (const verdict of checkFlags(names, call.site.api, release))
      found.set(`${verdict.flag} ${verdict.why}`, verdict);
  }
  return found.values();
}

function problem(verdict: FlagVerdict, call: SiteCall): string {
  const where = `${verdict.flag} in ${call.site.api}()`;
  switch (verdict.kind) {
    case 'refused':
    case 'refused-if-locked':
      return `${where} is refused`;
    case 'unknown':
    case 'undefined':
      return `${where} does not compile`;
    case 'fails':
      return `${where} fails`;
    case 'unchecked':
      return `${where} is wrong, and this release does not notice`;
    case 'redundant':
      return `${where} is redundant`;
    case 'ignored':
      return `${where} has no effect`;
  }
}

interface Judged {
  readonly severity: Severity;
  readonly confidence: Confidence;
}

function judge(verdict: FlagVerdict, call: SiteCall): Judged | null {
  const sure: Confidence = call.flags.must.has(verdict.flag) ? 'high' : 'medium';
  switch (verdict.kind) {
    case 'unknown':
      // A tree newer than the facts, or with patches of its own, may well have it.
      return { severity: 'warning', confidence: 'medium' };
    case 'undefined':
    case 'refused':
      return { severity: 'error', confidence: sure };
    case 'refused-if-locked':
      return passesLocked(call) ? { severity: 'error', confidence: sure } : null;
    case 'fails':
    case 'unchecked':
      return { severity: 'warning', confidence: sure };
    case 'redundant':
      return { severity: 'information', confidence: 'low' };
    case 'ignored':
      // Harmless: it may be meant for the slow path behind the fast one, or for other releases.
      return null;
  }
}

/** Whether the call gives a locked pointer that is certainly none. */
function passesLocked({ node, fit, file }: SiteCall): boolean {
  const index = fit.signature?.index.locked;
  const argument = node && index !== undefined ? argumentsOf(node)[index] : undefined;
  return argument?.type === 'pointer_expression' && file.source.of(argument).startsWith('&');
}

/** Calls on the memory of the process itself: those on another one's are ptrace-like. */
const OWN_MEMORY = /^get_user_pages(?:_fast|_unlocked)?$/;

/** Forced, and not to look at what may not be read, as a debugger does. */
function isForced({ site, flags }: SiteCall, release: KernelRelease): boolean {
  const isDriver =
    site.tracking === 'pin' || (OWN_MEMORY.test(site.api) && flags.may.has('FOLL_WRITE'));
  return isDriver && flags.may.has('FOLL_FORCE') && inRange(release, LONGTERM_BREAKS_COW);
}

/** A file that brings a flag of its own for other releases knows what it does. */
function definesFlag({ file }: SiteCall, name: string): boolean {
  return definitionOf(file.text, name) !== null;
}

function report(call: SiteCall, flag: string, judged: Judged, message: string): Report {
  return { ...judged, at: flagSpan(call, flag), message };
}

/** The flag's name where it stands in the argument, else the whole argument, else the call's name. */
function flagSpan({ tokens, fit, file, site }: SiteCall, flag: string): Span {
  const index = fit.signature?.index.flags;
  const argument = index === undefined ? undefined : tokens.arguments[index];
  if (!argument) return { start: tokens.start, end: tokens.start + site.api.length };
  const at = file.text.slice(argument.start, argument.end).search(new RegExp(`\\b${flag}\\b`));
  return at < 0 ? argument : { start: argument.start + at, end: argument.start + at + flag.length };
}
