/** C types as far as ownership and integer conversions need them. `null` stands for "not known". */
export type CType =
  | { readonly kind: 'int'; readonly bits: number; readonly signed: boolean }
  | { readonly kind: 'pointer'; readonly to: CType | null }
  | { readonly kind: 'array'; readonly of: CType | null }
  | { readonly kind: 'struct'; readonly tag: string }
  | { readonly kind: 'void' };

const int = (bits: number, signed: boolean): CType => ({ kind: 'int', bits, signed });

export const INT = int(32, true);
export const LONG = int(64, true);
export const UNSIGNED_LONG = int(64, false);
export const BOOL = int(1, false);

const NAMED: Readonly<Record<string, CType>> = {
  bool: BOOL,
  _Bool: BOOL,
  u8: int(8, false),
  u16: int(16, false),
  u32: int(32, false),
  u64: UNSIGNED_LONG,
  s8: int(8, true),
  s16: int(16, true),
  s32: INT,
  s64: LONG,
  uint: int(32, false),
  ulong: UNSIGNED_LONG,
  ushort: int(16, false),
  uchar: int(8, false),
  size_t: UNSIGNED_LONG,
  ssize_t: LONG,
  ptrdiff_t: LONG,
  loff_t: LONG,
  off_t: LONG,
  pgoff_t: UNSIGNED_LONG,
  dma_addr_t: UNSIGNED_LONG,
  phys_addr_t: UNSIGNED_LONG,
  resource_size_t: UNSIGNED_LONG,
  uintptr_t: UNSIGNED_LONG,
  sector_t: UNSIGNED_LONG,
  gfp_t: int(32, false),
  fmode_t: int(32, false),
  gfn_t: UNSIGNED_LONG,
  gpa_t: UNSIGNED_LONG,
  hpa_t: UNSIGNED_LONG,
  hva_t: UNSIGNED_LONG,
  kvm_pfn_t: UNSIGNED_LONG,
  blk_status_t: int(8, false),
  vm_fault_t: int(32, false),
};

/**
 * The type that a list of specifiers names: `unsigned long`, `struct page`, `u32`. Storage classes
 * and qualifiers are skipped. Null for a typedef that is not a well-known kernel one.
 */
export function namedType(specifiers: string): CType | null {
  const words = specifiers
    .replace(/_/g, (m, at: number, all: string) =>
      /unsigned_|long_|short_|signed_/.test(all.slice(Math.max(0, at - 8), at + 1)) ? ' ' : m,
    )
    .split(/[\s*]+/)
    .filter(
      (w) =>
        w !== '' &&
        !/^(const|volatile|static|register|extern|inline|__inline|auto|__user|__iomem|__rcu|__percpu|__force)$/.test(
          w,
        ),
    );
  const [first, second] = words;
  if (first === undefined) return null;
  if ((first === 'struct' || first === 'union') && second !== undefined)
    return { kind: 'struct', tag: second };
  if (first === 'enum') return INT;
  if (first === 'void') return { kind: 'void' };
  if (words.every((w) => /^(unsigned|signed|int|char|short|long)$/.test(w))) {
    const signed = !words.includes('unsigned');
    if (words.includes('char')) return int(8, signed);
    if (words.includes('short')) return int(16, signed);
    return int(words.includes('long') ? 64 : 32, signed);
  }
  const named = /^(__)?(\w+?)(_t)?$/.exec(first);
  return NAMED[first] ?? (named ? (NAMED[named[2]] ?? null) : null);
}

/** The type after C's integer promotions and usual arithmetic conversions. */
export function commonType(a: CType | null, b: CType | null): CType | null {
  if (a === null || b === null) return null;
  if (a.kind === 'pointer' || a.kind === 'array') return a;
  if (b.kind === 'pointer' || b.kind === 'array') return b;
  if (a.kind !== 'int' || b.kind !== 'int') return null;
  const x = promoted(a);
  const y = promoted(b);
  if (x.bits !== y.bits) return x.bits > y.bits ? x : y;
  return x.signed ? y : x;
}

function promoted(type: Extract<CType, { kind: 'int' }>): Extract<CType, { kind: 'int' }> {
  return type.bits < 32 ? { kind: 'int', bits: 32, signed: true } : type;
}

export function pointee(type: CType | null): CType | null {
  if (type?.kind === 'pointer') return type.to;
  if (type?.kind === 'array') return type.of;
  return null;
}

export const isPointer = (type: CType | null): boolean =>
  type?.kind === 'pointer' || type?.kind === 'array';

/** Tag of the struct that the type is or points to. */
export function structTag(type: CType | null): string | null {
  const inner = isPointer(type) ? pointee(type) : type;
  return inner?.kind === 'struct' ? inner.tag : null;
}
