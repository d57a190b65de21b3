import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type StatusFacts, statusText } from '../../../src/extension/status/statusText';

const quiet: StatusFacts = {
  problem: null,
  scanning: null,
  findings: 0,
  sites: 3,
  file: { release: '6.12', inTree: true },
};

describe('the status', () => {
  it('counts findings and names the release', () => {
    assert.deepEqual(statusText(quiet), {
      text: '$(check) GUP 0 findings',
      tooltip: 'GUP Review: 0 findings, 3 sites in what was reviewed; Linux 6.12',
      isProblem: false,
    });
    assert.equal(statusText({ ...quiet, findings: 1 }).text, '$(bug) GUP 1 finding');
  });

  it('says when the file is in no kernel tree', () => {
    const file = { release: '7.1', inTree: false };
    assert.equal(statusText({ ...quiet, file }).text, '$(check) GUP 0 findings, not a kernel tree');
    assert.match(
      statusText({ ...quiet, file }).tooltip,
      /not in a kernel tree, judged as Linux 7.1/,
    );
  });

  it('speaks of no release when no C file is on the screen', () => {
    assert.match(statusText({ ...quiet, file: null }).tooltip, /in what was reviewed$/);
  });

  it('shows how far a review of a tree is', () => {
    const scanning = { done: 7, total: 9 };
    assert.equal(statusText({ ...quiet, scanning }).text, '$(sync~spin) GUP 7 of 9');
  });

  it('puts a problem first', () => {
    const scanning = { done: 7, total: 9 };
    const status = statusText({ ...quiet, scanning, problem: 'no C parser loads' });
    assert.deepEqual([status.isProblem, status.tooltip], [true, 'GUP Review: no C parser loads']);
  });
});
