import { GUIDED, THOROUGH } from './effort';
import { runRoot } from './execute';
import { factKey, type PathFact } from './facts';
import { alike, exactly, type Guide } from './guide';
import type { Inheritance } from './inheritance';
import type { Program } from './machine';
import type { RootResult } from './rootResult';

/**
 * Looks again, with paths kept apart, at what seemed wrong: first along just the path that showed it;
 * if that path was put together from several, along those like it, then along all. What a full second
 * look does not show was an effect of merging paths; if it had to give up, the fact is only likely.
 */
export function confirmed(program: Program, quick: RootResult, left: Inheritance): RootResult {
  const facts: PathFact[] = [];
  let thorough: RootResult | null = null;
  for (const fact of quick.facts) {
    const again = shownAgain(program, quick, fact, left);
    if (again.length > 0) {
      facts.push(...again);
      continue;
    }
    thorough ??= runRoot(program, quick.code, THOROUGH, null, left);
    const shown = thorough.facts.filter((other) => factKey(other) === factKey(fact));
    if (shown.length > 0) facts.push(...shown);
    else if (!thorough.complete) facts.push({ ...fact, approximate: true });
  }
  return { ...quick, facts };
}

/** The fact as the path that showed it shows it alone; else as the paths like that one do. */
export function shownAgain(
  program: Program,
  { code }: RootResult,
  fact: PathFact,
  left: Inheritance,
): PathFact[] {
  const along = (guide: Guide) =>
    runRoot(program, code, GUIDED, guide, left).facts.filter(
      (other) => factKey(other) === factKey(fact),
    );
  const exact = along(exactly(fact.trace));
  return exact.some((one) => !one.approximate) ? exact : along(alike(fact.trace));
}
