/** Constants by name; null where the value is not a plain number, or depends on the configuration. */
export type Constants = ReadonlyMap<string, number | null>;

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+(.*)$/gm;
const PLAIN = /^\(?[ \t]*(-?(?:0[xX][\da-fA-F]+|\d+))[uUlL]*[ \t]*\)?[ \t]*(?:\/[*/].*)?$/;
const ENUM = /\benum\b[^;{}()]*\{([^{}]*)\}/g;
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g;

/**
 * The enumerators and the plain numbers that a text defines. What the arms of an `#if` define
 * differently has no value: which of them is built is not known.
 */
export function constantsIn(text: string): Constants {
  const found = new Map<string, number | null>();
  const others = new Set<string>();
  for (const [, name, body] of text.matchAll(DEFINE)) {
    const [, digits] = PLAIN.exec(body) ?? [];
    if (digits === undefined) {
      others.add(name);
      continue;
    }
    const value = Number(digits);
    const before = found.get(name);
    found.set(name, before === undefined || before === value ? value : null);
  }
  for (const name of others) if (found.has(name)) found.set(name, null);
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
