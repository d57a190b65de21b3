import type { Finding } from '../records';

/** Rules whose fixes follow one path, while others may come to the same place. */
const OF_PATHS = /^leak-|^double-release$|^release-count-mismatch$/;

/** Whether a fix of the rule has to be tried before it is offered. */
export function needsTrial(rule: string): boolean {
  return OF_PATHS.test(rule);
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
  const [paths, left] = [countsOf(before, pathKey), countsOf(after, pathKey)];
  for (const [key, count] of countsOf(wanted, pathKey))
    if ((left.get(key) ?? 0) > (paths.get(key) ?? 0) - count) return false;
  const known = countsOf(before, textKey);
  const sure = after.filter(({ confidence }) => confidence !== 'low');
  return [...countsOf(sure, textKey)].every(([key, count]) => count <= (known.get(key) ?? 0));
}

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
