import { type Effort, GUIDED, THOROUGH } from './effort';
import { runRoot } from './execute';
import { bearsOut, type PathFact, reportKey } from './facts';
import type { FunctionCode } from './functionCode';
import { alike, exactly, type Guide, pathKey } from './guide';
import type { Inheritance } from './inheritance';
import type { Program } from './machine';
import type { RootResult } from './rootResult';

/**
 * Looks again, with paths kept apart, at what seemed wrong: first along just the path that showed it;
 * if that path was put together from several, along those like it, then along all. What a full second
 * look does not show was an effect of merging paths; if it had to give up, the fact is only likely.
 */
export function confirmed(looks: SecondLooks, quick: RootResult): RootResult {
  const facts = new Map<string, PathFact>();
  const add = (found: readonly PathFact[]) => {
    for (const one of found) {
      const key = `${reportKey(one)} ${one.approximate}`;
      if (!facts.has(key)) facts.set(key, one);
    }
  };
  for (const fact of quick.facts) {
    const again = looks.shownAgain(fact);
    if (again.length > 0) {
      add(again);
      continue;
    }
    const { thorough } = looks;
    const shown = thorough.facts.filter((other) => bearsOut(fact, other));
    if (shown.length > 0) add(shown);
    else if (!thorough.complete) add([{ ...fact, approximate: true }]);
  }
  return { ...quick, facts: [...facts.values()] };
}

/** Second looks at one function, each taken once: one path often shows several facts. */
export class SecondLooks {
  private readonly along = new Map<string, readonly PathFact[]>();
  private all: RootResult | null = null;

  constructor(
    readonly program: Program,
    private readonly code: FunctionCode,
    readonly left: Inheritance,
  ) {}

  /** All paths, kept apart as far as that goes. */
  get thorough(): RootResult {
    return (this.all ??= this.run(THOROUGH, null));
  }

  /** The fact as the path that showed it shows it alone; else as the paths like that one do. */
  shownAgain(fact: PathFact): PathFact[] {
    const path = pathKey(fact.trace);
    const shown = (key: string, guide: () => Guide) =>
      this.factsAlong(`${key} ${path}`, guide).filter((other) => bearsOut(fact, other));
    const exact = shown('exactly', () => exactly(fact.trace));
    return exact.some((one) => !one.approximate) ? exact : shown('alike', () => alike(fact.trace));
  }

  private factsAlong(key: string, guide: () => Guide): readonly PathFact[] {
    let facts = this.along.get(key);
    if (facts === undefined) {
      facts = this.run(GUIDED, guide()).facts;
      this.along.set(key, facts);
    }
    return facts;
  }

  private run(effort: Effort, guide: Guide | null): RootResult {
    return runRoot(this.program, this.code, effort, guide, this.left);
  }
}
