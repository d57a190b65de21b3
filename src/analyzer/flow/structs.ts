import type { Member } from './machine';
import type { Members, StructText } from './structText';

const NO_MEMBERS: Members = new Map();

/** Looks up struct members and constants in what a file can name, each once. */
export class Structs {
  private readonly known = new Map<string, Members>();
  private readonly constants = new Map<string, number | null | undefined>();
  private readonly taken: StructText[] = [];
  private readonly rest: Iterator<StructText>;

  /** @param texts The file's own text and its headers, the nearest first; taken as far as needed. */
  constructor(texts: Iterable<StructText>) {
    this.rest = texts[Symbol.iterator]();
  }

  /** A struct's member; its own name and no type when the struct is not at hand. */
  member(tag: string, name: string): Member {
    return this.membersOf(tag).get(name) ?? { name, type: null };
  }

  /** Whether the struct is at hand. */
  knows(tag: string): boolean {
    return this.membersOf(tag) !== NO_MEMBERS;
  }

  /** Names of the members that share their storage with the one of that name. */
  sharing(tag: string, name: string): string[] {
    return [...this.membersOf(tag)]
      .filter(([, member]) => member.name === name)
      .map(([other]) => other);
  }

  /** The value of a constant; null where it is no plain number, undefined for any other name. */
  constant(name: string): number | null | undefined {
    if (this.constants.has(name)) return this.constants.get(name);
    const value = this.first((text) => text.constant(name));
    this.constants.set(name, value);
    return value;
  }

  private membersOf(tag: string): Members {
    let members = this.known.get(tag);
    if (members === undefined) {
      members = this.first((text) => text.members(tag) ?? undefined) ?? NO_MEMBERS;
      this.known.set(tag, members);
    }
    return members;
  }

  /** What the nearest text says that says anything. */
  private first<T>(ask: (text: StructText) => T | undefined): T | undefined {
    for (let at = 0; ; at++) {
      if (at === this.taken.length) {
        const next = this.rest.next();
        if (next.done === true) return undefined;
        this.taken.push(next.value);
      }
      const answer = ask(this.taken[at]);
      if (answer !== undefined) return answer;
    }
  }
}
