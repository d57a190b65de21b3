import type { PathFact } from '../flow/facts';
import type { Confidence } from '../records';
import { mayTakeNothing } from './evidence';
import { clearest, confidenceIn, pathOf, spanOf, words } from './pathReport';
import type { Report, SiteFacts } from './rule';

export type LeakFact = Extract<PathFact, { kind: 'leak' }>;

/** The paths of the site that end with pages held that nobody can reach any more. */
function leaksOf({ flow }: SiteFacts): LeakFact[] {
  return (flow?.facts ?? []).filter((fact): fact is LeakFact => fact.kind === 'leak');
}

/** Which leak rule a path is for. */
export function leakRule(fact: LeakFact): 'leak-on-partial' | 'leak-on-error' | 'leak-on-success' {
  if (fact.hold?.outcome === 'short') return 'leak-on-partial';
  return fact.exit === 'error' ? 'leak-on-error' : 'leak-on-success';
}

/** The leaks that are none of what the pages were handed to: those that a rule may report. */
export function lostLeaks(facts: SiteFacts): LeakFact[] {
  return leaksOf(facts).filter((fact) => leakConfidence(fact, facts) !== null);
}

/** Reports the clearest of the leaks that are for this rule. */
export function* reportLeak(
  facts: SiteFacts,
  rule: ReturnType<typeof leakRule>,
  says: (taken: string, give: string) => string,
): Iterable<Report> {
  const mine = rule === 'leak-on-partial' ? ownOfShort(facts) : ofRule(facts, rule);
  const best = clearest(mine, (fact) => leakConfidence(fact, facts));
  if (best === null) return;
  const { fact, confidence } = best;
  const { taken, give, held } = words(facts);
  // What a caller is left with is the same leak, seen from further out.
  const alike = mine.filter(({ root }) => root === fact.root);
  const exits = new Set(alike.map((one) => `${one.source.file}:${String(one.node.start)}`)).size;
  const more = exits > 1 ? ` (and on ${exits - 1} other way${exits > 2 ? 's' : ''} out)` : '';
  yield {
    severity: 'error',
    confidence,
    at: spanOf(fact, facts),
    message: `${says(taken, give)}${more}`,
    path: pathOf(fact, `${fact.root}() is left with the pages still ${held}`),
  };
}

function ofRule(facts: SiteFacts, rule: ReturnType<typeof leakRule>): LeakFact[] {
  return leaksOf(facts).filter((fact) => leakRule(fact) === rule);
}

/**
 * The leaks of a short result, without those on whose way nothing tells it from a full one: that is
 * one leak, which is reported where all pages were taken.
 */
function ownOfShort(facts: SiteFacts): LeakFact[] {
  const short = ofRule(facts, 'leak-on-partial');
  if (short.length === 0) return [];
  const told = lostLeaks(facts).filter((fact) => leakRule(fact) !== 'leak-on-partial');
  const ways = new Set(told.map(wayOf));
  return short.filter((fact) => !ways.has(wayOf(fact)));
}

/** The way from behind the acquire to the exit. */
function wayOf(fact: LeakFact): string {
  const [, ...steps] = pathOf(fact, '');
  return steps.map(({ file, line, message }) => `${file}:${String(line)} ${message}`).join('\n');
}

/** Null when what was given the pages may well have kept them: then nothing is said. */
function leakConfidence(fact: LeakFact, facts: SiteFacts): Confidence | null {
  const sure = mayTakeNothing(facts) ? 'low' : confidenceIn(fact, facts);
  const { hold } = fact;
  if (fact.isRest) return sure === 'low' ? 'low' : 'medium';
  if (hold === null || hold.handovers.length === 0) return sure;
  const borrowed = facts.fileFlow?.onlyBorrowed(hold, fact.exit !== 'error') ?? false;
  return borrowed && sure !== 'low' ? 'medium' : null;
}
