import type { PathFact } from '../flow/facts';
import type { Hold } from '../flow/holds';
import type { ReleaseCall } from '../flow/releases';
import type { Confidence } from '../records';
import { mayTakeNothing } from './evidence';
import { clearest, confidenceIn, pathOf, spanOf, words } from './pathReport';
import type { Report, SiteFacts } from './rule';
import { missesPublication } from './loopPublication';

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

/**
 * Reports the leaks that are for this rule: the clearest, and those of its function that leave at
 * another place, as each of them lacks a release of its own.
 */
export function* reportLeak(
  facts: SiteFacts,
  rule: ReturnType<typeof leakRule>,
  says: (taken: string, give: string) => string,
): Iterable<Report> {
  const mine = rule === 'leak-on-partial' ? ownOfShort(facts) : ofRule(facts, rule);
  const sure = (fact: LeakFact) => leakConfidence(fact, facts);
  const best = clearest(mine, sure);
  if (best === null) return;
  // What a caller is left with is the same leak, seen from further out.
  const alike = mine.filter(({ root }) => root === best.fact.root);
  const others = byPlace(alike.filter((fact) => placeOf(fact) !== placeOf(best.fact)))
    .map((group) => clearest(group, sure))
    .filter((one) => one !== null && one.confidence !== 'low');
  const { taken, give, held } = words(facts);
  const isShared = alike.some(
    ({ node, leftBy }) => node === best.fact.node && leftBy !== best.fact.leftBy,
  );
  for (const one of [best, ...others]) {
    if (one === null) continue;
    const { fact, confidence } = one;
    // Where several ways share the end of the function, what is told is which of them it is.
    const node = isShared || fact !== best.fact ? (fact.leftBy ?? fact.node) : fact.node;
    yield {
      severity: 'error',
      confidence,
      at: spanOf({ ...fact, node }, facts),
      message: says(taken, give),
      path: pathOf(fact, `${fact.root}() is left with the pages still ${held}`),
    };
  }
}

/** Where a path parts from those that give the pages back: its goto, or its return. */
function placeOf({ leftBy, node, source }: LeakFact): string {
  return `${source.file}:${String((leftBy ?? node).start)}`;
}

function byPlace(facts: readonly LeakFact[]): LeakFact[][] {
  const groups = new Map<string, LeakFact[]>();
  for (const fact of facts) {
    const known = groups.get(placeOf(fact));
    if (known) known.push(fact);
    else groups.set(placeOf(fact), [fact]);
  }
  return [...groups.values()];
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
  const isDoubtful = mayTakeNothing(facts) || missesPublication(fact, facts);
  const sure = isDoubtful ? 'low' : confidenceIn(fact, facts);
  const { hold } = fact;
  if (fact.isRest && hold !== null && mayBeFoundAgain(hold, facts)) return null;
  if (fact.isRest) return sure === 'low' ? 'low' : 'medium';
  if (hold === null || hold.handovers.length === 0) return sure;
  if (fact.reception === 'refused' && fact.exit === 'error' && sure !== 'low') return 'medium';
  const succeeded = fact.exit !== 'error' || fact.reception === 'accepted';
  const borrowed = facts.fileFlow?.onlyBorrowed(hold, succeeded) ?? false;
  return borrowed && sure !== 'low' ? 'medium' : null;
}

/**
 * Pages that stay in the array of an object, which is looked through slot by slot later on: what is not
 * empty there is found.
 */
function mayBeFoundAgain({ released, handovers, storedIn }: Hold, { flow }: SiteFacts): boolean {
  const isUntouched = released.length + handovers.length + storedIn.length === 0;
  return isUntouched && (flow?.later ?? []).some(({ call }) => isOfOneSlot(call));
}

function isOfOneSlot({ fn, node, source }: ReleaseCall): boolean {
  const { kind } = fn.fact.argument;
  const [first] = node.childByField('arguments')?.namedChildren ?? [];
  return kind === 'page' || (first !== undefined && source.of(first).startsWith('&'));
}
