import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Site } from '../../../src/analyzer/records';
import { caseText } from '../../../src/extension/siteCase';
import { groupSites, type ListedSite, verdictOf } from '../../../src/extension/views/siteGroups';
import { aSite } from '../aSite';

function site(changes: Partial<Site>): Site {
  return aSite({ file: 'drivers/net/a.c', api: 'pin_user_pages', ...changes });
}

const release = { line: 2, function: 'g', api: 'unpin_user_pages', on: [] };

const listed = (changes: Partial<Site>): ListedSite => {
  const made = site(changes);
  return { site: made, verdict: verdictOf(made, false), isCase: caseText(made) };
};

describe('the verdict on a site', () => {
  it('is the worst that is known', () => {
    const here = site({ releases: [{ ...release, file: 'drivers/net/a.c' }] });
    const elsewhere = site({ releases: [{ ...release, file: 'drivers/net/b.c' }] });
    assert.equal(verdictOf(here, true), 'has findings');
    assert.equal(verdictOf(site({ notFollowed: 'a function pointer' }), false), 'not followed');
    assert.equal(verdictOf(elsewhere, false), 'released elsewhere');
    assert.equal(verdictOf(here, false), 'released');
  });
});

describe('groups of sites', () => {
  const sites = [
    listed({ file: 'drivers/net/b.c', line: 9, notFollowed: 'lost' }),
    listed({ file: 'drivers/net/a.c', line: 3, api: 'get_user_pages', tracking: 'get' }),
    listed({
      file: 'mm/a.c',
      flags: { text: 'FOLL_LONGTERM', bits: ['FOLL_LONGTERM'] },
      case: { numbers: [2], why: 'FOLL_LONGTERM is passed' },
    }),
    listed({ file: 'a.c' }),
  ];
  const labels = (by: Parameters<typeof groupSites>[1], filter = '') =>
    groupSites(sites, by, filter).map((group) => `${group.label} ${String(group.sites.length)}`);

  it('are folders two levels deep, in order', () => {
    assert.deepEqual(labels('subsystem'), ['. 1', 'drivers/net 2', 'mm 1']);
  });

  it('are functions, kinds of reference or verdicts, the worst verdict first', () => {
    assert.deepEqual(labels('function'), ['get_user_pages() 1', 'pin_user_pages() 3']);
    assert.deepEqual(labels('tracking'), ['get (FOLL_GET) 1', 'pin (FOLL_PIN) 3']);
    assert.deepEqual(labels('case'), ['case 2 1', 'case not known 3']);
    assert.deepEqual(labels('verdict'), ['not followed 1', 'released elsewhere 3']);
  });

  it('hold their sites in order of place', () => {
    const [, net] = groupSites(sites, 'subsystem', '');
    assert.deepEqual(
      net.sites.map(({ site: { file } }) => file),
      ['drivers/net/a.c', 'drivers/net/b.c'],
    );
  });

  it('are filtered by every word, in any case', () => {
    assert.deepEqual(labels('subsystem', 'foll_longterm'), ['mm 1']);
    assert.deepEqual(labels('subsystem', 'net PIN'), ['drivers/net 1']);
    assert.deepEqual(labels('subsystem', 'nowhere'), []);
  });
});
