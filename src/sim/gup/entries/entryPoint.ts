import type { Machine } from '../../machine';
import type { Steps } from '../../steps';
import type { Mm } from '../../world';
import type { Locked, PageSlots } from '../slow';

/** The arguments of a call from the get_user_pages/pin_user_pages family. */
export interface GupCall {
  /** Page number of `start`; the offset in the page does not matter to any of them. */
  readonly start: number;
  readonly nr: number;
  /** FOLL_* as the caller passed them. */
  readonly flags: number;
  /** The `pages` array; null when the caller passes NULL. */
  readonly pages: PageSlots | null;
  /** The address space of a `_remote` call; otherwise that of `current`. */
  readonly mm: Mm;
  /** `&locked`, or null for NULL. */
  readonly locked: Locked | null;
}

/** One exported function of a release. */
export interface EntryPoint {
  /** FOLL_GET or FOLL_PIN family: what must release the pages. */
  readonly kind: 'get' | 'pin';
  /** The caller must hold mmap_lock for reading. */
  readonly needsLock: boolean;
  /** The call walks another process's memory. */
  readonly remote: boolean;
  /** Writes through `pages` without looking: a call with NULL would be an oops. */
  readonly trustsPages?: boolean;
  /** Number of pages, or a negative errno. */
  readonly run: (m: Machine, call: GupCall) => Steps<number>;
}

export type EntryPoints = Readonly<Record<string, EntryPoint>>;

/** The `pages` of a call that cannot do without. */
export const slotsOf = (call: GupCall): PageSlots => call.pages ?? { list: [], at: 0 };

/** The lock of a call that passes NULL: held by the caller, never dropped. */
export const heldLock = (): Locked => ({ held: true });
