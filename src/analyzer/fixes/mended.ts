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
  const left = new Set(after.map(pathKey));
  if (wanted.some((finding) => left.has(pathKey(finding)))) return false;
  const known = countsOf(before);
  const sure = countsOf(after.filter(({ confidence }) => confidence !== 'low'));
  return [...sure].every(([key, count]) => count <= (known.get(key) ?? 0));
}

/** Equal for findings of a rule and site on paths that decide the same, whatever is done on them. */
function pathKey({ rule, site, path }: Finding): string {
  const decisions = path.filter(({ kind }) => kind === 'branch');
  return [rule, site, ...decisions.map(({ message }) => message)].join('\n');
}

function countsOf(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, site, message } of findings) {
    // Lines that a message names move with a change.
    const key = `${rule} ${site} ${message.replace(/\d+/g, '')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
