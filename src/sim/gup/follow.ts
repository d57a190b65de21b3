import { EEXIST, EFAULT, EINVAL, EMLINK } from '../errno';
import { ZERO_PFN } from '../machine';
import type { Machine } from '../machine';
import { getDevPagemap } from '../memory/devPagemap';
import { folioMarkAccessed, folioMarkDirty, folioTestDirty } from '../memory/folio';
import { hugetlbfsPagecachePresent } from '../mm/hugetlb';
import { vmNormalPage } from '../mm/normalPage';
import { lockPtl, unlockPtl } from '../mm/ptl';
import { PMD_LEVEL, PTE_LEVEL, PTRS, PUD_LEVEL } from '../mm/pageTables';
import {
  PTE_DEVMAP,
  PTE_DIRTY,
  PTE_NO_PAGE,
  PTE_YOUNG,
  pteDirty,
  pteLeaf,
  ptePfn,
  ptePresent,
  pteProtnone,
  pteWrite,
  withFlags,
} from '../mm/pte';
import { splitHugePmd } from '../mm/splitPmd';
import { isVmHugetlbPage, vmaIsAnonymous } from '../mm/vma';
import { kernelFunction, note, noteOf } from '../steps';
import type { Step } from '../steps';
import type { Vma } from '../world';
import {
  FOLL_DUMP,
  FOLL_GET,
  FOLL_MLOCK,
  FOLL_PIN,
  FOLL_SPLIT,
  FOLL_SPLIT_PMD,
  FOLL_TOUCH,
  FOLL_WRITE,
} from './follFlags';
import { tryGrabFolio } from './grab';
import { mlockForGup, splitForGup } from './oldFlags';

/** follow_page_context: how much one look-up found. */
export interface FollowContext {
  /** Pages of the leaf that was found, minus one; 0 for a single page. */
  pageMask: number;
}

/** A frame number (> 0), 0 for NULL ("fault it in"), or a negative errno (ERR_PTR). */
export type FollowResult = number;

export const showFollow = (result: FollowResult): string =>
  result > 0 ? `page ${String(result)}` : result === 0 ? 'nothing there: fault' : String(result);

/** no_page_table(): nothing is mapped; a core dump skips what was never touched. */
export function noPageTable(vma: Vma, flags: number, address: number): FollowResult {
  if (!(flags & FOLL_DUMP)) return 0;
  const hole = isVmHugetlbPage(vma)
    ? !hugetlbfsPagecachePresent(vma, address)
    : vmaIsAnonymous(vma);
  return hole ? -EFAULT : 0;
}

/** follow_pfn_pte(): an entry without page; tells the caller to count it if it wanted no pages. */
function followPfnPte(m: Machine, at: number, flags: number): number {
  if (flags & FOLL_TOUCH) {
    const bits = flags & FOLL_WRITE ? PTE_DIRTY | PTE_YOUNG : PTE_YOUNG;
    m.tables.set(at, withFlags(m.tables.get(at), bits));
  }
  return -EEXIST;
}

/** Tells a watcher what was decided; nobody listens when the machine is not watched. */
type Say = (text: string, fn?: string) => void;
const unheard: Say = () => undefined;

/** What follow_page_pte() does under the page table lock, where nobody can come in between. */
function examinePte(
  m: Machine,
  vma: Vma,
  address: number,
  at: number,
  flags: number,
  say: Say,
): FollowResult {
  const both = FOLL_PIN | FOLL_GET;
  if (
    m.warnOn((flags & both) === both, 'mm/gup.c', 'follow_page_pte', 'both FOLL_PIN and FOLL_GET')
  )
    return -EINVAL;
  if (at < 0) return noPageTable(vma, flags, address);
  const pte = m.tables.get(at);
  if (!ptePresent(pte)) {
    say(pte === 0 ? 'the entry is empty' : 'the entry is not present');
    return pte === 0 ? noPageTable(vma, flags, address) : 0;
  }
  if (pteProtnone(pte) && !m.profile.numaHints.follows(vma, flags)) {
    say('a NUMA hint: a fault must take it away');
    return 0;
  }
  let page = vmNormalPage(pte);
  if (flags & FOLL_WRITE && !m.profile.canFollowWrite(m, pte, page, vma, flags)) {
    say('the entry is read-only: a write fault is needed');
    return 0;
  }
  // Device memory is not counted by its mappings, but it can be held.
  if (page === 0 && pte & PTE_DEVMAP && flags & both) {
    if (!getDevPagemap(m)) return 0;
    page = ptePfn(pte);
  }
  if (page === 0) {
    if (flags & FOLL_DUMP) return -EFAULT;
    if (ptePfn(pte) !== ZERO_PFN || pte & PTE_NO_PAGE) {
      say('a special entry: no page to hand out');
      return m.profile.followPfn(flags, followPfnPte(m, at, flags));
    }
    page = ZERO_PFN;
  }
  if (!pteWrite(pte) && m.profile.mustUnshare(m, vma, flags, page)) {
    say('the page may be shared: it must be unshared first');
    return -EMLINK;
  }
  const error = tryGrabFolio(m, page, 1, flags);
  if (error !== 0) return error;
  if (flags & both)
    say(flags & FOLL_PIN ? 'one pin' : 'one reference', m.profile.names.tryGrabFolio);
  if (flags & FOLL_TOUCH) {
    const folio = m.frames.folio(page);
    if (flags & FOLL_WRITE && !pteDirty(pte) && !folioTestDirty(m, folio)) folioMarkDirty(m, folio);
    folioMarkAccessed(m, folio);
  }
  if (flags & FOLL_MLOCK) mlockForGup(m, vma, m.frames.folio(page), false);
  return page;
}

