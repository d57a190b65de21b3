/**
 * What well-known kernel helpers do to pages, to the memory that holds page pointers, and to the
 * path they stand on. Only API of general use is listed; a function of one driver is followed by
 * reading its body.
 */
import { type ReleaseArgument, type TrackingKind } from '../functions';
import { type ReleaseRange } from '../release';
import { type SourceText } from '../source';

/** A parameter by index (what it is or points to), or what the call returns. */
export type Slot = number | 'return';

/** How success shows: always, by 0 (else an errno), by true, by a pointer that is no error/NULL. */
export type Success = 'always' | 'zero' | 'true' | 'pointer' | 'count';

/** What an address or number that stands for a page is. */
export type PageForm = 'page' | 'folio' | 'pfn' | 'phys' | 'virt' | 'dma' | 'bvec' | 'scatterlist';

export type Effect =
  /** Takes a reference or a pin on the page(s) in `pages`, or into the container there. */
  | {
      readonly does: 'acquires';
      readonly pages: Slot;
      readonly tracking: TrackingKind;
      readonly success: Success;
      /** Index of the argument that says how many; one when missing. */
      readonly count?: number;
    }
  /** Gives back. `owner` means what the container (bio, frame vector, umem) took for itself. */
  | {
      readonly does: 'releases';
      readonly tracking: TrackingKind | 'owner';
      readonly argument: ReleaseArgument;
    }
  /** Stores the page(s) of `param` in `into`, without a reference of its own. */
  | {
      readonly does: 'keeps';
      readonly param: number;
      readonly into: Slot;
      /** Nothing is stored unless it answers 0; where missing, a failure is not told apart. */
      readonly success?: 'zero';
    }
  /** Given to a subsystem that calls back, or releases it, when it is done. */
  | { readonly does: 'hands-on'; readonly param: number }
  /** `to` is something that was stored in `from`. */
  | { readonly does: 'retrieves'; readonly from: number; readonly to: Slot }
  /** `to` stands for the same page(s) as `from`, perhaps in another form. */
  | {
      readonly does: 'aliases';
      readonly from: number;
      readonly to: Slot;
      readonly form: PageForm | 'same';
      /** NULL when there is no room for a mapping; never when missing. */
      readonly fails?: 'null';
    }
  /** Copies bytes, and with them the pages that an array of pointers stands for. */
  | { readonly does: 'copies'; readonly from: number; readonly to: number }
  /** Marks dirty; `locks` when it takes the page lock and so may sleep. */
  | {
      readonly does: 'dirties';
      readonly param: number;
      readonly locks: boolean;
      /** Index of the boolean argument that decides; it always does when missing. */
      readonly when?: number;
    }
  /** The CPU reads or writes the contents of the page (or of what stands for it). */
  | { readonly does: 'touches'; readonly param: number; readonly access: 'read' | 'write' }
  /** Makes the scatterlist the destination of an operation that is started afterwards. */
  | { readonly does: 'fills'; readonly param: number }
  /** A device may access the page from here on; `direction` is the dma_data_direction. */
  | { readonly does: 'maps-dma'; readonly param: number; readonly direction: number }
  | { readonly does: 'unmaps-dma'; readonly param: number; readonly direction: number }
  /** Returns fresh memory. Contents are zero, undefined, or those of a gfp argument's __GFP_ZERO. */
  | {
      readonly does: 'allocates';
      readonly zeroed: boolean;
      readonly fails: 'null' | 'error-pointer' | 'never';
    }
  | { readonly does: 'frees'; readonly param: number }
  /** Control does not come back. */
  | { readonly does: 'noreturn' }
  /** mmap_lock of the mm, or the rw_semaphore whose address is given. */
  | {
      readonly does: 'locks';
      readonly lock: 'mmap' | 'rwsem';
      readonly mode: 'read' | 'write';
      readonly param: number;
      readonly success: 'always' | 'zero' | 'true';
    }
  | {
      readonly does: 'unlocks';
      readonly lock: 'mmap' | 'rwsem';
      readonly mode: 'read' | 'write';
      readonly param: number;
    }
  /**
   * A function given as argument runs: at once, later (work, timer, RCU), or when the last
   * reference goes. It is handed `argument`: a parameter of this call, or the structure that
   * embeds it.
   */
  | {
      readonly does: 'calls';
      readonly callback: number;
      readonly argument: number;
      readonly when: 'now' | 'later' | 'last-put' | 'teardown';
    }
  /** The structure that embeds what `param` points to. */
  | { readonly does: 'container-of'; readonly param: number }
  /** Control comes back only when the condition is false. */
  | { readonly does: 'asserts-not'; readonly param: number }
  /** True when pages of this iov_iter are pinned by iov_iter_extract_pages(). */
  | { readonly does: 'tells-pinned'; readonly param: number }
  /** True when the pointer (or number) is an error value, or that or NULL. */
  | { readonly does: 'tests'; readonly param: number; readonly holds: 'error' | 'error-or-null' }
  /** PTR_ERR and its kin: error pointer to errno, and back. */
  | { readonly does: 'decodes-error'; readonly param: number }
  | { readonly does: 'encodes-error'; readonly param: number }
  /** Charges pages to a limit, or takes the charge back when the boolean argument is false. */
  | { readonly does: 'charges'; readonly count: number; readonly charge: number | 'always' }
  /** The caller is told when the mapping changes: case 3 of pin_user_pages.rst. */
  | { readonly does: 'watches-mapping'; readonly param: number };

/** One helper in a range of releases. A missing bound means: not looked for. */
export interface Helper extends ReleaseRange {
  readonly name: string;
  readonly effects: readonly Effect[];
  readonly source: SourceText;
}

/** Helpers that do the same, each with its source. */
export function each(
  effects: readonly Effect[],
  sources: Readonly<Record<string, SourceText>>,
  range: ReleaseRange = {},
): Helper[] {
  return Object.entries(sources).map(([name, source]) => ({ name, ...range, effects, source }));
}
