import { showResult } from '../../errno';
import type { Steps } from '../../steps';
import type { Outcome } from '../../trace/types';
import {
  userfaultfdFill,
  userfaultfdRegister,
  userfaultfdUnregister,
} from '../../world/userfaultfd';
import type { Session } from '../session';
import type { UffdStep } from '../types';
import { rangeOf } from './op';
import type { OpTable } from './op';

function* runUffd(s: Session, step: UffdStep): Steps<Outcome> {
  const m = s.machine;
  const { start, end } = rangeOf(s, step);
  const { action, answer, value = 0x41 } = step;
  if (action === 'register')
    return { rc: showResult(yield* userfaultfdRegister(m, start, end, { answer, value })) };
  if (action === 'unregister')
    return { rc: showResult(yield* userfaultfdUnregister(m, start, end)) };
  return { rc: showResult(yield* userfaultfdFill(m, start, end, action, value)) };
}

export const userfaultfdOps: OpTable = { uffd: runUffd };
