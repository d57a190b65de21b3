import { functionByName, isAcquire, type KernelRelease, trackingOf } from '../../kernel';
import { signatureFor } from '../sites/siteArguments';
import type { SourceText } from '../syntax/sourceText';
import type { Tracking } from '../records';
import type { SyntaxNode } from '../syntax/syntaxNode';

/**
 * What an acquire's result says: how many `pages` it took, how many `bytes` they cover, whether it
 * took `one`, or the `page` itself.
 */
export type ResultMeaning = 'pages' | 'bytes' | 'one' | 'page';

/** A function whose calls are sites, as the release has it, with the positions of its arguments. */
export interface AcquireFunction {
  readonly name: string;
  readonly tracking: Tracking;
  readonly result: ResultMeaning;
  readonly pages: number | null;
  readonly nrPages: number | null;
  readonly flags: number | null;
  readonly locked: number | null;
  readonly mm: number | null;
  /** The iov_iter that the pages come from. */
  readonly iterator: number | null;
  /** Where a byte-counting call stores the offset into the first page. */
  readonly offset: number | null;
  /** `struct page ***pages`: the call may allocate the array. */
  readonly mayAllocate: boolean;
  /** mmap_lock of the mm has to be held by the caller. */
  readonly needsLock: boolean;
  /** The pages are pinned only when the iterator is user-backed. */
  readonly onlyUserBacked: boolean;
}

/** One call of such a function. */
export interface AcquireCall {
  readonly fn: AcquireFunction;
  readonly node: SyntaxNode;
  readonly source: SourceText;
  /** The function that contains the call. */
  readonly caller: string;
}

const LOCK_HELD = /^(get|pin)_user_pages(_remote|_locked)?$|^get_user_page_vma_remote$/;

/** The acquire function of that name as a call with this many arguments uses it, or null. */
export function acquireFunction(
  name: string,
  argumentCount: number,
  release: KernelRelease,
): AcquireFunction | null {
  if (!isAcquire(name)) return null;
  const fact = functionByName(name);
  const tracking = trackingOf(name);
  if (fact === undefined || tracking === undefined) return null;
  const signature = signatureFor(fact, argumentCount, release);
  if (signature === null) return null;
  const { index, params, returns } = signature;
  const named = (pattern: RegExp) => {
    const at = params.findIndex((p) => pattern.test(p.name));
    return at === -1 ? null : at;
  };
  const iterator = params.findIndex((p) => p.type.includes('iov_iter'));
  return {
    name,
    tracking,
    result: meaning(returns),
    pages: index.pages ?? null,
    nrPages: index.nrPages ?? null,
    flags: index.flags ?? index.extractionFlags ?? null,
    locked: index.locked ?? null,
    mm: index.mm ?? null,
    iterator: iterator === -1 ? null : iterator,
    offset: iterator === -1 ? null : named(/^(start|offset0?)$/),
    mayAllocate: /\*\s*\*\s*\*/.test(params[index.pages ?? 0].type),
    needsLock: LOCK_HELD.test(name),
    onlyUserBacked: name === 'iov_iter_extract_pages',
  };
}

function meaning(returns: string): ResultMeaning {
  if (returns.includes('*')) return 'page';
  if (returns === 'bool') return 'one';
  return returns === 'ssize_t' ? 'bytes' : 'pages';
}
