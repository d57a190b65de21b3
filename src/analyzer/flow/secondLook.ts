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
  private readonly along = new Map<string, RootResult>();
  private all: RootResult | null = null;
  /** One path by itself was more than may be visited: so are others of the function. */
  private tooLong = false;

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
    const borneOut = ({ facts }: RootResult) => facts.filter((other) => bearsOut(fact, other));
    if (!this.tooLong) {
      const exact = this.runAlong(`exactly ${path}`, () => exactly(fact.trace));
      const shown = borneOut(exact);
      if (shown.some((one) => !one.approximate)) return shown;
      this.tooLong = !exact.complete;
    }
    return borneOut(this.runAlong(`alike ${path}`, () => alike(fact.trace)));
  }

  private runAlong(key: string, guide: () => Guide): RootResult {
    let result = this.along.get(key);
    if (result === undefined) {
      result = this.run(GUIDED, guide());
      this.along.set(key, result);
    }
    return result;
  }

  private run(effort: Effort, guide: Guide | null): RootResult {
    return runRoot(this.program, this.code, effort, guide, this.left);
  }
}
