import type { Confidence, PathStep } from '../records';
import { framesOf } from '../paths/callDepth';
import type { PathFact } from '../flow/facts';
import type { Trace } from '../flow/state';
import type { Span } from '../sites/callTokens';
import type { SiteFacts } from './rule';

/** Steps that a report shows at most; the first and the last ones tell the most. */
const MAX_STEPS = 14;

/** Where a path was when something was noticed, and the way there. */
export type Noticed = Pick<PathFact, 'site' | 'trace' | 'node' | 'source'>;

/** The steps of a path from the acquire on, and one more for what is wrong in the end. */
export function pathOf(fact: Noticed, last: string): PathStep[] {
  const traces: Trace[] = [];
  for (let at: Trace | null = fact.trace; at !== null; at = at.before) {
    traces.unshift(at);
    // The acquire itself is where the story begins; in a loop, its first round.
    if (at.node === fact.site.node && !isEarlier(at.before, fact)) break;
  }
  const frames = framesOf([...traces, fact]);
  const steps = traces.map((trace, i): PathStep => ({ ...stepOf(trace), ...frames[i] }));
  const { source, node } = fact;
  const end = { file: source.file, line: source.line(node), message: last, ...frames.at(-1) };
  const distinct = steps.filter((step, i) => i === 0 || !sameStep(step, steps[i - 1]));
  if (distinct.length <= MAX_STEPS) return [...distinct, end];
  return [...distinct.slice(0, 6), ...distinct.slice(-(MAX_STEPS - 6)), end];
}

function isEarlier(trace: Trace | null, fact: Noticed): boolean {
  for (let at = trace; at !== null; at = at.before) if (at.node === fact.site.node) return true;
  return false;
}

function stepOf({ source, node, message, kind }: Trace): PathStep {
  return { file: source.file, line: source.line(node), message, kind };
}

function sameStep(a: PathStep, b: PathStep): boolean {
  return a.file === b.file && a.line === b.line && a.message === b.message;
}

/**
 * How sure a report is: high for a path inside one function of which every step is known, medium
 * when calls were followed or a statement could not be read, low when paths were merged, something else
 * may have the pages, or it takes a try before that took none.
 */
export function confidenceIn(fact: PathFact, { flow }: SiteFacts): Confidence {
  if (fact.approximate || isSecondTry(fact)) return 'low';
  return fact.interprocedural || flow?.damaged === true ? 'medium' : 'high';
}

/**
 * Whether the same call took nothing before, and the path went on as if it had. One that is shown by no
 * shorter path hangs on what such a call left undone: often enough it cannot be.
 */
function isSecondTry({ trace, site }: PathFact): boolean {
  let taken = false;
  for (let at = trace; at !== null; at = at.before) {
    if (at.node !== site.node || at.kind !== 'acquire') continue;
    if (taken && at.hold === null) return true;
    taken ||= at.hold !== null;
  }
  return false;
}

/** Where a report is shown: the given place if it is in the site's file, else the site. */
export function spanOf(fact: Noticed, { call }: SiteFacts): Span {
  if (fact.source.file === call.site.file && fact.node.type !== 'function_definition')
    return { start: fact.node.start, end: fact.node.end };
  if (fact.source.file === call.site.file) return { start: fact.node.end - 1, end: fact.node.end };
  return { start: call.tokens.start, end: call.tokens.start + call.site.api.length };
}

const RANK: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

/** Of several facts that say the same, the one that is surest and whose path is shortest. */
export function clearest<T extends PathFact>(
  facts: readonly T[],
  confidence: (fact: T) => Confidence | null,
): { fact: T; confidence: Confidence } | null {
  let best: { fact: T; confidence: Confidence; steps: number } | null = null;
  for (const fact of facts) {
    const sure = confidence(fact);
    if (sure === null) continue;
    const candidate = { fact, confidence: sure, steps: lengthOf(fact.trace) };
    if (
      best === null ||
      RANK[sure] < RANK[best.confidence] ||
      (sure === best.confidence && candidate.steps < best.steps)
    )
      best = candidate;
  }
  return best;
}

function lengthOf(trace: Trace | null): number {
  let n = 0;
  for (let at = trace; at !== null; at = at.before) n++;
  return n;
}

/** What a site does to its pages, and what gives them back, in words. */
export function words({ call }: SiteFacts): { taken: string; give: string; held: string } {
  return call.site.tracking === 'pin'
    ? { taken: 'pinned', give: 'unpinned', held: 'pinned' }
    : { taken: 'taken', give: 'put', held: 'referenced' };
}
