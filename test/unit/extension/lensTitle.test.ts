import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lensTitle } from '../../../src/extension/lens/lensTitle';
import { caseText } from '../../../src/extension/siteCase';
import { aSite } from '../aSite';

const LONGTERM = { numbers: [2], why: 'FOLL_LONGTERM is passed' };

describe('the case of a site', () => {
  it('is named, or those that are left are', () => {
    assert.equal(caseText(aSite({ case: LONGTERM })), 'case 2');
    assert.equal(caseText(aSite({ case: { numbers: [1, 5], why: '' } })), 'case 1 or 5');
    assert.equal(caseText(aSite()), null);
  });
});

describe('the lens of a site', () => {
  const one = { file: 'a/c.c', line: 7, function: 'g', api: 'unpin_user_page', on: [] };
  const exit = (line: number, holds: 'kept' | 'lost') => ({ file: 'a/b.c', line, holds });

  it('counts releases, exits that hold pages, and findings', () => {
    const releases = [one, one, one];
    const longterm = aSite({ case: LONGTERM, releases, exits: [exit(31, 'kept')] });
    assert.equal(
      lensTitle(longterm, ['missing-dirty']),
      'pin · case 2 · 3 releases · 1 exit holds pins · 1 finding · replay',
    );
  });

  it('counts exits, not findings: one finding may tell of several', () => {
    const exits = [exit(20, 'lost'), exit(24, 'lost'), exit(24, 'kept')];
    const get = aSite({ tracking: 'get', exits });
    assert.equal(
      lensTitle(get, ['leak-on-error']),
      'get · 2 exits hold pages · 1 finding · replay',
    );
    assert.equal(lensTitle(get, []), 'get · 1 exit holds pages · replay');
  });

  it('says where the pages could not be followed', () => {
    const lost = aSite({ notFollowed: 'handed to a function pointer', releases: [one] });
    assert.equal(lensTitle(lost, []), 'pin · 1 release · not followed to the end · replay');
  });
});
