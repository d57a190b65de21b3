import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultChoice, nearestKernel } from '../../../src/replay/choice';
import { subject } from './subjects';

describe('what is replayed first', () => {
  it('is the kernel nearest below the release of the tree', () => {
    const nearest = ['4.19', '5.11', '5.15', '6.1', '6.4', '6.12', '7.1'].map(nearestKernel);
    assert.deepEqual(nearest, ['5.11', '5.11', '5.11', '6.1', '6.1', '6.12', '6.12']);
  });

  it('is the newest kernel where no tree says its release', () => {
    assert.equal(nearestKernel(null), '6.12');
  });

  it('is the first path with as many pages as the code asks for', () => {
    const choice = defaultChoice({ ...subject, site: { ...subject.site, nrPages: '1' } });
    assert.deepEqual([choice.path, choice.pages], ['success', 1]);
  });
});
