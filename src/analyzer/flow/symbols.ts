import type { SyntaxNode } from '../syntax/syntaxNode';
import { BoundSet } from './boundSet';
import type { CType } from './ctypes';
import { Elimination } from './elimination';
import { Linear, type Sym } from './linear';
import type { SymbolRange } from './constraints';
import type { Place } from './places';

/** Where the value that a symbol stands for comes from. */
export type Origin =
  /** What a place held before anything here wrote to it. */
  | { readonly kind: 'initial'; readonly place: Place }
  /** The address of a variable or of an embedded member. */
  | { readonly kind: 'address'; readonly place: Place }
  /** Memory allocated on the path. */
  | { readonly kind: 'allocation'; readonly api: string; readonly zeroed: boolean }
  /** The page in slot `index` of what the acquire `token` filled. */
  | { readonly kind: 'element'; readonly token: number; readonly index: Linear }
  /** A pure operation on other values, for example a mask or a division. */
  | { readonly kind: 'term'; readonly op: string; readonly args: readonly Linear[] }
  /** A page frame number, physical, DMA or kernel address that was computed from a page. */
  | { readonly kind: 'derived'; readonly from: Linear; readonly how: string }
  /** A negative number after conversion to an unsigned type: huge. */
  | { readonly kind: 'wrapped'; readonly from: Linear }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'macro'; readonly name: string }
  /** The result of an acquire: pages, bytes or an errno. */
  | { readonly kind: 'acquired'; readonly call: SyntaxNode }
  /** What a call returned that is not followed; `callee` is '' where it was one call or another. */
  | { readonly kind: 'result'; readonly callee: string }
  | { readonly kind: 'unknown' };

interface SymbolInfo {
  readonly name: string;
  readonly origin: Origin;
  type: CType | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Wrapped negatives are at least this large: bigger than any page count. */
export const HUGE = 2 ** 31;

/** All symbols of one analysis. Symbols with an identity are made once and found again. */
export class Symbols implements SymbolRange {
  private readonly infos: SymbolInfo[] = [];
  private readonly byKey = new Map<string, Sym>();
  private readonly termsByOp = new Map<string, Sym[]>();
  readonly elimination = new Elimination();
  readonly noBounds = BoundSet.empty();

  make(
    name: string,
    origin: Origin,
    type: CType | null,
    min: number | null = null,
    max: number | null = null,
  ): Linear {
    const range = typeRange(type);
    const sym =
      this.infos.push({ name, origin, type, min: min ?? range.min, max: max ?? range.max }) - 1;
    return Linear.symbol(sym);
  }

  /** The symbol with this identity, made on first use. */
  once(key: string, make: () => Linear): Linear {
    const known = this.byKey.get(key);
    if (known !== undefined) return Linear.symbol(known);
    const made = make();
    const sym = made.asSymbol;
    if (sym !== null) this.byKey.set(key, sym);
    return made;
  }

  termsOf(op: string): readonly Sym[] {
    return this.termsByOp.get(op) ?? [];
  }

  rememberTerm(op: string, sym: Sym): void {
    const known = this.termsByOp.get(op);
    if (known) known.push(sym);
    else this.termsByOp.set(op, [sym]);
  }

  info(sym: Sym): SymbolInfo {
    return this.infos[sym];
  }

  origin(value: Linear): Origin | null {
    const sym = value.asSymbol;
    return sym === null ? null : this.infos[sym].origin;
  }

  setType(value: Linear, type: CType | null): void {
    const sym = value.asSymbol;
    if (sym === null || type === null) return;
    const known = this.infos[sym].type;
    // A void pointer that is kept as a pointer to a struct is one.
    const vague = known?.kind === 'pointer' && (known.to === null || known.to.kind === 'void');
    if (known === null || (vague && type.kind === 'pointer')) this.infos[sym].type = type;
  }

  min(sym: Sym): number | null {
    return this.infos[sym].min;
  }

  max(sym: Sym): number | null {
    return this.infos[sym].max;
  }

  /** Named constants differ from each other, and so do addresses of memory of one's own. */
  distinct(a: Sym, b: Sym): boolean {
    const [x, y] = [this.infos[a].origin.kind, this.infos[b].origin.kind];
    if (x === 'macro' && y === 'macro') return true;
    const own = (kind: string) =>
      kind === 'allocation' || kind === 'address' || kind === 'function';
    return own(x) && own(y);
  }

  /** The symbol that makes a value an address: `pages` in `pages + done`. */
  pointerRoot(value: Linear): Sym | null {
    let candidate: Sym | null = null;
    for (const term of value.terms) {
      if (term[1] !== 1) continue;
      const sym = term[0];
      if (this.isAddress(sym)) return sym;
      const { type, origin } = this.infos[sym];
      if (type === null && origin.kind !== 'term' && origin.kind !== 'macro') candidate ??= sym;
    }
    return candidate;
  }

  /** Whether the symbol is known to be an address, by its type or by where it comes from. */
  isAddress(sym: Sym): boolean {
    const { origin, type } = this.infos[sym];
    if (type !== null) return type.kind === 'pointer' || type.kind === 'array';
    return origin.kind === 'address' || origin.kind === 'allocation' || origin.kind === 'element';
  }
}

function typeRange(type: CType | null): { min: number | null; max: number | null } {
  if (type?.kind !== 'int') return { min: null, max: null };
  const min = type.signed ? null : 0;
  const max =
    type.bits === 1
      ? 1
      : type.bits < 32
        ? 2 ** (type.signed ? type.bits - 1 : type.bits) - 1
        : null;
  return { min: type.signed && type.bits < 32 ? -(max ?? 0) - 1 : min, max };
}
