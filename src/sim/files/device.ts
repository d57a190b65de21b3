import { VM_FAULT_SIGBUS } from '../fault/faultFlags';
import type { VmFault } from '../fault/vmFault';
import type { Machine } from '../machine';
import { ZERO_PFN } from '../machine';
import { allocFolio, GFP_KERNEL } from '../memory/buddy';
import { folioGet } from '../memory/folio';
import { vmfInsertMixed, WOULD_BUG } from '../mm/insertPage';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { FileOps } from './fileOps';

/** Pages the driver of the oracle owns; page i is filled with this byte plus i. */
const DRIVER_PAGES = 8;
const FIRST_BYTE = 0xd0;

/** The driver's pages, one reference each; allocated by the first who opens the device. */
export function driverPages(m: Machine): readonly number[] {
  const { driverPages: pages } = m.world;
  for (let i = pages.length; i < DRIVER_PAGES; i++) {
    const page = allocFolio(m, 0, GFP_KERNEL);
    if (page === 0) break;
    m.frames.fillContent(page, FIRST_BYTE + i);
    pages.push(page);
  }
  return pages;
}

/** A fault handler that inserts the entry itself; where the kernel would BUG() the driver gives up. */
function* insertMixed(m: Machine, vmf: VmFault, pfn: number): Steps<number> {
  const result = yield* vmfInsertMixed(m, vmf.vma, vmf.address, pfn, false);
  return result === WOULD_BUG ? VM_FAULT_SIGBUS : result;
}

function* fault(m: Machine, vmf: VmFault): Steps<number> {
  const mode = vmf.vma.device?.mode;
  if (mode === 'fault-zero') return yield* insertMixed(m, vmf, ZERO_PFN);
  const page = driverPages(m)[vmf.pgoff];
  if (page === undefined) return VM_FAULT_SIGBUS;
  if (mode === 'fault-mixed') return yield* insertMixed(m, vmf, page);
  folioGet(m, page);
  vmf.page = page;
  if (m.watching) yield note(m, 'the driver hands out one of its pages');
  return 0;
}

function* pageMkwrite(): Steps<number> {
  yield* [];
  return 0;
}

/** Only the mode with pfn_mkwrite gets here, and it refuses every write. */
function* pfnMkwrite(m: Machine): Steps<number> {
  if (m.watching) yield note(m, 'the driver refuses the write');
  return VM_FAULT_SIGBUS;
}

/** vm_ops of the test driver. */
export const deviceOps: FileOps = {
  handlesFaults: (vma) => vma.device?.mode.startsWith('fault') === true,
  fault: kernelFunction('device_fault', fault),
  pageMkwrite,
  pfnMkwrite: kernelFunction('device_pfn_mkwrite', pfnMkwrite),
};
