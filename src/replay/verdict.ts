/** How a run ends for the pages it took, in one sentence. */
import type { Plan } from './plan';
import type { Recording } from './recording';
import { plural } from './words';

export type VerdictKind =
  'balanced' | 'leaked' | 'kept' | 'under-released' | 'over-released' | 'nothing-taken';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly text: string;
  /** References still held at the end. */
  readonly held: number;
  /** WARN()s that fired on the way. */
  readonly warns: number;
}

export function verdictOf(plan: Plan, recording: Recording): Verdict {
  const handles = recording.steps.at(-1)?.handles ?? [];
  const warns = recording.steps.reduce((sum, step) => sum + step.warns.length, 0);
  const open = handles.filter((handle) => handle.held > 0);
  const held = open.reduce((sum, handle) => sum + handle.held, 0);
  const say = (kind: VerdictKind, text: string): Verdict => ({ kind, text, held, warns });
  if (handles.length === 0) return say('nothing-taken', 'No page was taken.');
  if (held === 0) return say('balanced', 'Balanced: every page taken was given back.');
  const list = open
    .map((handle) => {
      const source = plan.steps[handle.takenBy]?.source;
      const where = source == null ? '' : ` taken at line ${String(source.line)}`;
      return `${plural(handle.held, handle.tracking)}${where}`;
    })
    .join(', ');
  return say('leaked', `Leaked ${list}.`);
}
