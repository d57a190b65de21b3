import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Site } from '../../../src/analyzer/records';
import { flagsOfCall, siteSummary } from '../../../src/extension/hover/siteText';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';

const site: Site = {
  ...{ id: 'id', file: 'a/b.c', line: 1, column: 1, function: 'f' },
  ...{ api: 'get_user_pages_fast', tracking: 'get', flags: { text: '', bits: [] } },
  ...{ nrPages: '1', pages: 'p', ownership: 'local', owner: '', releases: [] },
  notFollowed: null,
};
const release = parseRelease('6.12') ?? NEWEST_RELEASE;

describe('the flags of a call', () => {
  it('are named with the verdict on all of them', () => {
    const flags = { text: 'FOLL_WRITE | FOLL_PIN', bits: ['FOLL_WRITE', 'FOLL_PIN'] };
    const [text, ...more] = flagsOfCall({ ...site, flags }, release);
    assert.match(text, /^FOLL_WRITE \| FOLL_PIN: May not be passed to get_user_pages_fast\(\)/);
    assert.match(text, /FOLL_PIN refused/);
    assert.equal(more.length, 0);
  });

  it('count with those that are set on some paths only', () => {
    const flags = { text: 'flags', bits: ['FOLL_WRITE?'] };
    assert.match(flagsOfCall({ ...site, flags }, release)[0], /^flags: May be passed/);
  });

  it('are nothing to talk about when there are none', () => {
    assert.deepEqual(flagsOfCall(site, release), []);
  });
});

describe('the summary of a site', () => {
  const one = { file: 'a/c.c', line: 7, function: 'g', api: 'put_page', on: [] };

  it('names the releases, the first of many', () => {
    assert.deepEqual(siteSummary({ ...site, owner: 'buf->pages', releases: [one] }, release), {
      text: 'get, held by buf->pages, released at',
      places: [{ label: 'c.c:7', file: 'a/c.c', line: 7 }],
      more: 0,
    });
    const { places, more } = siteSummary({ ...site, releases: new Array(6).fill(one) }, release);
    assert.deepEqual([places.length, more], [4, 2]);
  });

  it('says why there is none', () => {
    const notFollowed = 'handed to a function pointer';
    assert.equal(siteSummary({ ...site, notFollowed }, release).text, `get, ${notFollowed}`);
    assert.equal(siteSummary(site, release).text, 'get, no release found');
  });
});