/** follow_page_pte(): the lowest level, under the page table lock. */
export const followPagePte = kernelFunction(
  'follow_page_pte',
  function* (m, vma: Vma, address: number, at: number, flags: number) {
    const error = yield* splitForGup(m, at, flags);
    if (error !== 0) return error;
    if (!m.watching) return examinePte(m, vma, address, at, flags, unheard);
    yield* lockPtl(m, vma.mm);
    const said: Step[] = [];
    const result = examinePte(m, vma, address, at, flags, (text, fn) =>
      said.push(fn === undefined ? note(m, text) : noteOf(m, fn, text)),
    );
    yield* said;
    unlockPtl(m, vma.mm);
    return result;
  },
  showFollow,
);

/** follow_pmd_mask(): a huge page or the table below. */
const followPmdMask = kernelFunction(
  'follow_pmd_mask',
  function* (m, vma: Vma, address: number, flags: number, context: FollowContext) {
    const pmd = m.tables.find(vma.mm.pgd, address, PMD_LEVEL);
    const entry = m.tables.get(pmd);
    if (!ptePresent(entry)) return noPageTable(vma, flags, address);
    if (pteLeaf(entry) && pteProtnone(entry) && !m.profile.numaHints.follows(vma, flags)) {
      if (m.watching) yield note(m, 'a NUMA hint: a fault must take it away');
      return noPageTable(vma, flags, address);
    }
    if (pteLeaf(entry) && flags & FOLL_SPLIT_PMD && !isVmHugetlbPage(vma)) {
      yield* splitHugePmd(m, vma, address);
      m.tables.alloc(vma.mm.pgd, address, PTE_LEVEL);
    } else if (pteLeaf(entry)) {
      const error = yield* splitForGup(m, pmd, flags);
      if (error !== 0) return error;
    }
    if (pteLeaf(m.tables.get(pmd)))
      return yield* m.profile.followHuge(m, vma, address, pmd, PTRS, flags, context);
    const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
    return yield* followPagePte(m, vma, address, at, flags);
  },
  showFollow,
);

/** follow_pud_mask(). */
const followPudMask = kernelFunction(
  'follow_pud_mask',
  function* (m, vma: Vma, address: number, flags: number, context: FollowContext) {
    const pud = m.tables.find(vma.mm.pgd, address, PUD_LEVEL);
    const entry = m.tables.get(pud);
    if (!ptePresent(entry)) return noPageTable(vma, flags, address);
    if (pteLeaf(entry))
      return yield* m.profile.followHuge(m, vma, address, pud, PTRS * PTRS, flags, context);
    return yield* followPmdMask(m, vma, address, flags, context);
  },
  showFollow,
);

/** follow_page_mask(): walks down from the root and takes what FOLL_GET or FOLL_PIN asks for. */
export const followPageMask = kernelFunction(
  'follow_page_mask',
  function* (m, vma: Vma, address: number, flags: number, context: FollowContext) {
    context.pageMask = 0;
    if (!m.watching && !(flags & FOLL_SPLIT)) {
      // Straight down to an entry of the lowest level, where there is one; the levels above decide nothing then.
      const at = m.tables.find(vma.mm.pgd, address, PTE_LEVEL);
      if (at >= 0) return examinePte(m, vma, address, at, flags, unheard);
    }
    if (m.tables.find(vma.mm.pgd, address, PUD_LEVEL) < 0) return noPageTable(vma, flags, address);
    return yield* followPudMask(m, vma, address, flags, context);
  },
  showFollow,
);
