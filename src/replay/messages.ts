/**
 * Every message between the extension and the replay panel, and the checks both ends apply. What
 * does not fit is dropped and logged by the receiver: neither end trusts the other's version.
 */
import { isScenario } from './readScenario';
import type { ScenarioText } from './scenarioText';
import { count, either, flag, listOf, nothing, oneOf, record, text, union } from './shape';
import type { Position } from '../analyzer/paths/pathRecords';
import type { Subject } from './subject';
import { isPosition, isSubject } from './subject';

/** The panel's commands that also have an editor command and a key of their own. */
export const PANEL_COMMANDS = [
  'stepInto',
  'stepOver',
  'stepOut',
  'stepBack',
  'toStart',
  'toEnd',
  'nextChange',
  'previousChange',
  'play',
  'compare',
  'firstDifference',
] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number];

export type ToPanel =
  /** Show this site, or the playground when there is none: the answer to `ready`, and for a new site. */
  | {
      readonly kind: 'show';
      readonly subject: Subject | null;
      readonly pinned: boolean;
      /** The scenarios of the playground; empty with a site. */
      readonly gallery: readonly ScenarioText[];
    }
  /** The editor's cursor is on a line of `file`. */
  | { readonly kind: 'cursor'; readonly file: string; readonly line: number }
  | { readonly kind: 'command'; readonly command: PanelCommand }
  /** The content of a scenario file the user picked. */
  | { readonly kind: 'scenario'; readonly name: string; readonly json: string };

/** What a panel is to show. */
export type Showing = Extract<ToPanel, { readonly kind: 'show' }>;

export type FromPanel =
  /**
   * The panel's script runs and listens; the first message of every (re)load. `shown`: it already
   * shows what its page came with, which is another's by now where the page is loaded again.
   */
  | { readonly kind: 'ready'; readonly shown: boolean }
  /** The step shown belongs to this line, or to none of the user's lines. */
  | { readonly kind: 'position'; readonly position: Position | null; readonly reveal: boolean }
  /** Open a kernel function of the tree in the editor. */
  | { readonly kind: 'openFunction'; readonly name: string }
  | { readonly kind: 'openLine'; readonly file: string; readonly line: number }
  | { readonly kind: 'pin'; readonly pinned: boolean }
  | { readonly kind: 'export'; readonly name: string; readonly json: string }
  | { readonly kind: 'import' }
  | { readonly kind: 'log'; readonly text: string }
  /** Milliseconds from the start of the page to its first paint. */
  | { readonly kind: 'painted'; readonly milliseconds: number };

export const isToPanel = union<ToPanel>({
  show: record({
    kind: oneOf('show'),
    subject: either(isSubject, nothing),
    pinned: flag,
    gallery: listOf(isScenario),
  }),
  cursor: record({ kind: oneOf('cursor'), file: text, line: count }),
  command: record({ kind: oneOf('command'), command: oneOf(...PANEL_COMMANDS) }),
  scenario: record({ kind: oneOf('scenario'), name: text, json: text }),
});

export const isFromPanel = union<FromPanel>({
  ready: record({ kind: oneOf('ready'), shown: flag }),
  position: record({
    kind: oneOf('position'),
    position: either(isPosition, nothing),
    reveal: flag,
  }),
  openFunction: record({ kind: oneOf('openFunction'), name: text }),
  openLine: record({ kind: oneOf('openLine'), file: text, line: count }),
  pin: record({ kind: oneOf('pin'), pinned: flag }),
  export: record({ kind: oneOf('export'), name: text, json: text }),
  import: record({ kind: oneOf('import') }),
  log: record({ kind: oneOf('log'), text }),
  painted: record({ kind: oneOf('painted'), milliseconds: count }),
});
