import { EBADF, showResult } from '../../errno';
import { dropCache, fsync, punchHole, readByte, truncateFile, writeByte } from '../../files/calls';
import { killDevDax } from '../../files/fsdax';
import type { Steps } from '../../steps';
import type { Outcome } from '../../trace/types';
import { existingFile } from '../files';
import type { Session } from '../session';
import type { FileStep } from '../types';
import type { OpTable } from './op';

/** A system call on the open file. */
function* runFile(s: Session, step: FileStep): Steps<Outcome> {
  const m = s.machine;
  const mapping = existingFile(s, step.kind, step.file);
  if (mapping === undefined) return { rc: showResult(-EBADF) };
  const page = step.page ?? 0;
  switch (step.action) {
    case 'truncate':
      return { rc: showResult(yield* truncateFile(m, mapping, page)) };
    case 'punch':
      return { rc: showResult(yield* punchHole(m, mapping, page, step.pages ?? 1)) };
    case 'fsync':
      return { rc: yield* fsync(m, mapping) };
    case 'drop':
      return { rc: yield* dropCache(m, mapping) };
    case 'unbind':
      return { rc: showResult(yield* killDevDax(m, mapping)) };
    case 'read': {
      const value = yield* readByte(m, mapping, page);
      if (value < 0) return { rc: value === -1 ? 0 : showResult(value) };
      return { rc: 1, value };
    }
    case 'write':
      return { rc: showResult(yield* writeByte(m, mapping, page, step.value ?? 0x41)) };
  }
}

export const fileOps: OpTable = { file: runFile };
