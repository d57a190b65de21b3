import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FUNCTIONS } from '../../../src/kernel/functions';
import { isRelease } from '../../../src/replay/functions';
import { answerOf } from '../../../src/replay/words';

describe('the answer of a step', () => {
  it('is none for a release: every one of the kernel is void', () => {
    const releases = FUNCTIONS.filter(({ name }) => isRelease(name));
    assert.ok(releases.length >= 8);
    for (const { name, signatures } of releases) {
      for (const { returns } of signatures) assert.equal(returns, 'void', name);
    }
    assert.equal(answerOf('release', 0, undefined), null);
  });

  it('is what a call returned, and what it read', () => {
    assert.equal(answerOf('gup', 2, undefined), '2');
    assert.equal(answerOf('munmap', 0, undefined), '0');
    assert.equal(answerOf('touch', 0, 90), '0, read 0x5a');
    assert.equal(answerOf('release', 'absent', undefined), 'absent');
  });
});
