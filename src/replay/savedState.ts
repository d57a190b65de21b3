/**
 * The few bytes from which a panel that was hidden, moved or reloaded is drawn again: the webview
 * keeps them, the extension finds the site anew, the simulation computes the rest.
 */
import type { MemoryKind } from './memory';
import { MEMORY_KINDS } from './memory';
import { count, either, flag, nothing, oneOf, record, text } from './shape';

export interface ReplayState {
  /** Id of the path. */
  readonly path: string;
  readonly memory: MemoryKind;
  readonly kernel: string;
  readonly pages: number;
  /** The number of steps done. */
  readonly step: number;
}

/** Which call site: by its id, and by its line for a file that has changed since. */
export interface SavedSite {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

export interface PanelState {
  /** Null in the playground. */
  readonly site: SavedSite | null;
  readonly replay: ReplayState | null;
  readonly pinned: boolean;
}

export const isReplayState = record<ReplayState>({
  path: text,
  memory: oneOf(...MEMORY_KINDS),
  kernel: text,
  pages: count,
  step: count,
});

export const isPanelState = record<PanelState>({
  site: either(record<SavedSite>({ id: text, file: text, line: count }), nothing),
  replay: either(isReplayState, nothing),
  pinned: flag,
});
