/** What the user chose to replay, and the run that follows from it. */
// Not by way of the index: the panel's bundle would carry all that kernel/ knows.
import { compareReleases, parseRelease } from '../kernel/release';
import type { MemoryKind } from './memory';
import type { Plan } from './plan';
import { planOfPath } from './plan';
import { KERNELS } from './record';
import type { Replay } from './replay';
import type { Grain } from './runPlan';
import { runPlan } from './runPlan';
import { buildScenario, outcomesOf, pagesOf, placeOf } from './scenario';
import type { Subject } from './subject';
import type { WhatIf } from './whatIf';

export interface Choice {
  /** Id of the path. */
  readonly path: string;
  readonly memory: MemoryKind;
  /** Name of a kernel profile. */
  readonly kernel: string;
  readonly pages: number;
  readonly whatIfs: readonly WhatIf[];
}

export function defaultChoice(subject: Subject): Choice {
  return {
    path: subject.paths[0]?.id ?? '',
    memory: 'anon',
    kernel: nearestKernel(subject.kernel),
    pages: pagesOf(subject.site),
    whatIfs: [],
  };
}

/** The newest profile not newer than the release of the tree; the newest of all without one. */
export function nearestKernel(release: string | null): string {
  // "5.11-nommu" and the proposals are no releases that a tree could have.
  const profiles = KERNELS.filter((name) => /^[\d.]+$/.test(name)).flatMap((name) => {
    const parsed = parseRelease(name);
    return parsed === null ? [] : [{ name, release: parsed }];
  });
  const tree = release === null ? null : parseRelease(release);
  const older = profiles.filter((p) => tree === null || compareReleases(p.release, tree) <= 0);
  return (older.at(-1) ?? profiles[0])?.name ?? '';
}

/**
 * Runs the chosen path; null when the subject has no such path. `grain` says whether to keep every
 * kernel function on the way or only what each stop came to.
 */
export function runChoice(subject: Subject, choice: Choice, grain: Grain = 'fine'): Replay | null {
  const plan = planOfChoice(subject, choice);
  return plan === null ? null : runPlan(plan, choice.kernel, grain);
}

/** What is to be run; null when the subject has no such path. */
export function planOfChoice(subject: Subject, choice: Choice): Plan | null {
  const path = subject.paths.find(({ id }) => id === choice.path);
  if (path === undefined) return null;
  const { memory, pages } = choice;
  const built = buildScenario(subject.site, path, { memory, pages });
  const [outcome = 'all'] = outcomesOf(path);
  const target = { memory, pages, ...placeOf(outcome, { memory, pages }) };
  return planOfPath(subject.site, built, path, choice.whatIfs, target);
}
