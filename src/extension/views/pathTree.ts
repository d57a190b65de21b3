import type { PathStep } from '../../analyzer/records';

/** A step of a path by its index, or a function that the path goes through with what it does there. */
export type PathPart =
  | { readonly kind: 'step'; readonly index: number }
  | {
      readonly kind: 'call';
      readonly function: string;
      /** Of its first step. */
      readonly index: number;
      readonly parts: readonly PathPart[];
    };

/** A path by its calls: what stands in the outermost function, and below each call what that does. */
export function pathTree(path: readonly PathStep[]): readonly PathPart[] {
  return partsFrom(
    path.map((step, index) => ({ depth: step.depth ?? 0, function: step.function ?? '', index })),
    0,
  );
}

interface Placed {
  readonly depth: number;
  readonly function: string;
  readonly index: number;
}

function partsFrom(steps: readonly Placed[], depth: number): PathPart[] {
  const parts: PathPart[] = [];
  for (let at = 0; at < steps.length;) {
    if (steps[at].depth <= depth) {
      parts.push({ kind: 'step', index: steps[at].index });
      at++;
      continue;
    }
    const after = steps.findIndex((step, i) => i > at && step.depth <= depth);
    const inner = steps.slice(at, after < 0 ? steps.length : after);
    const least = Math.min(...inner.map((step) => step.depth));
    const name = inner.find((step) => step.depth === least)?.function ?? '';
    const { index } = inner[0];
    parts.push({ kind: 'call', function: name, index, parts: partsFrom(inner, least) });
    at += inner.length;
  }
  return parts;
}
