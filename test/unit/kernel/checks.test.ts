import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { acquireNames, checkFlags, FLAGS, parseSource, RELEASES } from '../../../src/kernel';
import { at } from './at';

/** Verdicts as "FOLL_X kind: result", which is what a reader of the rule sees first. */
function verdicts(flags: string[], functionName: string, release: string): string[] {
  return checkFlags(flags, functionName, at(release)).map(
    ({ flag, kind, result }) => `${flag} ${kind}` + (result === null ? '' : `: ${result}`),
  );
}

describe('checkFlags', () => {
  it('has nothing to say of ordinary calls', () => {
    assert.deepEqual(verdicts(['FOLL_WRITE', 'FOLL_LONGTERM'], 'pin_user_pages_fast', '6.12'), []);
    assert.deepEqual(verdicts(['FOLL_WRITE', 'FOLL_FORCE'], 'get_user_pages_remote', '6.12'), []);
    assert.deepEqual(verdicts([], 'get_user_pages', '5.11'), []);
    assert.deepEqual(verdicts(['FOLL_WRITE'], 'iov_iter_get_pages2', '6.12'), []);
  });

  it('refuses FOLL_PIN from a caller, as each release does', () => {
    const pin = ['FOLL_PIN'];
    assert.deepEqual(verdicts(pin, 'get_user_pages', '5.5'), ['FOLL_PIN undefined']);
    const einval = ['FOLL_PIN refused: WARN_ON_ONCE and -EINVAL'];
    assert.deepEqual(verdicts(pin, 'get_user_pages', '5.11'), einval);
    assert.deepEqual(verdicts(pin, 'get_user_pages_fast', '6.12'), einval);
    assert.deepEqual(verdicts(pin, 'get_user_pages_unlocked', '6.1'), ['FOLL_PIN unchecked']);
    assert.deepEqual(verdicts(pin, 'get_user_pages_unlocked', '6.3'), einval);
    assert.deepEqual(verdicts(pin, 'pin_user_pages', '6.1'), ['FOLL_PIN unchecked']);
    assert.deepEqual(verdicts(pin, 'pin_user_pages', '6.12'), [
      'FOLL_PIN refused: WARN_ON_ONCE and 0, not an errno',
    ]);
  });

  it('refuses FOLL_LONGTERM without a pin from 5.10 on', () => {
    const longterm = ['FOLL_LONGTERM'];
    const einval = ['FOLL_LONGTERM refused: WARN_ON_ONCE and -EINVAL'];
    assert.deepEqual(verdicts(longterm, 'get_user_pages', '5.9'), []);
    assert.deepEqual(verdicts(longterm, 'get_user_pages', '5.10'), einval);
    assert.deepEqual(verdicts(longterm, 'get_user_pages_fast', '6.12'), einval);
    assert.deepEqual(verdicts(longterm, 'pin_user_pages_unlocked', '6.1'), einval);
    assert.deepEqual(verdicts(longterm, 'pin_user_pages_unlocked', '6.2'), []);
    assert.deepEqual(verdicts(longterm, 'pin_user_pages_remote', '6.1'), [
      'FOLL_LONGTERM refused-if-locked: WARN_ON_ONCE and -EINVAL',
    ]);
    assert.deepEqual(verdicts(longterm, 'get_user_page_fast_only', '6.12'), [
      'FOLL_LONGTERM refused: WARN_ON_ONCE and false',
    ]);
  });

  it('refuses FOLL_GET in pin calls, and calls it redundant in get calls', () => {
    assert.deepEqual(verdicts(['FOLL_GET'], 'pin_user_pages_fast', '6.12'), [
      'FOLL_GET refused: WARN_ON_ONCE and -EINVAL',
    ]);
    assert.deepEqual(verdicts(['FOLL_GET'], 'pin_user_pages_fast', '5.6'), ['FOLL_GET unchecked']);
    assert.deepEqual(verdicts(['FOLL_GET'], 'get_user_pages', '6.12'), ['FOLL_GET redundant']);
  });

  it('knows the allow list of the fast calls', () => {
    const nowait = ['FOLL_NOWAIT refused: WARN_ON_ONCE and -EINVAL'];
    assert.deepEqual(verdicts(['FOLL_NOWAIT'], 'get_user_pages_fast', '6.12'), nowait);
    assert.deepEqual(verdicts(['FOLL_NOWAIT'], 'get_user_pages_fast', '5.3'), nowait);
    assert.deepEqual(verdicts(['FOLL_NOWAIT'], 'get_user_pages_fast', '5.2'), [
      'FOLL_NOWAIT ignored',
    ]);
    assert.deepEqual(verdicts(['FOLL_FORCE'], 'get_user_pages_fast', '5.4'), [
      'FOLL_FORCE refused: WARN_ON_ONCE and -EINVAL',
    ]);
    assert.deepEqual(verdicts(['FOLL_FORCE'], 'get_user_pages_fast', '6.12'), [
      'FOLL_FORCE ignored',
    ]);
    assert.deepEqual(verdicts(['FOLL_NOFAULT'], 'pin_user_pages_fast', '5.15'), [
      'FOLL_NOFAULT undefined',
    ]);
    assert.deepEqual(verdicts(['FOLL_NOFAULT'], 'pin_user_pages_fast', '5.15.135'), []);
    assert.deepEqual(verdicts(['FOLL_NOFAULT'], 'pin_user_pages_fast', '5.16'), []);
  });

  it('knows flags that exclude each other', () => {
    const both = ['FOLL_PCI_P2PDMA', 'FOLL_LONGTERM'];
    assert.deepEqual(verdicts(both, 'pin_user_pages_fast', '6.2'), ['FOLL_PCI_P2PDMA fails']);
    assert.deepEqual(verdicts(both, 'pin_user_pages_fast', '6.12'), [
      'FOLL_PCI_P2PDMA refused: WARN_ON_ONCE and -EINVAL',
    ]);
    assert.deepEqual(verdicts(['FOLL_PCI_P2PDMA'], 'pin_user_pages_fast', '6.12'), []);
  });

  it('names internal flags as such', () => {
    const [verdict] = checkFlags(['FOLL_TOUCH'], 'get_user_pages', at('6.7'));
    assert.equal(verdict?.kind, 'refused');
    assert.equal(verdict?.mmInternal, true);
    assert.deepEqual(verdicts(['FOLL_TOUCH'], 'get_user_pages', '6.1'), []);
  });

  it('says of unknown and unborn flags that they are', () => {
    assert.deepEqual(verdicts(['FOLL_BOGUS'], 'get_user_pages', '6.12'), ['FOLL_BOGUS unknown']);
    assert.deepEqual(verdicts(['FOLL_LONGTERM'], 'get_user_pages', '5.0'), [
      'FOLL_LONGTERM undefined',
    ]);
  });

  it('answers for every call, flag set and release', () => {
    fc.assert(
      fc.property(
        fc.subarray(FLAGS.map(({ name }) => name as string)),
        fc.constantFrom(...acquireNames),
        fc.constantFrom(...RELEASES),
        (flags, functionName, release) => {
          const found = checkFlags(flags, functionName, at(release));
          assert.ok(found.length <= flags.length);
          for (const { flag, why, sources } of found) {
            assert.ok(flags.includes(flag));
            assert.ok(why.length > 10, why);
            sources.forEach(parseSource);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
