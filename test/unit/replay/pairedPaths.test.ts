import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SitePath } from '../../../src/analyzer/paths/pathRecords';
import type { Release, ReleasePath, Site } from '../../../src/analyzer/records';
import { defaultChoice, runChoice } from '../../../src/replay/choice';
import { subjectOf } from '../../../src/replay/subject';
import { aSite } from '../aSite';
import { exit, FILE, pathOf } from './subjects';

const release = (api: string, line: number, ...on: readonly ReleasePath[]): Release => ({
  ...{ file: FILE, line, function: 'unmap_buffer', api, on },
});

const site = (releases: readonly Release[], more: Partial<Site> = {}): Site =>
  aSite({
    ...{ id: 'site-1', file: FILE, line: 20, column: 8, function: 'map_buffer' },
    ...{ flags: { text: '0', bits: [] }, nrPages: 'nr', pages: 'pages' },
    ...{ ownership: 'struct', owner: 'struct buffer.pages', releases },
    ...more,
  });

/** Label and verdict of each path of the site, next to those that were followed. */
function verdicts(of: Site, followed: readonly SitePath[] = []): string[] {
  const subject = subjectOf(
    { site: of, paths: followed, findings: [] },
    '6.12',
    (_, line) => `line ${String(line)}`,
  );
  return subject.paths.map(({ id, label }) => {
    const run = runChoice(subject, { ...defaultChoice(subject), path: id }, 'coarse');
    return `${label}: ${run?.verdict.text ?? 'none'}`;
  });
}

const kept: SitePath = {
  ...pathOf('kept', 'all', [
    [20, 'acquire'],
    [25, { kind: 'keep', of: 0, owner: 'struct buffer.pages' }],
    [31, exit],
  ]),
  ending: 'kept',
};

describe('releases that are paired with a site', () => {
  it('go on where a path leaves the pages with an owner', () => {
    assert.deepEqual(verdicts(site([release('unpin_user_pages', 60, 'teardown')]), [kept]), [
      `kept: Kept: 4 pins stay with struct buffer.pages, released elsewhere: ${FILE}:60 unmap_buffer().`,
      'kept → later unpin_user_pages (line 60): Balanced: every page taken was given back.',
    ]);
  });

  it('show what the wrong one of them does', () => {
    const [, later] = verdicts(site([release('put_page', 60, 'teardown')]), [kept]);
    assert.equal(
      later,
      'kept → later put_page (line 60): Under-released: put_page() at line 60 leaves 4092 references behind.',
    );
  });

  it('are met one on each path where none was followed', () => {
    const releases = [
      release('unpin_user_pages', 40, 'success'),
      release('unpin_user_page', 50, 'success'),
      release('unpin_user_pages', 30, 'error'),
    ];
    const balanced = 'Balanced: every page taken was given back.';
    assert.deepEqual(verdicts(site(releases)), [
      `all pages → unpin_user_pages (line 40): ${balanced}`,
      `all pages → unpin_user_page (line 50): ${balanced}`,
      `short → unpin_user_pages (line 30): ${balanced}`,
      'error: No page was taken.',
    ]);
  });

  it('are not made up: pages that were not followed are no leak', () => {
    const [all, short] = verdicts(site([], { notFollowed: 'handed to keep() in line 22' }));
    const unknown = (held: string): string =>
      `It is not known whether the ${held} still held are given back: handed to keep() in line 22.`;
    assert.equal(all, `all pages → not followed: ${unknown('4 pins')}`);
    assert.equal(short, `short → not followed: ${unknown('2 pins')}`);
  });

  it('are not needed without a page array: nothing is taken', () => {
    const gup = { api: 'get_user_pages', tracking: 'get', pages: 'NULL', nrPages: '1' } as const;
    assert.deepEqual(verdicts(site([], gup)), [
      'all pages: No page was taken.',
      'error: No page was taken.',
    ]);
  });

  it('leave out calls of helpers where the release inside is known', () => {
    const releases = [
      release('drop_pages', 45, 'success'),
      release('unpin_user_pages', 60, 'success'),
    ];
    assert.match(verdicts(site(releases))[0] ?? '', /^all pages → unpin_user_pages \(line 60\)/);
    assert.match(
      verdicts(site(releases.slice(0, 1)))[0] ?? '',
      /^all pages → drop_pages \(line 45\): Balanced/,
    );
  });
});
