import type { PathFact } from '../flow/facts';
import { argumentsOf } from '../sites/flagExpression';
import type { Confidence } from '../records';
import { enteredFromUser, isExported, offeredToOthers } from './entryPoints';
import { siteSpan, siteStep } from './evidence';
import { clearest, confidenceIn, pathOf } from './pathReport';
import type { Report, Rule, SiteFacts } from './rule';

type MissingLock = Extract<PathFact, { kind: 'missing-lock' }>;

/**
 * A slow call on a path without mmap_lock, or one that takes the lock itself on a path that has it. A
 * function that never touches the lock may be called with it held; only where all the way from a
 * system call is at hand, and nobody on it does, is it reported.
 */
export const missingMmapLock: Rule = {
  id: 'missing-mmap-lock',
  *check(facts: SiteFacts): Iterable<Report> {
    const all = (facts.flow?.facts ?? []).filter(
      (fact): fact is MissingLock => fact.kind === 'missing-lock',
    );
    const lost = all.filter(({ how }) => how !== 'never');
    const best = clearest(lost, (fact) => sureness(fact, facts));
    if (best === null) {
      if (all.some(({ root }) => root === facts.call.site.function)) yield* reportNobody(facts);
      return;
    }
    const { fact, confidence } = best;
    const { api } = facts.call.site;
    yield {
      severity: 'warning',
      confidence,
      at: siteSpan(facts),
      message: `${api}() ${WORDS[fact.how]}`,
      path: pathOf(fact, LAST_STEPS[fact.how] ?? `${api}() wants mmap_lock held`),
    };
  },
};

const WORDS: Readonly<Record<MissingLock['how'], string>> = {
  released: 'is called after mmap_lock was given back',
  dropped: 'is called again although the call before may have dropped mmap_lock',
  untaken: 'is called on a path on which mmap_lock is not held',
  never: 'is called without mmap_lock',
  other: "is called with current's mmap_lock held instead of that of the mm it is given",
  unlocked: 'may have dropped mmap_lock, and it is given back without a look at *locked',
  taken: 'is called with mmap_lock held and takes it itself: a deadlock when the page is not there',
};

const LAST_STEPS: Readonly<Partial<Record<MissingLock['how'], string>>> = {
  taken: 'the call takes mmap_lock itself',
  unlocked: 'mmap_lock is given back',
};

/** That the caller does not hold the lock is concluded, not seen. */
function sureness(fact: MissingLock, facts: SiteFacts) {
  const sure = confidenceIn(fact, facts);
  return sure === 'high' && fact.how === 'untaken' ? 'medium' : sure;
}

/** Nothing between the system call and the site takes the lock. */
function* reportNobody(facts: SiteFacts): Iterable<Report> {
  const { call } = facts;
  const told = whoTakesNone(facts);
  if (told === null) return;
  const { api } = call.site;
  yield {
    severity: 'warning',
    confidence: told.confidence,
    at: siteSpan(facts),
    message: `${api}() is called without mmap_lock: ${told.why}`,
    path: [siteStep(facts, '; mmap_lock has to be held')],
  };
}

/** A way to the site on which mmap_lock is never taken. */
interface Unlocked {
  readonly why: string;
  readonly confidence: Confidence;
}

/** Null where there may be no such way. */
function whoTakesNone(facts: SiteFacts): Unlocked | null {
  const { call, release, searched, callersOf } = facts;
  const { file, site } = call;
  const entry = enteredFromUser(file, site.function, release);
  if (entry !== null) {
    const why = `${entry}() is entered from user space, and nobody takes it`;
    return { why, confidence: 'medium' };
  }
  const offered = offeredToOthers(file, site.function, release);
  // Callers in other files may hold it; who passes the mm has it at hand.
  if (offered === null || callersOf(offered).length > 0) return null;
  if (isOfCaller(facts) && !isExported(file, offered)) return null;
  const why = `${offered}() does not take it, and says of no caller that it holds it`;
  // Whoever calls it is out of sight, in a tree that was looked through: so may be what it holds.
  return { why, confidence: searched() ? 'low' : 'medium' };
}

/** The mm is a parameter of the site's function. */
function isOfCaller({ call: { node, fit, unit, file } }: SiteFacts): boolean {
  const index = fit.signature?.index.mm;
  const mm = node && index !== undefined ? argumentsOf(node).at(index) : undefined;
  return mm !== undefined && unit?.parameters.includes(file.source.of(mm)) === true;
}
