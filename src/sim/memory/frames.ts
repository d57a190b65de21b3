import { ChunkedStore } from './chunked';
import type { Column } from './chunked';

const CHUNK_SHIFT = 7;

/**
 * struct page for every frame, as columns indexed by frame number. 43 bytes a frame; with 4 bytes of page table
 * entry that is below the 64 bytes the kernel itself spends. All zero means free and never used, so a machine of any
 * size costs nothing until it is touched.
 */
export class Frames extends ChunkedStore {
  /** `_refcount` of the folio, on the head page. 32 bits and wrapping, as in the kernel. */
  readonly refcount: Int32Array;
  /** How many page table entries map this very page (`_mapcount` + 1). For hugetlb folios: 0, see `entire`. */
  readonly mapcount: Int32Array;
  /** Head page only: PMD (or hugetlb) mappings of the whole folio (`_entire_mapcount` + 1). */
  readonly entire: Int32Array;
  /** Head page only: exact number of pins, where the profile keeps one. */
  readonly pincount: Int32Array;
  readonly flags: Uint32Array;
  /** Frame number of the head page; 0 for a folio of one page. */
  readonly head: Int32Array;
  readonly order: Uint8Array;
  /** Id of the address space (positive) or of the anon_vma (negative); 0 for none. */
  readonly mapping: Int32Array;
  /** Offset in the mapping, in pages; on tail pages unused. */
  readonly index: Int32Array;
  /** Swap entry of a folio in the swap cache; for free blocks the next in the list. */
  readonly private: Int32Array;
  /** Counts allocations of the frame: (frame, generation) names one allocation. */
  readonly generation: Uint32Array;
  /** First byte of the page, and the byte that fills the rest. */
  readonly byte0: Uint8Array;
  readonly fill: Uint8Array;

  constructor(readonly count: number) {
    super(CHUNK_SHIFT, Math.ceil(count / (1 << CHUNK_SHIFT)));
    const n = Math.ceil(count / (1 << CHUNK_SHIFT)) << CHUNK_SHIFT;
    this.refcount = new Int32Array(n);
    this.mapcount = new Int32Array(n);
    this.entire = new Int32Array(n);
    this.pincount = new Int32Array(n);
    this.flags = new Uint32Array(n);
    this.head = new Int32Array(n);
    this.order = new Uint8Array(n);
    this.mapping = new Int32Array(n);
    this.index = new Int32Array(n);
    this.private = new Int32Array(n);
    this.generation = new Uint32Array(n);
    this.byte0 = new Uint8Array(n);
    this.fill = new Uint8Array(n);
  }

  protected override columns(): readonly Column[] {
    return [
      this.refcount,
      this.mapcount,
      this.entire,
      this.pincount,
      this.flags,
      this.head,
      this.order,
      this.mapping,
      this.index,
      this.private,
      this.generation,
      this.byte0,
      this.fill,
    ];
  }

  /** Bytes of page state per frame. */
  bytesPerFrame(): number {
    return this.columns().reduce((sum, column) => sum + column.BYTES_PER_ELEMENT, 0);
  }

  touch(pfn: number): void {
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  refAdd(pfn: number, n: number): void {
    this.refcount[pfn] += n;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  mapAdd(pfn: number, n: number): void {
    this.mapcount[pfn] += n;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  entireAdd(pfn: number, n: number): void {
    this.entire[pfn] += n;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  pinAdd(pfn: number, n: number): void {
    this.pincount[pfn] += n;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  set(pfn: number, bits: number): void {
    this.flags[pfn] |= bits;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  clear(pfn: number, bits: number): void {
    this.flags[pfn] &= ~bits;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  test(pfn: number, bits: number): boolean {
    return (this.flags[pfn] & bits) !== 0;
  }

  /** page_folio(): frame number of the head page. */
  folio(pfn: number): number {
    return this.head[pfn] || pfn;
  }

  /** Writes the first byte, as user space or a device does. */
  setByte0(pfn: number, value: number): void {
    this.byte0[pfn] = value;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  setMapping(pfn: number, mapping: number, index: number): void {
    this.mapping[pfn] = mapping;
    this.index[pfn] = index;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  setPrivate(pfn: number, value: number): void {
    this.private[pfn] = value;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  /** copy_highpage(). */
  copyContent(to: number, from: number): void {
    this.byte0[to] = this.byte0[from];
    this.fill[to] = this.fill[from];
    this.dirty[to >> CHUNK_SHIFT] = 1;
  }

  /** clear_highpage(), or fills the whole page with one byte. */
  fillContent(pfn: number, value: number): void {
    this.byte0[pfn] = value;
    this.fill[pfn] = value;
    this.dirty[pfn >> CHUNK_SHIFT] = 1;
  }

  sameContent(a: number, b: number): boolean {
    return this.byte0[a] === this.byte0[b] && this.fill[a] === this.fill[b];
  }
}
