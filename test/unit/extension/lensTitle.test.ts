import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Site } from '../../../src/analyzer/records';
import { lensTitle } from '../../../src/extension/lens/lensTitle';
import { caseOf } from '../../../src/extension/siteCase';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';

const site: Site = {
  ...{ id: 'id', file: 'a/b.c', line: 1, column: 1, function: 'f' },
  ...{ api: 'pin_user_pages_fast', tracking: 'pin', flags: { text: '', bits: [] } },
  ...{ nrPages: '1', pages: 'p', ownership: 'local', owner: '', releases: [] },
  notFollowed: null,
};
const at = (text: string) => parseRelease(text) ?? NEWEST_RELEASE;
const withBits = (...bits: string[]): Site => ({ ...site, flags: { text: '', bits } });

describe('the case of a site', () => {
  it('is what the call says', () => {
    assert.equal(caseOf(withBits('FOLL_WRITE', 'FOLL_LONGTERM'), at('6.12')), 'case 2');
    assert.equal(caseOf(withBits('FOLL_WRITE'), at('6.12')), 'case 1 or 5');
    assert.equal(caseOf(withBits('FOLL_WRITE'), at('5.7')), 'case 1');
  });

  it('is not guessed', () => {
    assert.equal(caseOf(withBits('FOLL_LONGTERM?'), at('6.12')), null);
    assert.equal(caseOf({ ...site, tracking: 'get' }, at('6.12')), null);
    assert.equal(caseOf(site, at('5.5')), null);
  });
});

describe('the lens of a site', () => {
  const one = { file: 'a/c.c', line: 7, function: 'g', api: 'unpin_user_page', on: [] };

  it('counts releases, exits that hold pages, and other findings', () => {
    const longterm = { ...withBits('FOLL_LONGTERM'), releases: [one, one, one] };
    assert.equal(
      lensTitle(longterm, at('6.12'), ['leak-on-error', 'missing-dirty']),
      'pin · case 2 · 3 releases · 1 exit holds pins · 1 finding',
    );
    assert.equal(
      lensTitle({ ...site, tracking: 'get' }, at('6.12'), ['leak-on-error', 'leak-on-partial']),
      'get · 2 exits hold pages',
    );
  });

  it('says where the pages could not be followed', () => {
    const lost = { ...site, notFollowed: 'handed to a function pointer', releases: [one] };
    assert.equal(lensTitle(lost, at('5.5'), []), 'pin · 1 release · not followed to the end');
  });
});
