import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acquireFunction, releaseHow } from '../../../src/replay/functions';
import { MEMORY, MEMORY_KINDS } from '../../../src/replay/memory';
import { buildScenario, pagesOf, placeOf } from '../../../src/replay/scenario';
import { exit, pathOf, subject, unpin } from './subjects';

const { site } = subject;
const path = pathOf('success', 'all', [
  [20, 'acquire'],
  [30, unpin],
  [31, exit],
]);

describe('a path as a scenario', () => {
  it('lays out the memory first, then follows the path', () => {
    const { scenario, origins } = buildScenario(site, path, {
      memory: 'anon',
      pages: 4,
    });
    assert.deepEqual(
      scenario.steps.map((step) => step.op),
      ['mmap', 'gup', 'release', 'observe'],
    );
    assert.deepEqual(origins, [null, 0, 1, 2]);
    assert.deepEqual(scenario.steps[1], {
      op: 'gup',
      fn: 'pin_user_pages_fast',
      region: 'buf',
      page: 0,
      nr: 4,
      flags: ['WRITE'],
      handle: 'pages',
      proc: 'p0',
    });
  });

  it('makes a result short by the end of the mapping, for every kind of memory', () => {
    for (const memory of MEMORY_KINDS) {
      const { first, size } = placeOf('short', { memory, pages: 4 });
      assert.equal(size - first, 2, memory);
      assert.equal(size % MEMORY[memory].granule, 0, memory);
    }
  });

  it('makes an error by a hole', () => {
    const fails = pathOf('error', 'error', [[20, 'acquire']]);
    const { scenario } = buildScenario(site, fails, { memory: 'thp', pages: 4 });
    const ops = scenario.steps.map((step) => step.op);
    assert.ok(ops.indexOf('munmap') < ops.indexOf('gup'));
  });

  it('aims the remote functions at the other process, the rest run in it', () => {
    const remote = { ...site, api: 'pin_user_pages_remote' };
    const layout = { memory: 'remote', pages: 1 } as const;
    const gup = (of: typeof site) =>
      buildScenario(of, path, layout).scenario.steps.find((step) => step.op === 'gup');
    assert.deepEqual([gup(remote)?.proc, gup(remote)?.target], ['p0', 'p1']);
    assert.deepEqual([gup(site)?.proc, gup(site)?.target], ['p1', undefined]);
  });

  it('takes a flag set on some paths only for set', () => {
    const sometimes = { ...site, flags: ['FOLL_WRITE?', 'FOLL_LONGTERM'] };
    const { scenario } = buildScenario(sometimes, path, { memory: 'anon', pages: 1 });
    const gup = scenario.steps.find((step) => step.op === 'gup');
    assert.deepEqual(gup?.flags, ['WRITE', 'LONGTERM']);
  });

  it('believes a number of pages only where the code has a number', () => {
    assert.equal(pagesOf({ ...site, nrPages: '1' }), 1);
    assert.equal(pagesOf({ ...site, nrPages: '0' }), 1);
    assert.equal(pagesOf({ ...site, nrPages: '99999' }), 4096);
    assert.equal(pagesOf({ ...site, nrPages: 'npages' }), 4);
    assert.equal(pagesOf({ ...site, nrPages: '1 << order' }), 4);
  });
});

describe('functions of a site on the simulator', () => {
  it('knows its own, and what the others come down to', () => {
    assert.equal(acquireFunction('get_user_pages_remote', 'get'), 'get_user_pages_remote');
    assert.equal(acquireFunction('iov_iter_extract_pages', 'pin'), 'pin_user_pages_fast');
    assert.equal(acquireFunction('iov_iter_get_pages2', 'get'), 'get_user_pages_fast');
    assert.equal(acquireFunction('get_user_page_fast_only', 'get'), 'get_user_pages_fast_only');
    assert.equal(acquireFunction('get_user_page_vma_remote', 'get'), 'get_user_pages_remote');
  });

  it('releases with what the function does, not with what would be right', () => {
    assert.equal(releaseHow('put_page', false, 'pin'), 'put_page');
    assert.equal(releaseHow('unpin_user_page', false, 'get'), 'unpin_user_page');
  });

  it('takes a helper without a known effect for the right release', () => {
    assert.equal(releaseHow('bio_release_pages', true, 'pin'), 'unpin_user_pages_dirty_lock');
    assert.equal(releaseHow('bio_release_pages', true, 'get'), 'set_page_dirty_lock+put_page');
  });
});
