import { ChunkedStore, longerInt32, longerUint32, longerUint8 } from './chunked';
import type { Column } from './chunked';

const CHUNK_SHIFT = 7;
/** Frames that a machine has columns for from the start: those of the hugetlb pool and some more. */
const FIRST_FRAMES = 1 << 14;

/**
 * struct page for every frame, as columns indexed by frame number. 43 bytes a frame; with 4 bytes of page table
 * entry that is below the 64 bytes the kernel itself spends. All zero means free and never used; the columns grow as the
 * allocator hands out frames further up, so that a large machine of which little is used costs little.
 */
export class Frames extends ChunkedStore {
  /** `_refcount` of the folio, on the head page. 32 bits and wrapping, as in the kernel. */
  refcount: Int32Array = new Int32Array(0);
  /** How many page table entries map this very page (`_mapcount` + 1). For hugetlb folios: 0, see `entire`. */
  mapcount: Int32Array = new Int32Array(0);
  /** Head page only: PMD (or hugetlb) mappings of the whole folio (`_entire_mapcount` + 1). */
  entire: Int32Array = new Int32Array(0);
  /** Head page only: exact number of pins, where the profile keeps one. */
  pincount: Int32Array = new Int32Array(0);
  flags: Uint32Array = new Uint32Array(0);
  /** Frame number of the head page; 0 for a folio of one page. */
  head: Int32Array = new Int32Array(0);
  order: Uint8Array = new Uint8Array(0);
  /** Id of the address space (positive) or of the anon_vma (negative); 0 for none. */
  mapping: Int32Array = new Int32Array(0);
  /** Offset in the mapping, in pages; on tail pages unused. */
  index: Int32Array = new Int32Array(0);
  /** Swap entry of a folio in the swap cache; for free blocks the next in the list. */
  private: Int32Array = new Int32Array(0);
  /** Counts allocations of the frame: (frame, generation) names one allocation. */
  generation: Uint32Array = new Uint32Array(0);
  /** First byte of the page, and the byte that fills the rest. */
  byte0: Uint8Array = new Uint8Array(0);
  fill: Uint8Array = new Uint8Array(0);

  /** `count`: frames that the machine has. */
  constructor(readonly count: number) {
    super(CHUNK_SHIFT);
    this.reach(Math.min(count, FIRST_FRAMES));
  }

  /** Makes sure that there are columns for the frames below `end`. */
  reach(end: number): void {
    const length = this.refcount.length;
    if (end <= length) return;
    const wanted = Math.min(this.count, Math.max(end, 2 * length));
    this.grow(Math.ceil(wanted / (1 << CHUNK_SHIFT)));
  }

  protected override lengthen(length: number): void {
    this.refcount = longerInt32(this.refcount, length);
    this.mapcount = longerInt32(this.mapcount, length);
    this.entire = longerInt32(this.entire, length);
    this.pincount = longerInt32(this.pincount, length);
    this.flags = longerUint32(this.flags, length);
    this.head = longerInt32(this.head, length);
    this.order = longerUint8(this.order, length);
    this.mapping = longerInt32(this.mapping, length);
    this.index = longerInt32(this.index, length);
    this.private = longerInt32(this.private, length);
    this.generation = longerUint32(this.generation, length);
    this.byte0 = longerUint8(this.byte0, length);
    this.fill = longerUint8(this.fill, length);
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
