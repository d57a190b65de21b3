import { numberOf, type SyntaxNode } from '../syntax/syntaxNode';
import type { State, Trace } from './state';

/** Confines a second look at a function to the paths that matter. */
export interface Guide {
  /**
   * Whether the way that a condition's truth leads is worth following. A switch asks with each case
   * and true, and with its value and false for what no case names.
   */
  readonly follows: (condition: SyntaxNode, truth: boolean) => boolean;
  /** Whether a state may still become one of the paths that are wanted. */
  readonly admits: (state: State) => boolean;
}

/** Only the path itself: its branches in their order, and the same outcome of every acquire. */
export function exactly(trace: Trace | null): Guide {
  const wanted: Trace[] = [];
  for (let step = trace; step !== null; step = step.before) wanted[step.length - 1] = step;
  const admitted = new Set<Trace>();
  return {
    follows: () => true,
    admits: (state) => {
      const fresh: Trace[] = [];
      for (let step = state.trace; step !== null && !admitted.has(step); step = step.before) {
        const expected = wanted.at(step.length - 1);
        if (step.length > wanted.length || expected === undefined || !isSame(step, expected))
          return false;
        fresh.push(step);
      }
      for (const step of fresh) admitted.add(step);
      return true;
    },
  };
}

/** Equal for paths with the same steps, which confine a second look in the same way. */
export function pathKey(trace: Trace | null): string {
  let key = '';
  for (let step = trace; step !== null; step = step.before)
    key += `${numberOf(step.node)} ${step.kind} ${step.truth} ${step.message}\n`;
  return key;
}

function isSame(a: Trace, b: Trace): boolean {
  return a.node === b.node && a.kind === b.kind && a.truth === b.truth && a.message === b.message;
}

/** Every path that goes where this one went at each condition behind its acquire. */
export function alike(trace: Trace | null): Guide {
  const ways = new Map<SyntaxNode, Set<boolean>>();
  for (let step = trace; step !== null; step = step.before) {
    if (step.truth === null) continue;
    const known = ways.get(step.node);
    if (known) known.add(step.truth);
    else ways.set(step.node, new Set([step.truth]));
  }
  return {
    follows: (condition, truth) => ways.get(condition)?.has(truth) ?? true,
    admits: () => true,
  };
}
