/** A site with three ways out, as the tests of this folder use it. */
import type { AcquireOutcome, Action, SitePath } from '../../../src/analyzer/paths/pathRecords';
import type { Subject } from '../../../src/replay/subject';

export const FILE = 'drivers/sample/buffer.c';

/** A path from lines and actions. */
export function pathOf(
  id: string,
  outcome: AcquireOutcome,
  stops: readonly (readonly [line: number, action: Action | 'acquire'])[],
): SitePath {
  return {
    id,
    label: id,
    ending: 'clean',
    stops: stops.map(([line, action]) => ({
      at: { file: FILE, line, text: `line ${String(line)}` },
      say: action === 'acquire' ? action : action.kind,
      action: action === 'acquire' ? { kind: action, outcome } : action,
    })),
  };
}

export const unpin: Action = {
  kind: 'release',
  of: 0,
  api: 'unpin_user_pages',
  count: 'held',
  dirty: false,
};
export const exit: Action = { kind: 'exit' };

export const subject: Subject = {
  site: {
    id: 'site-1',
    file: FILE,
    line: 20,
    function: 'map_buffer',
    api: 'pin_user_pages_fast',
    tracking: 'pin',
    flags: ['FOLL_WRITE'],
    nrPages: 'nr',
    pages: 'pages',
    releases: [],
    notFollowed: null,
  },
  paths: [
    pathOf('success', 'all', [
      [20, 'acquire'],
      [30, unpin],
      [31, exit],
    ]),
    pathOf('short', 'short', [
      [20, 'acquire'],
      [23, exit],
    ]),
    pathOf('error', 'error', [
      [20, 'acquire'],
      [22, exit],
    ]),
  ],
  kernel: '6.12',
};
