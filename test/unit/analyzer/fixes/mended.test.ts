import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convertSites } from '../../../../src/analyzer/fixes/convertSites';
import { applyEdits, isRefusal } from '../../../../src/analyzer/fixes/edit';
import { isMended, needsTrial, raisedBy } from '../../../../src/analyzer/fixes/mended';
import { quickFixes } from '../../../../src/analyzer/fixes/quickFixes';
import { aFinding } from '../report/aFinding';
import { analyse, context } from './mend';

const RULE = 'leak-on-error';
const body = (atFirst: string, atSecond: string) => `int both(unsigned long addr)
{
	struct page *pages[4];
	int got = pin_user_pages_fast(addr, 4, 0, pages);
	int ret = -EIO;

	if (got < 0)
		return got;
	if (got < 4) {
		unpin_user_pages(pages, got);
		return -EFAULT;
	}
	if (first_half()) {
${atFirst}		goto out;
	}
	if (second_half()) {
${atSecond}		goto out;
	}
	ret = 0;
	unpin_user_pages(pages, 4);
out:
	note(ret);
	return ret;
}
`;
const GIVEN = '\t\tunpin_user_pages(pages, 4);\n';
const leaks = (text: string) => analyse(text).findings;
const wanted = (text: string) => leaks(text).filter(({ rule }) => rule === RULE);

describe('whether a change mends what it is made for', () => {
  it('holds where the finding goes', () => {
    const before = body('', GIVEN);
    assert.equal(wanted(before).length, 1);
    assert.ok(isMended(wanted(before), leaks(before), leaks(body(GIVEN, GIVEN))));
  });

  it('holds where another path is left that lacks the same', () => {
    const before = body('', '');
    const review = analyse(before);
    const [finding] = wanted(before);
    const site = review.sites.find(({ id }) => id === finding?.site);
    assert.ok(finding && site);
    const fixes = quickFixes({ ...context(before, review), finding, site });
    assert.ok(!isRefusal(fixes));
    const after = applyEdits(before, fixes[0]?.files[0]?.edits ?? []);
    assert.equal(wanted(after).length, 1);
    assert.ok(isMended([finding], review.findings, leaks(after)));
  });

  it('does not where nothing changes for the path', () => {
    const before = body('', GIVEN);
    const after = body('\t\tnote(ret);\n', GIVEN);
    assert.ok(!isMended(wanted(before), leaks(before), leaks(after)));
  });

  it('does not where the pages are given back twice then', () => {
    const before = body('', GIVEN);
    const after = body(`${GIVEN}${GIVEN}`, GIVEN);
    assert.ok(leaks(after).some(({ rule }) => /^double-release$|mismatch/.test(rule)));
    assert.ok(!isMended(wanted(before), leaks(before), leaks(after)));
  });

  it('is not spoilt by what is only suspected, nor by lines that moved', () => {
    const before = [aFinding({ rule: RULE }), aFinding({ rule: 'x', message: 'in line 12' })];
    const moved = aFinding({ rule: 'x', message: 'in line 14' });
    const guess = aFinding({ rule: 'missing-dirty', confidence: 'low' });
    assert.ok(isMended(before.slice(0, 1), before, [moved, guess]));
    assert.ok(!isMended(before.slice(0, 1), before, [moved, { ...guess, confidence: 'high' }]));
  });

  it('is asked of what follows paths, and of a conversion', () => {
    assert.ok(needsTrial(RULE));
    assert.ok(needsTrial('gup-where-pin-needed'));
    assert.ok(!needsTrial('flags-illegal'));
  });
});

describe('what a conversion raises', () => {
  const peek = (flags: string) => `int peek(unsigned long addr, struct page **pages)
{
	int got = get_user_pages_fast(addr, 1, ${flags}, pages);

	if (got < 1)
		return -EFAULT;
	look_at(pages[0]);
	put_page(pages[0]);
	return 0;
}
`;
  const raised = (text: string) => {
    const review = analyse(text);
    const conversion = convertSites(review.sites, 'pin', context(text, review));
    assert.ok(conversion.ok);
    const after = analyse(applyEdits(text, conversion.files[0]?.edits ?? []));
    assert.equal(after.sites[0]?.tracking, 'pin');
    return raisedBy(review.findings, after.findings);
  };

  it('is nothing where the pin is as good', () => {
    assert.equal(raised(peek('0')), null);
  });

  it('is what only a pin has against it', () => {
    assert.equal(raised(peek('FOLL_FORCE'))?.rule, 'flags-illegal');
  });

  it('is not what it was asked for, what is suspected, or what was there', () => {
    const [known, more] = [aFinding({ rule: 'x', line: 3 }), aFinding({ rule: 'x', line: 9 })];
    for (const rule of ['gup-where-pin-needed', 'missing-FOLL_LONGTERM', 'missing-dirty'])
      assert.equal(raisedBy([], [aFinding({ rule })]), null);
    assert.equal(raisedBy([], [{ ...known, confidence: 'low' }]), null);
    assert.equal(raisedBy([known], [more]), null);
    assert.equal(raisedBy([known], [known, more])?.rule, 'x');
  });
});
