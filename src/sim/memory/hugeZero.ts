import type { Machine } from '../machine';
import { allocFolio, GFP_KERNEL } from './buddy';
import { HPAGE_ORDER } from './hugetlbPool';

/**
 * mm_get_huge_zero_folio(): the huge zero folio, allocated by the first who asks; 0 when memory is out. Its users are
 * counted beside it, not in its references, and only a shrinker gives it back.
 */
export function mmGetHugeZeroFolio(m: Machine): number {
  m.world.hugeZero ||= allocFolio(m, HPAGE_ORDER, GFP_KERNEL);
  return m.world.hugeZero;
}
