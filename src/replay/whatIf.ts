/** Acts of the rest of the world that can be put between any two steps of a run. */
import type { MemoryKind } from './memory';
import { CURRENT, MEMORY, OTHER } from './memory';
import { bufferOf } from './scenario';
import type { ScenarioStep, ScenarioText } from './scenarioText';

export const WHAT_IFS = [
  'fork',
  'parent-writes',
  'child-writes',
  'munmap',
  'reclaim',
  'writeback',
  'migrate',
  'second-pin',
  'signal',
  'short',
] as const;
export type WhatIfKind = (typeof WHAT_IFS)[number];

export interface WhatIf {
  readonly kind: WhatIfKind;
  /** The step of the undisturbed scenario it happens in; -1 before the first. */
  readonly step: number;
  /** After so many of the kernel steps inside it; null once it is done. */
  readonly inner: number | null;
  /** The page of the range it is about, counted from the first page the site asks for. */
  readonly page: number;
}

/** What the acts are aimed at. */
export interface Target {
  readonly memory: MemoryKind;
  /** First page of the range in the buffer, pages asked for, and pages of the buffer in all. */
  readonly first: number;
  readonly pages: number;
  readonly size: number;
}

interface Act {
  readonly title: string;
  /** The title says which page. */
  readonly ofPage: boolean;
  steps(target: Target, page: number, before: readonly ScenarioStep[]): readonly ScenarioStep[];
}

/** Acts are aimed at the buffer of the first acquire. */
const BUFFER = bufferOf(0);

const ownerOf = (target: Target): string => MEMORY[target.memory].owner;

const ACTS: Readonly<Record<WhatIfKind, Act>> = {
  fork: {
    title: 'The process forks',
    ofPage: false,
    steps: (target, _page, before) => [
      { op: 'fork', proc: ownerOf(target), child: newChild(before) },
    ],
  },
  'parent-writes': {
    title: 'The process writes to page',
    ofPage: true,
    steps: (target, page) => [
      { op: 'touch', region: BUFFER, page: target.first + page, mode: 'w', proc: ownerOf(target) },
    ],
  },
  'child-writes': {
    title: 'A child writes to page',
    ofPage: true,
    steps: (target, page, before) => {
      const children = childrenOf(before, ownerOf(target));
      const child = children.at(-1) ?? newChild(before);
      const fork: ScenarioStep[] =
        children.length > 0 ? [] : [{ op: 'fork', proc: ownerOf(target), child }];
      return [
        ...fork,
        { op: 'touch', region: BUFFER, page: target.first + page, mode: 'w', proc: child },
      ];
    },
  },
  munmap: {
    title: 'munmap() of the buffer',
    ofPage: false,
    steps: (target) => [{ op: 'munmap', region: BUFFER, proc: ownerOf(target) }],
  },
  reclaim: {
    title: 'Reclaim (MADV_PAGEOUT) of the buffer',
    ofPage: false,
    steps: (target) => [
      { op: 'madvise', region: BUFFER, advice: 'PAGEOUT', proc: ownerOf(target) },
    ],
  },
  writeback: {
    title: 'Writeback (fsync) of the file',
    ofPage: false,
    steps: () => [{ op: 'file', file: BUFFER, kind: 'ext2', action: 'fsync' }],
  },
  migrate: {
    title: 'Migration of page',
    ofPage: true,
    steps: (target, page) => [
      { op: 'migrate', region: BUFFER, page: target.first + page, target: ownerOf(target) },
    ],
  },
  'second-pin': {
    title: 'A second pin of the same pages',
    ofPage: false,
    steps: (target, _page, before) => [
      {
        op: 'gup',
        fn: 'pin_user_pages_fast',
        region: BUFFER,
        page: target.first,
        nr: target.pages,
        flags: [],
        handle: `second${String(before.filter((step) => step.op === 'gup').length)}`,
        proc: ownerOf(target),
      },
    ],
  },
  signal: {
    title: 'SIGKILL becomes pending',
    ofPage: false,
    steps: (target) => [{ op: 'kill', proc: ownerOf(target) }],
  },
  short: {
    title: 'The mapping ends before page',
    ofPage: true,
    steps: (target, page) => [
      {
        op: 'munmap',
        region: BUFFER,
        page: target.first + page,
        pages: target.size - target.first - page,
        proc: ownerOf(target),
      },
    ],
  },
};

export function whatIfTitle(whatIf: Pick<WhatIf, 'kind' | 'page'>): string {
  const { title, ofPage } = ACTS[whatIf.kind];
  return ofPage ? `${title} ${String(whatIf.page)}` : title;
}

/** The acts that make sense for this memory. */
export function whatIfsFor(memory: MemoryKind): readonly WhatIfKind[] {
  return WHAT_IFS.filter((kind) => kind !== 'writeback' || memory === 'file');
}

/** Where each step of a disturbed scenario comes from. */
export type StepOrigin =
  | { readonly kind: 'scenario'; readonly index: number }
  | { readonly kind: 'whatIf'; readonly index: number };

/** An act in the middle of a step, by another process on another CPU. */
export interface Meanwhile {
  /** Index of the step in the disturbed scenario, and how many of its kernel steps are done. */
  readonly step: number;
  readonly inner: number;
  readonly title: string;
  readonly acts: readonly ScenarioStep[];
}

export interface Disturbed {
  readonly scenario: ScenarioText;
  /** One for each step of the scenario. */
  readonly origins: readonly StepOrigin[];
  readonly meanwhile: readonly Meanwhile[];
}

/** Puts the acts into the scenario; those at the same place happen in the order given. */
export function disturb(
  scenario: ScenarioText,
  whatIfs: readonly WhatIf[],
  target: Target,
): Disturbed {
  const steps: ScenarioStep[] = [];
  const origins: StepOrigin[] = [];
  const meanwhile: Meanwhile[] = [];
  // Children are named after all forks so far, those inside steps included.
  const before: ScenarioStep[] = [];
  const actsOf = ({ kind, page }: WhatIf): readonly ScenarioStep[] => {
    const acts = ACTS[kind].steps(target, page, before);
    before.push(...acts);
    return acts;
  };
  const actAfter = (step: number): void => {
    whatIfs.forEach((whatIf, index) => {
      if (whatIf.step !== step || whatIf.inner !== null) return;
      for (const act of actsOf(whatIf)) {
        steps.push(act);
        origins.push({ kind: 'whatIf', index });
      }
    });
  };
  actAfter(-1);
  scenario.steps.forEach((step, index) => {
    for (const whatIf of whatIfs) {
      if (whatIf.step !== index || whatIf.inner === null) continue;
      const title = `What if: ${whatIfTitle(whatIf)}`;
      meanwhile.push({ step: steps.length, inner: whatIf.inner, title, acts: actsOf(whatIf) });
    }
    steps.push(step);
    before.push(step);
    origins.push({ kind: 'scenario', index });
    actAfter(index);
  });
  return { scenario: { ...scenario, steps }, origins, meanwhile };
}

function childrenOf(steps: readonly ScenarioStep[], parent: string): string[] {
  return steps
    .filter((step) => step.op === 'fork' && (step.proc ?? CURRENT) === parent)
    .flatMap((step) => (typeof step.child === 'string' ? [step.child] : []));
}

function newChild(steps: readonly ScenarioStep[]): string {
  const forks = steps.filter((step) => step.op === 'fork').length;
  return forks === 0 ? OTHER : `p${String(forks + 1)}`;
}
