/**
 * Where the stepping keys lead. A position is the number of steps done: 0 is the state before the
 * first step, `steps.length` the end; the current step is the one before the position.
 */
import type { Step } from './recording';

type Steps = readonly Step[];

/** Depth of the current step; before the first it is that of the scenario. */
function depthAt(steps: Steps, position: number): number {
  return steps[position - 1]?.depth ?? 0;
}

/** The next step, into whatever the current one calls. */
export function into(steps: Steps, position: number): number {
  return Math.min(position + 1, steps.length);
}

export function back(_steps: Steps, position: number): number {
  return Math.max(position - 1, 0);
}

/** The next step that is not inside the current one. */
export function over(steps: Steps, position: number): number {
  return firstAtMost(steps, position, depthAt(steps, position));
}

/** The next step outside the function that the current one is part of. */
export function out(steps: Steps, position: number): number {
  return firstAtMost(steps, position, depthAt(steps, position) - 1);
}

function firstAtMost(steps: Steps, position: number, depth: number): number {
  for (let next = position + 1; next <= steps.length; next++) {
    if (depthAt(steps, next) <= depth) return next;
  }
  return steps.length;
}

export function nextChange(steps: Steps, position: number): number {
  for (let next = position + 1; next <= steps.length; next++) {
    if (changes(steps[next - 1])) return next;
  }
  return position;
}

export function previousChange(steps: Steps, position: number): number {
  for (let next = position - 1; next > 0; next--) {
    if (changes(steps[next - 1])) return next;
  }
  return 0;
}

function changes(step: Step | undefined): boolean {
  return step !== undefined && step.rows.length > 0;
}

/** Positions of the calls around the current step, outermost first, itself last. */
export function stackAt(steps: Steps, position: number): number[] {
  const stack: number[] = [];
  let wanted = Infinity;
  for (let at = position; at > 0 && wanted > 0; at--) {
    const depth = depthAt(steps, at);
    if (depth < wanted) {
      stack.unshift(at);
      wanted = depth;
    }
  }
  return stack;
}
