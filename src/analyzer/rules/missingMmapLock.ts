import type { PathFact } from '../flow/facts';
import { enteredFromUser } from './entryPoints';
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
      path: pathOf(
        fact,
        fact.how === 'taken' ? `${api}() takes mmap_lock itself` : `${api}() wants mmap_lock held`,
      ),
    };
  },
};

const WORDS: Readonly<Record<MissingLock['how'], string>> = {
  released: 'is called after mmap_lock was given back',
  dropped: 'is called again although the call before may have dropped mmap_lock',
  untaken: 'is called on a path on which mmap_lock is not held',
  never: 'is called without mmap_lock',
  taken: 'is called with mmap_lock held and takes it itself: a deadlock when the page is not there',
};

/** That the caller does not hold the lock is concluded, not seen. */
function sureness(fact: MissingLock, facts: SiteFacts) {
  const sure = confidenceIn(fact, facts);
  return sure === 'high' && fact.how === 'untaken' ? 'medium' : sure;
}

/** Nothing between the system call and the site takes the lock. */
function* reportNobody(facts: SiteFacts): Iterable<Report> {
  const { call } = facts;
  const entry = enteredFromUser(call.file, call.site.function, facts.release);
  if (entry === null) return;
  const { api } = call.site;
  yield {
    severity: 'warning',
    confidence: 'medium',
    at: siteSpan(facts),
    message: `${api}() is called without mmap_lock: ${entry}() is entered from user space, and nobody takes it`,
    path: [siteStep(facts, '; mmap_lock has to be held')],
  };
}
