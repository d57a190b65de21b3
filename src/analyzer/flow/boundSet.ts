import type { Linear } from './linear';

/**
 * Inequalities that hold together, each `expression <= 0`, in the order in which they were learnt.
 * Immutable, and one object for each list: paths learn the same things again and again, and what was
 * found out of a list once need not be found out anew.
 */
export class BoundSet {
  /** Which symbols have bounds, in the way of `Linear.mask`. */
  readonly mask: number;
  private readonly next = new Map<string, BoundSet>();
  private readonly answers = new Map<string, boolean>();

  private constructor(readonly list: readonly Linear[]) {
    let mask = 0;
    for (const bound of list) mask |= bound.mask;
    this.mask = mask;
  }

  /** The set to begin with: sets that are made from different ones are never the same. */
  static empty(): BoundSet {
    return new BoundSet([]);
  }

  with(bound: Linear): BoundSet {
    return this.once(bound.key, () => [...this.list, bound]);
  }

  /** With another bound in the place of the one at the index. */
  replacing(index: number, bound: Linear): BoundSet {
    return this.once(`${index}:${bound.key}`, () => this.list.with(index, bound));
  }

  private once(key: string, list: () => readonly Linear[]): BoundSet {
    let made = this.next.get(key);
    if (made === undefined) {
      made = new BoundSet(list());
      this.next.set(key, made);
    }
    return made;
  }

  /** The answer to a question about the set, which `find` gives the first time. */
  answer(question: string, find: () => boolean): boolean {
    let known = this.answers.get(question);
    if (known === undefined) {
      known = find();
      this.answers.set(question, known);
    }
    return known;
  }
}
