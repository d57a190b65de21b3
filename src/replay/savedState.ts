/**
 * The few bytes from which a panel that was hidden, moved or reloaded is drawn again: the webview
 * keeps them, the extension finds the site anew, the simulation computes the rest.
 */
import type { Choice } from './choice';
import { MEMORY_KINDS } from './memory';
import type { Program } from './program';
import { isScenario } from './readScenario';
import { count, either, flag, listOf, nothing, oneOf, record, text, union, whole } from './shape';
import type { WhatIf } from './whatIf';
import { WHAT_IFS } from './whatIf';

/** Which call site: by its id, and by its line for a file that has changed since. */
export interface SavedSite {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

export interface PanelState {
  /** Null in the playground. */
  readonly site: SavedSite | null;
  readonly program: Program | null;
  /** The other run of a comparison. */
  readonly other: Program | null;
  /** The number of steps done. */
  readonly step: number;
  readonly pinned: boolean;
}

const isChoice = record<Choice>({
  path: text,
  memory: oneOf(...MEMORY_KINDS),
  kernel: text,
  pages: count,
  whatIfs: listOf(
    record<WhatIf>({
      kind: oneOf(...WHAT_IFS),
      step: whole,
      inner: either(count, nothing),
      page: count,
    }),
  ),
});

const isProgram = union<Program>({
  path: record({ kind: oneOf('path'), choice: isChoice }),
  scenario: record({ kind: oneOf('scenario'), scenario: isScenario, kernel: text }),
});

export const isPanelState = record<PanelState>({
  site: either(record<SavedSite>({ id: text, file: text, line: count }), nothing),
  program: either(isProgram, nothing),
  other: either(isProgram, nothing),
  step: count,
  pinned: flag,
});
