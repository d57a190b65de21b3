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

/** A step that changed a page, or in which the kernel warned. */
function changes(step: Step | undefined): boolean {
  return step !== undefined && step.rows.length + step.warns.length > 0;
}

/** One level of the call stack at some position. */
export interface Frame {
  /** Position of the step at which the function was entered. */
  readonly position: number;
  readonly name: string;
  /** The last decision it took so far; what it returned, when the current step is its return. */
  readonly say: string;
}

/** The calls around the current step, outermost first. */
export function stackAt(steps: Steps, position: number): Frame[] {
  const current = steps[position - 1];
  if (current === undefined) return [];
  const frames: Frame[] = [];
  let said = current.say;
  // Depth of the frame looked for: a decision belongs to the call one level up.
  let wanted =
    current.kind === 'decision' || current.kind === 'blocked' ? current.depth - 1 : current.depth;
  if (current.kind === 'leaf') {
    frames.push({ position, name: current.name, say: said });
    said = '';
    wanted--;
  }
  for (let at = position; at > 0 && wanted >= 0; at--) {
    const step = steps[at - 1];
    if (step?.origin !== current.origin) break;
    if (step.kind === 'decision' && step.depth === wanted + 1) said ||= step.say;
    if (step.depth === wanted && (step.kind === 'call' || (at === position && wanted === 0))) {
      frames.unshift({ position: at, name: step.name, say: said });
      said = '';
      wanted--;
    }
  }
  return frames;
}
