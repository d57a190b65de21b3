import { showResult } from '../../errno';
import type { Steps } from '../../steps';
import type { Outcome } from '../../trace/types';
import { pipeRead, vmsplice } from '../../world/pipe';
import { memRw, processVmWrite } from '../../world/remoteAccess';
import type { RemoteResult } from '../../world/remoteAccess';
import type { Session } from '../session';
import type { MemStep, PipeStep } from '../types';
import { procOf } from './op';
import type { OpTable } from './op';

const show = ({ rc, value }: RemoteResult): Outcome =>
  value === undefined ? { rc: showResult(rc) } : { rc: showResult(rc), value };

/** Page number of the byte that a step names in another process (or its own). */
function addressOf(s: Session, step: MemStep): number {
  const target = step.target ?? procOf(step);
  return s.region(target, step.region).start + (step.page ?? 0);
}

function* access(s: Session, step: MemStep, write: boolean): Steps<Outcome> {
  const { mm } = s.machine.process(step.target ?? procOf(step));
  const byte = write ? (step.value ?? 0x41) : null;
  return show(yield* memRw(s.machine, mm, addressOf(s, step), byte));
}

const PIPE = 'pipe0';

function* runProcessVmWrite(s: Session, step: MemStep): Steps<Outcome> {
  const { mm } = s.machine.process(step.target ?? procOf(step));
  return show(yield* processVmWrite(s.machine, mm, addressOf(s, step), step.value ?? 0x41));
}

function* runVmsplice(s: Session, step: PipeStep): Steps<Outcome> {
  const region = s.region(procOf(step), step.region ?? '');
  const address = region.start + (step.page ?? 0);
  return { rc: showResult(yield* vmsplice(s.machine, address, step.pipe ?? PIPE)) };
}

function* runPiperead(s: Session, step: PipeStep): Steps<Outcome> {
  const value = yield* pipeRead(s.machine, step.pipe ?? PIPE);
  return value < 0 ? { rc: showResult(value) } : { rc: 1, value };
}

/** Memory reached by other ways than the own page tables. */
export const accessOps: OpTable = {
  mem_write: (s, step: MemStep) => access(s, step, true),
  mem_read: (s, step: MemStep) => access(s, step, false),
  process_vm_write: runProcessVmWrite,
  vmsplice: runVmsplice,
  piperead: runPiperead,
};
