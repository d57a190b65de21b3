import { EFAULT } from '../errno';
import type { Machine } from '../machine';
import { FOLL_WRITE } from './follFlags';
import { tryGrabFolio } from './grab';

/** Page number of the vsyscall page, VSYSCALL_ADDR of x86-64. */
export const GATE_PAGE = 0xffffffffff600;

/** in_gate_area(). */
export const inGateArea = (m: Machine, page: number): boolean =>
  m.world.gatePage !== 0 && page === GATE_PAGE;

/**
 * get_gate_page(): the page behind the gate area, readable by everyone, belonging to no VMA. Its frame number or a
 * negative errno.
 */
export function getGatePage(m: Machine, flags: number, wanted: boolean): number {
  if (flags & FOLL_WRITE) return -EFAULT;
  const page = m.world.gatePage;
  if (!wanted) return page;
  const error = tryGrabFolio(m, page, 1, flags);
  return error === 0 ? page : error;
}
