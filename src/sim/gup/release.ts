import type { Machine } from '../machine';
import { folioMarkDirty, folioNrPages, folioPut, folioTestDirty, freePage } from '../memory/folio';
import { kernelFunction, note, noteOf } from '../steps';
import type { Steps } from '../steps';
import { FOLL_PIN } from './follFlags';
import { unpinRun } from './fastRun';
import { gupPutFolio } from './grab';

/** Pages of one handle that a call gives back, and what the call asks for beside. */
export interface ReleaseCall {
  readonly pages: readonly number[];
  readonly makeDirty: boolean;
  /** `npages` as the caller says, where that is an errno it took for a count; else all of `pages`. */
  readonly hardError?: number;
}

export type Release = (m: Machine, call: ReleaseCall) => Steps<void>;

function dirtyLocked(m: Machine, folio: number): void {
  if (!folioTestDirty(m, folio)) folioMarkDirty(m, folio);
}

/** gup_folio_next(): neighbours in the list that belong to one folio are released at once. */
function* byFolio(
  m: Machine,
  pages: readonly number[],
  each: (folio: number) => void,
): Steps<void> {
  const { frames } = m;
  for (let i = 0, next: number; i < pages.length; i = next) {
    const folio = frames.folio(pages[i]);
    for (next = i + 1; next < pages.length && frames.folio(pages[next]) === folio; next++);
    each(folio);
    gupPutFolio(m, folio, next - i, FOLL_PIN);
    if (m.watching) yield noteOf(m, 'gup_put_folio', `${String(next - i)} pins`);
  }
}

const unpinUserPage = kernelFunction('unpin_user_page', function* (m, page: number) {
  gupPutFolio(m, m.frames.folio(page), 1, FOLL_PIN);
  if (m.watching) yield note(m, 'one pin');
});

/** WARN_ON(IS_ERR_VALUE(npages)): whoever passes an errno on leaks pages, maybe, but nothing is taken from others. */
const isHardError = (m: Machine, fn: string, call: ReleaseCall): boolean =>
  m.warnOn(call.hardError !== undefined, 'mm/gup.c', fn, 'an errno instead of a count');

const unpinUserPages = kernelFunction('unpin_user_pages', function* (m, call: ReleaseCall) {
  if (isHardError(m, 'unpin_user_pages', call)) return;
  const done = m.watching ? 0 : unpinRun(m, call.pages);
  if (done < call.pages.length) yield* byFolio(m, call.pages.slice(done), () => undefined);
});

const unpinUserPagesDirtyLock = kernelFunction(
  'unpin_user_pages_dirty_lock',
  function* (m, call: ReleaseCall) {
    if (!call.makeDirty) {
      yield* unpinUserPages(m, call);
      return;
    }
    yield* byFolio(m, call.pages, (folio) => {
      dirtyLocked(m, folio);
    });
  },
);

/** unpin_user_page_range_dirty_lock(): a physically contiguous range, given by its first page. */
const unpinUserPageRangeDirtyLock = kernelFunction(
  'unpin_user_page_range_dirty_lock',
  function* (m, call: ReleaseCall) {
    const [first] = call.pages;
    for (let i = 0, nr: number; i < call.pages.length; i += nr) {
      const page = first + i;
      const folio = m.frames.folio(page);
      nr = Math.min(call.pages.length - i, folioNrPages(m, folio) - (page - folio));
      if (call.makeDirty) dirtyLocked(m, folio);
      gupPutFolio(m, folio, nr, FOLL_PIN);
      if (m.watching) yield noteOf(m, 'gup_put_folio', `${String(nr)} pins`);
    }
  },
);

const putPage = kernelFunction('put_page', function* (m, page: number) {
  folioPut(m, m.frames.folio(page));
  if (m.watching) yield note(m, 'one reference');
});

const freeUserPage = kernelFunction('__free_page', function* (m, page: number) {
  const isCounted = freePage(m, page);
  if (m.watching) yield note(m, isCounted ? 'one reference' : "a tail page's, not the folio's");
});

const releasePages = kernelFunction('release_pages', function* (m, call: ReleaseCall) {
  for (const page of call.pages) folioPut(m, m.frames.folio(page));
  if (m.watching) yield note(m, `${String(call.pages.length)} references`);
});

const unpinUserFolio = kernelFunction('unpin_user_folio', function* (m, call: ReleaseCall) {
  gupPutFolio(m, m.frames.folio(call.pages[0]), call.pages.length, FOLL_PIN);
  if (m.watching) yield note(m, `${String(call.pages.length)} pins`);
});

const unpinFolios = kernelFunction('unpin_folios', function* (m, call: ReleaseCall) {
  if (isHardError(m, 'unpin_folios', call)) return;
  yield* byFolio(m, call.pages, () => undefined);
});

function* setPageDirtyLockPutPage(m: Machine, call: ReleaseCall): Steps<void> {
  for (const page of call.pages) {
    dirtyLocked(m, m.frames.folio(page));
    yield* putPage(m, page);
  }
}

const perPage = (release: (m: Machine, page: number) => Steps<void>): Release =>
  function* (m, call) {
    for (const page of call.pages) yield* release(m, page);
  };

/** Ways to give pages back, by the name of the kernel function. */
export type Releases = Readonly<Record<string, Release>>;

/** Releases of plain references; they are the same in all kernels. */
export const GET_RELEASES: Releases = {
  put_page: perPage(putPage),
  __free_page: perPage(freeUserPage),
  release_pages: releasePages,
  'set_page_dirty_lock+put_page': setPageDirtyLockPutPage,
};

/** 5.16. */
export const FOLIO_PUT: Releases = {
  folio_put: perPage(
    kernelFunction('folio_put', function* (m, page: number) {
      folioPut(m, m.frames.folio(page));
      if (m.watching) yield note(m, 'one reference');
    }),
  ),
};

/** What looks at `npages` before it believes it (since 5.8); the others would run through all of memory. */
export const guardsHardError = (how: string, makeDirty: boolean): boolean =>
  how === 'unpin_user_pages' ||
  how === 'unpin_folios' ||
  (how === 'unpin_user_pages_dirty_lock' && !makeDirty);

/** 5.7 to 5.12. */
export const UNPIN_RELEASES: Releases = {
  unpin_user_page: perPage(unpinUserPage),
  unpin_user_pages: unpinUserPages,
  unpin_user_pages_dirty_lock: unpinUserPagesDirtyLock,
};

/** 5.13. */
export const UNPIN_RANGE: Releases = {
  unpin_user_page_range_dirty_lock: unpinUserPageRangeDirtyLock,
};

/** 6.11, and 6.12 with unpin_user_folio(). */
export const UNPIN_FOLIO: Releases = {
  unpin_user_folio: unpinUserFolio,
  unpin_folios: unpinFolios,
};

const putUserPagesDirtyLock: Release = function* (m, call) {
  for (const page of call.pages) {
    if (call.makeDirty) dirtyLocked(m, m.frames.folio(page));
    yield* putPage(m, page);
  }
};

/** The proposal of 2019, with the counting it intended. */
export const PUT_USER_RELEASES: Releases = {
  put_user_page: perPage(unpinUserPage),
  put_user_pages: unpinUserPages,
  put_user_pages_dirty_lock: unpinUserPagesDirtyLock,
};

/** The same as posted: put_user_page() is put_page() in disguise. */
export const PUT_USER_RELEASES_AS_POSTED: Releases = {
  put_user_page: perPage(putPage),
  put_user_pages: perPage(putPage),
  put_user_pages_dirty_lock: putUserPagesDirtyLock,
};
