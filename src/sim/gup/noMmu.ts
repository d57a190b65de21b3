import { EFAULT } from '../errno';
import { folioGet } from '../memory/folio';
import {
  findVma,
  has,
  VM_IO,
  VM_MAYREAD,
  VM_MAYWRITE,
  VM_PFNMAP,
  VM_READ,
  VM_WRITE,
} from '../mm/vma';
import { kernelFunction, note } from '../steps';
import type { Mm } from '../world';
import { FOLL_FORCE, FOLL_WRITE } from './follFlags';
import type { PageSlots } from './slow';

/**
 * __get_user_pages_locked() without an MMU (5.11 mm/gup.c, !CONFIG_MMU): user memory is kernel memory, nothing faults,
 * and every page gets a plain reference, also for FOLL_PIN.
 */
export const getUserPagesNoMmu = kernelFunction(
  '__get_user_pages_locked',
  function* (m, mm: Mm, from: number, wanted: number, flags: number, slots: PageSlots | null) {
    const write = (flags & FOLL_WRITE) !== 0;
    const either = write ? VM_WRITE | VM_MAYWRITE : VM_READ | VM_MAYREAD;
    const access = either & (flags & FOLL_FORCE ? VM_MAYREAD | VM_MAYWRITE : VM_READ | VM_WRITE);
    let done = 0;
    for (; done < wanted; done++) {
      const page = from + done;
      const vma = findVma(mm, page);
      if (vma === null || vma.start > page) break;
      if (has(vma, VM_IO | VM_PFNMAP) || !has(vma, access)) break;
      if (slots === null) continue;
      // virt_to_page(): addresses are those of the memory itself.
      slots.list[slots.at + done] = page;
      folioGet(m, m.frames.folio(page));
      if (m.watching) yield note(m, 'one reference, no fault possible');
    }
    return done > 0 ? done : -EFAULT;
  },
);
