import type { Steps } from '../../steps';
import type { Outcome } from '../../trace/types';
import type { Session } from '../session';
import type { Op, ScenarioStep } from '../types';

/** Executes one step of a scenario in the context of its process. */
export type OpRunner<O extends Op> = (
  s: Session,
  step: Extract<ScenarioStep, { op: O }>,
) => Steps<Outcome>;

/** Runners of the ops that a module implements. */
export type OpTable = { readonly [O in Op]?: OpRunner<O> };

export const procOf = (step: { readonly proc?: string }): string => step.proc ?? 'p0';

/** First page and end of the part of a region that a step names. */
export function rangeOf(
  s: Session,
  step: { proc?: string; region: string; page?: number; pages?: number },
): { start: number; end: number } {
  const region = s.region(procOf(step), step.region);
  const first = step.page ?? 0;
  const pages = step.pages ?? region.pages - first;
  return { start: region.start + first, end: region.start + first + pages };
}
