import type { Member } from './machine';
import type { Members, StructText } from './structText';

const NO_MEMBERS: Members = new Map();

/** Looks up struct members in what a file can name, each struct once. */
export class Structs {
  private readonly known = new Map<string, Members>();
  private readonly taken: StructText[] = [];
  private readonly rest: Iterator<StructText>;

  /** @param texts The file's own text and its headers, the nearest first; taken as far as needed. */
  constructor(texts: Iterable<StructText>) {
    this.rest = texts[Symbol.iterator]();
  }

  /** A struct's member; its own name and no type when the struct is not at hand. */
  member(tag: string, name: string): Member {
    let members = this.known.get(tag);
    if (members === undefined) {
      members = this.find(tag);
      this.known.set(tag, members);
    }
    return members.get(name) ?? { name, type: null };
  }

  /** Names of the members that share their storage with the one of that name. */
  sharing(tag: string, name: string): string[] {
    this.member(tag, name);
    return [...(this.known.get(tag) ?? NO_MEMBERS)]
      .filter(([, member]) => member.name === name)
      .map(([other]) => other);
  }

  private find(tag: string): Members {
    for (let at = 0; ; at++) {
      if (at === this.taken.length) {
        const next = this.rest.next();
        if (next.done === true) return NO_MEMBERS;
        this.taken.push(next.value);
      }
      const members = this.taken[at].members(tag);
      if (members !== null) return members;
    }
  }
}
