import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AcquireOutcome, Action } from '../../../src/analyzer/paths/pathRecords';
import type { Choice } from '../../../src/replay/choice';
import { defaultChoice, runChoice } from '../../../src/replay/choice';

import { exit, pathOf, subject, unpin } from './subjects';

type Stops = readonly (readonly [line: number, action: Action | 'acquire'])[];

function verdict(
  stops: Stops,
  options: {
    readonly outcome?: AcquireOutcome;
    readonly tracking?: 'get' | 'pin';
    readonly choice?: Partial<Choice>;
  } = {},
): string {
  const { outcome = 'all', tracking = 'pin', choice = {} } = options;
  const api = tracking === 'pin' ? 'pin_user_pages_fast' : 'get_user_pages_fast';
  const site = { ...subject.site, api, tracking };
  const of = { ...subject, site, paths: [pathOf('only', outcome, stops)] };
  const replay = runChoice(of, { ...defaultChoice(of), memory: 'unpopulated', ...choice });
  assert.ok(replay);
  return replay.verdict.text;
}

const release = (api: string, count: number | 'held' | 'asked' = 'held'): Action => ({
  kind: 'release',
  of: 0,
  api,
  count,
  dirty: false,
});

describe('the verdict', () => {
  it('is balanced when every page is given back the way it was taken', () => {
    const balanced = 'Balanced: every page taken was given back.';
    assert.equal(
      verdict([
        [20, 'acquire'],
        [30, unpin],
      ]),
      balanced,
    );
    const put = release('put_page');
    assert.equal(
      verdict(
        [
          [20, 'acquire'],
          [30, put],
        ],
        { tracking: 'get' },
      ),
      balanced,
    );
    const inParts: Stops = [
      [20, 'acquire'],
      [30, release('unpin_user_page', 1)],
      [31, unpin],
    ];
    assert.equal(verdict(inParts), balanced);
  });

  it('names the line of a leak and the line that took the pages', () => {
    const stops: Stops = [
      [20, 'acquire'],
      [23, exit],
    ];
    assert.equal(verdict(stops), 'Leaked 4 pins at line 23, taken at line 20.');
    assert.equal(
      verdict(stops, { outcome: 'short' }),
      'Leaked 2 pins at line 23, taken at line 20.',
    );
    assert.equal(verdict(stops, { outcome: 'error' }), 'No page was taken.');
  });

  it('counts what a partial release leaves', () => {
    const stops: Stops = [
      [20, 'acquire'],
      [30, release('unpin_user_pages', 1)],
      [31, exit],
    ];
    assert.equal(verdict(stops), 'Leaked 3 pins at line 31, taken at line 20.');
  });

  it('makes no fault of what the analysis is not sure of, but for the wrong kind of release', () => {
    const path = (...stops: Stops): string => {
      const only = { ...pathOf('only', 'all', stops), ending: 'unsure' as const };
      const of = { ...subject, paths: [only] };
      return runChoice(of, defaultChoice(of))?.verdict.text ?? '';
    };
    const why = 'the analysis could not prove that code takes this path, with these counts';
    assert.equal(
      path([20, 'acquire'], [23, exit]),
      `It is not known whether the 4 pins still held are given back: ${why}.`,
    );
    assert.equal(
      path([20, 'acquire'], [23, unpin], [24, unpin]),
      `It is not known whether this path gives back pages that it does not hold: ${why}.`,
    );
    assert.match(path([20, 'acquire'], [23, unpin]), /^Balanced/);
    assert.match(path([20, 'acquire'], [23, release('put_page')]), /^Under-released: put_page\(\)/);
  });

  it('does not call a leak what an owner keeps', () => {
    const keep: Action = { kind: 'keep', of: 0, owner: 'buffer->pages' };
    const stops: Stops = [
      [20, 'acquire'],
      [25, keep],
      [31, exit],
    ];
    assert.equal(verdict(stops), 'Kept: 4 pins stay with buffer->pages.');
  });

  it('sees a pin that is only put', () => {
    assert.equal(
      verdict([
        [20, 'acquire'],
        [30, release('put_page')],
      ]),
      'Under-released: put_page() at line 30 leaves 4092 references behind.',
    );
  });

  it('sees a get that is unpinned', () => {
    assert.equal(
      verdict(
        [
          [20, 'acquire'],
          [30, release('unpin_user_page')],
        ],
        { tracking: 'get' },
      ),
      'Over-released: unpin_user_page() at line 30 takes back 4092 references that were never given.',
    );
  });

  it('sees pages that are released but were never taken', () => {
    assert.equal(
      verdict(
        [
          [20, 'acquire'],
          [30, release('unpin_user_pages', 'asked')],
        ],
        { outcome: 'short' },
      ),
      'Over-released: unpin_user_pages() at line 30 gives back 2 pages that are not held.',
    );
  });

  it('sees a second release', () => {
    assert.equal(
      verdict([
        [20, 'acquire'],
        [30, unpin],
        [33, unpin],
      ]),
      'Over-released: unpin_user_pages() at line 33 gives back 4 pages that are not held.',
    );
  });

  it('has nothing against a release after a failed acquire', () => {
    assert.equal(
      verdict(
        [
          [20, 'acquire'],
          [30, unpin],
        ],
        { outcome: 'error' },
      ),
      'No page was taken.',
    );
  });

  it('says when the kernel has no such function', () => {
    const stops: Stops = [
      [20, 'acquire'],
      [30, release('unpin_folios')],
    ];
    assert.equal(
      verdict(stops, { choice: { kernel: '6.1' } }),
      'Linux 6.1 has no unpin_folios(), or not with these flags.',
    );
  });

  it('tells the pages of one acquire from those of the next', () => {
    const again: Action = { kind: 'acquire', outcome: 'short' };
    const second: Action = {
      kind: 'release',
      of: 1,
      api: 'unpin_user_pages',
      count: 'held',
      dirty: false,
    };
    const stops: Stops = [
      [20, 'acquire'],
      [21, again],
      [30, second],
      [31, exit],
    ];
    assert.equal(verdict(stops), 'Leaked 4 pins at line 31, taken at line 20.');
    assert.match(verdict([...stops, [32, unpin]]), /^Balanced/);
  });

  it('takes what this kernel counts for the zero page for right', () => {
    const choice = { memory: 'zero-page' } as const;
    const stops: Stops = [
      [20, 'acquire'],
      [30, release('unpin_user_page')],
    ];
    assert.match(verdict(stops, { choice }), /^Balanced/);
  });

  it('says where others release what a path keeps', () => {
    const site = {
      ...subject.site,
      releases: [
        { file: subject.site.file, line: 30, function: 'map_buffer', api: 'unpin_user_pages' },
        { file: 'drivers/sample/close.c', line: 7, function: 'close', api: 'unpin_user_pages' },
        { file: subject.site.file, line: 60, function: 'unmap', api: 'unpin_user_pages' },
        { file: subject.site.file, line: 70, function: 'reset', api: 'unpin_user_pages' },
      ],
    };
    const keep: Action = { kind: 'keep', of: 0, owner: 'struct buffer.pages' };
    const paths = [
      pathOf('only', 'all', [
        [20, 'acquire'],
        [25, keep],
        [31, exit],
      ]),
    ];
    const of = { ...subject, site, paths };
    assert.equal(
      runChoice(of, defaultChoice(of))?.verdict.text,
      'Kept: 4 pins stay with struct buffer.pages, released elsewhere: ' +
        'drivers/sample/close.c:7 close() and drivers/sample/buffer.c:60 unmap() and 1 more.',
    );
  });

  it('names a call for pages of the allocator, also where the counts come out even', () => {
    const freed = (memory: Choice['memory']): string =>
      verdict(
        [
          [20, 'acquire'],
          [30, release('__free_page')],
        ],
        { tracking: 'get', choice: { memory } },
      );
    assert.equal(
      freed('anon'),
      'Wrong release: __free_page() at line 30 is for pages of alloc_page(); the last reference ' +
        'would free the page with its LRU list still pointing to it.',
    );
    // Of the four pages taken, the first is the head: the others' counts are not the folio's.
    assert.equal(
      freed('thp'),
      'Under-released: __free_page() at line 30 leaves 3 references behind.',
    );
  });
});
