import type { FunctionCode } from '../flow/functionCode';

/** A table of functions: `static const struct abc_ops user_ops = { .release = abc_put, … };`. */
export interface Table {
  readonly struct: string;
  readonly name: string;
  readonly body: string;
}

const TABLE = /\bstruct\s+(\w+)\s+(\w+)\s*=\s*\{([^;]*)\};/g;

/** The tables of a source. */
export const tablesIn = (text: string): Table[] =>
  [...text.matchAll(TABLE)].map(([, struct, name, body]) => ({ struct, name, body }));

/**
 * Whether a function that is called through a table of operations can be meant by code that names the
 * table its objects have: `buf.ops = &user_ops` has other objects than those of `kernel_ops`.
 *
 * @param tables Those of the sources at hand.
 */
export function canBeCalledFor(
  code: FunctionCode,
  callee: FunctionCode,
  tables: () => readonly Table[],
): boolean {
  const named = [...code.source.of(code.syntax).matchAll(/=\s*&(\w+)/g)].map(([, name]) => name);
  if (named.length === 0) return true;
  const holds = ({ body }: Table) => new RegExp(`=\\s*${callee.name}\\b`).test(body);
  const holding = tables().filter(holds);
  if (holding.length === 0) return true;
  const own = tables().filter(({ name }) => named.includes(name));
  // Without a table of the same kind nothing is said of this one.
  const rivals = own.filter((one) => holding.some(({ struct }) => struct === one.struct));
  return rivals.length === 0 || rivals.some(holds);
}

/** `request->done = user_done;`: the member that is set, and to what. */
const CALLBACK = /(?:->|\.)\s*(\w+)\s*=\s*&?([A-Za-z_]\w*)\s*;/g;

/**
 * Whether a function that objects name as their callback can be that of the ones which a function sets
 * up: where it sets the same member to another function, what that one gives back is not theirs.
 *
 * @param texts The sources at hand.
 */
export function canCallBack(
  code: FunctionCode,
  callee: FunctionCode,
  texts: () => readonly string[],
): boolean {
  const own = callbacksIn(code.source.of(code.syntax));
  if (own.length === 0) return true;
  const members = new Set(
    texts()
      .filter((text) => text.includes(callee.name))
      .flatMap(callbacksIn)
      .filter(({ name }) => name === callee.name)
      .map(({ member }) => member),
  );
  const rivals = own.filter(({ member }) => members.has(member));
  return rivals.length === 0 || rivals.some(({ name }) => name === callee.name);
}

const callbacksIn = (text: string) =>
  [...text.matchAll(CALLBACK)].map(([, member, name]) => ({ member, name }));
