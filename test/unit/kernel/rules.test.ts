import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { holdingAt, isRuleId, parseSource, pinCasesAt, ruleById, RULES } from '../../../src/kernel';
import { at } from './at';

describe('the catalogue of rules', () => {
  it('has the rules of the command line, each once', () => {
    const ids = RULES.map(({ id }) => id).sort();
    assert.deepEqual(ids, [
      'double-release',
      'flags-illegal',
      'gup-where-pin-needed',
      'leak-on-error',
      'leak-on-partial',
      'leak-on-success',
      'missing-FOLL_LONGTERM',
      'missing-FOLL_WRITE',
      'missing-dirty',
      'missing-mmap-lock',
      'negative-return-used-as-count',
      'release-count-mismatch',
      'removed-api',
      'wrong-release-api',
    ]);
    assert.equal(ruleById('leak-on-error')?.severity, 'error');
    assert.ok(isRuleId('missing-dirty'));
    assert.ok(!isRuleId('missing-Dirty') && !isRuleId('toString'));
  });

  it('says of each what happens and how to mend it, in old and new releases', () => {
    for (const { id, otherwise, fix, sources } of RULES) {
      for (const release of ['4.9', '5.4', '5.11', '6.1.192', '6.12', '7.1']) {
        assert.ok(holdingAt(otherwise, at(release)).length > 0, `${id} otherwise in ${release}`);
        assert.ok(holdingAt(fix, at(release)).length > 0, `${id} fix in ${release}`);
      }
      assert.ok(sources.length > 0);
      sources.forEach(parseSource);
    }
  });
});

describe('the cases of pin_user_pages.rst', () => {
  it('are those of the document of the release', () => {
    const numbers = (release: string) => pinCasesAt(at(release)).map(({ number }) => number);
    assert.deepEqual(numbers('5.4'), []);
    assert.deepEqual(numbers('5.7'), [1, 2, 3, 4]);
    assert.deepEqual(numbers('6.12'), [1, 2, 3, 4, 5]);
    const third = (release: string) => pinCasesAt(at(release)).find(({ number }) => number === 3);
    assert.match(third('5.7')?.title ?? '', /page faulting/);
    assert.match(third('5.8')?.title ?? '', /MMU notifier/);
  });
});
