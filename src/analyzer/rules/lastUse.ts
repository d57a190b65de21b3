import type { SiteFacts } from './rule';

export interface LastUse {
  readonly name: string;
  readonly line: number;
}

/**
 * Another function of the site's file that takes apart what the pages are kept in: it frees what the
 * member points to or clears the member, or it frees the object, if nobody else is known to have it.
 *
 * @param owner `struct TAG.member`, or the path of a member in it.
 */
export function lastUse({ call, searched }: SiteFacts, owner: string): LastUse | null {
  const [, tag, member] = /^(?:struct (\w+)|\w+)(?:\.\w+)*\.(\w+)$/.exec(owner) ?? [];
  if (member === undefined) return null;
  const others = call.file.functions.filter(({ span }) => span.start !== call.unit?.span.start);
  const first = (find: (text: string) => number): LastUse | null => {
    for (const unit of others) {
      const at = find(unit.text);
      if (at === -1) continue;
      return { name: unit.name, line: call.file.source.position(unit.span.start + at).line };
    }
    return null;
  };
  const freed = new RegExp(
    `\\b\\w*free\\w*\\s*\\([^;()]*(?:->|\\.)${member}\\s*\\)|(?:->|\\.)${member}\\s*=\\s*NULL\\b`,
  );
  const known = first((text) => text.search(freed));
  const isOurs = searched() || new RegExp(`\\bstruct\\s+${tag}\\s*\\{`).test(call.file.text);
  return known ?? (tag !== undefined && isOurs ? first((text) => freesObject(text, tag)) : null);
}

/** Where a function frees an object of the type that it has a pointer to; -1 if nowhere. */
function freesObject(text: string, tag: string): number {
  const pointer = new RegExp(`\\bstruct\\s+${tag}\\s*\\*\\s*(\\w+)`, 'g');
  for (const [, name] of text.matchAll(pointer)) {
    const at = text.search(
      new RegExp(`\\b\\w*free(?:_sensitive)?\\s*\\((?:[^;()]*,)?\\s*${name}\\s*\\)`),
    );
    if (at !== -1) return at;
  }
  return -1;
}
