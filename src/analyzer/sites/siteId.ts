/** 53 bits of a text's hash: cyrb53 by bryc, public domain. Enough to tell a tree's sites apart. */
export function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

/** Hands out the ids of one file's sites: the same as long as no equal call is added before. */
export class SiteIds {
  private readonly ordinals = new Map<string, number>();

  constructor(private readonly file: string) {}

  /** The id of the next call of `api` in `caller`. */
  next(caller: string, api: string): string {
    const key = `${this.file}\n${caller}\n${api}`;
    const ordinal = this.ordinals.get(key) ?? 0;
    this.ordinals.set(key, ordinal + 1);
    return hash53(`${key}\n${String(ordinal)}`)
      .toString(16)
      .padStart(14, '0');
  }
}
