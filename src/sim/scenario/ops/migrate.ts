import { ENOENT, showResult } from '../../errno';
import { GFP_HIGHUSER_MOVABLE } from '../../memory/buddy';
import type { Machine } from '../../machine';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../../mm/pageTables';
import { vmNormalPage } from '../../mm/normalPage';
import { pteLeaf, ptePresent } from '../../mm/pte';
import type { Mm } from '../../world';
import { isolateFolio, migratePages, putbackFolio } from '../../world/migrate';
import { procOf } from './op';
import type { OpTable } from './op';

/** Frame that a process maps at a page, 0 for none. */
function mappedFrame(m: Machine, mm: Mm, page: number): number {
  const pmd = m.tables.find(mm.pgd, page, PMD_LEVEL);
  const huge = pmd < 0 ? 0 : m.tables.get(pmd);
  if (pteLeaf(huge)) return vmNormalPage(huge) + (page % PTRS);
  const at = m.tables.find(mm.pgd, page, PTE_LEVEL);
  const pte = at < 0 ? 0 : m.tables.get(at);
  return ptePresent(pte) ? vmNormalPage(pte) : 0;
}

export const migrateOps: OpTable = {
  *migrate(s, step) {
    const m = s.machine;
    const target = step.target ?? procOf(step);
    const region = s.region(target, step.region);
    const page = mappedFrame(m, m.process(target).mm, region.start + (step.page ?? 0));
    const folio = m.frames.folio(page);
    if (page === 0 || !isolateFolio(m, folio)) return { rc: showResult(-ENOENT) };
    const list = [folio];
    const failed = yield* migratePages(m, list, GFP_HIGHUSER_MOVABLE);
    for (const rest of list) putbackFolio(m, rest);
    return { rc: failed };
  },
};
