/** Constants by name; null for one whose value is not a plain number. */
export type Constants = ReadonlyMap<string, number | null>;

const DEFINE =
  /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+\(?[ \t]*(-?(?:0[xX][\da-fA-F]+|\d+))[uUlL]*[ \t]*\)?[ \t]*(?:\/[*/].*)?$/gm;
const ENUM = /\benum\b[^;{}()]*\{([^{}]*)\}/g;
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g;

/** The enumerators and the plain numbers that a text defines. */
export function constantsIn(text: string): Constants {
  const found = new Map<string, number | null>();
  for (const [, name, value] of text.matchAll(DEFINE)) found.set(name, Number(value));
  for (const [, body] of text.matchAll(ENUM)) {
    let next: number | null = 0;
    for (const part of body.replace(COMMENT, '').split(',')) {
      const [, name, expression] = /^\s*(\w+)\s*(?:=\s*([\s\S]*?))?\s*$/.exec(part) ?? [];
      if (name === undefined) continue;
      if (expression !== undefined) next = numberIn(expression, found);
      found.set(name, next);
      if (next !== null) next++;
    }
  }
  return found;
}

function numberIn(expression: string, known: Constants): number | null {
  const plain = /^\(?\s*(-?(?:0[xX][\da-fA-F]+|\d+))[uUlL]*\s*\)?$/.exec(expression);
  if (plain) return Number(plain[1]);
  return known.get(expression) ?? null;
}
