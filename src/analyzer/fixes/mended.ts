import type { Finding } from '../records';

/** Rules whose fixes follow one path, while others may come to the same place. */
const OF_PATHS = /^leak-|^double-release$|^release-count-mismatch$/;

/** The rule whose fix makes another call of a site, with another id. */
const CONVERTING = 'gup-where-pin-needed';

/** Whether a fix of the rule has to be tried before it is offered. */
export function needsTrial(rule: string): boolean {
  return OF_PATHS.test(rule) || rule === CONVERTING;
}

/**
 * Whether a file is better for a change: what it was made for is not found any more on the same paths,
 * and nothing else is that was not before. What is only suspected does not count: to give pages back
 * may raise it.
 */
export function isMended(
  wanted: readonly Finding[],
  before: readonly Finding[],
  after: readonly Finding[],
): boolean {
  if (wanted.every(({ rule }) => rule === CONVERTING)) {
    const count = (findings: readonly Finding[]) => countsOf(findings, ruleOf).get(CONVERTING) ?? 0;
    return count(after) <= count(before) - wanted.length && raisedBy(before, after) === null;
  }
  const [paths, left] = [countsOf(before, pathKey), countsOf(after, pathKey)];
  for (const [key, count] of countsOf(wanted, pathKey))
    if ((left.get(key) ?? 0) > (paths.get(key) ?? 0) - count) return false;
  const known = countsOf(before, textKey);
  const sure = after.filter(({ confidence }) => confidence !== 'low');
  return [...countsOf(sure, textKey)].every(([key, count]) => count <= (known.get(key) ?? 0));
}

/** Rules about what pages are for: a pin asks other things of that than a get, and each has its own fix. */
const OF_INTENT = /^(?:gup-where-pin-needed|missing-FOLL_LONGTERM|missing-dirty)$/;

/** What is found for sure of a rule that found less before a conversion, or null: that it went wrong. */
export function raisedBy(before: readonly Finding[], after: readonly Finding[]): Finding | null {
  const sure = (findings: readonly Finding[]) =>
    findings.filter(({ rule, confidence }) => confidence !== 'low' && !OF_INTENT.test(rule));
  const [known, found] = [countsOf(sure(before), ruleOf), countsOf(sure(after), ruleOf)];
  const more = (rule: string) => (found.get(rule) ?? 0) > (known.get(rule) ?? 0);
  return sure(after).find(({ rule }) => more(rule)) ?? null;
}

const ruleOf = ({ rule }: Finding): string => rule;

/** Equal for findings of a rule and site on paths that decide the same, whatever is done on them. */
function pathKey({ rule, site, path }: Finding): string {
  const decisions = path.filter(({ kind }) => kind === 'branch');
  return [rule, site, ...decisions.map(({ message }) => message)].join('\n');
}

/** Equal for findings of a rule and site that say the same; lines that a message names move. */
const textKey = ({ rule, site, message }: Finding): string =>
  `${rule} ${site} ${message.replace(/\d+/g, '')}`;

function countsOf(
  findings: readonly Finding[],
  keyOf: (finding: Finding) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of findings.map(keyOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
