import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { acquireNames, parseSource, RELEASE_FUNCTIONS, RELEASES } from '../../../src/kernel';
import { borrows, effectsOf, HELPERS, isPageFlagAccessor } from '../../../src/kernel/helpers';
import { at } from './at';

const kinds = (name: string, release = '6.12') =>
  effectsOf(name, at(release))?.map(({ does }) => does);

describe('effectsOf', () => {
  it('tells zeroed memory from undefined contents', () => {
    assert.deepEqual(effectsOf('kvcalloc', at('6.12')), [
      { does: 'allocates', zeroed: true, fails: 'null' },
    ]);
    assert.deepEqual(effectsOf('kvmalloc_array', at('6.12')), [
      { does: 'allocates', zeroed: false, fails: 'null' },
    ]);
    assert.deepEqual(effectsOf('memdup_user', at('6.12')), [
      { does: 'allocates', zeroed: false, fails: 'error-pointer' },
    ]);
  });

  it('follows a page through its other forms', () => {
    assert.deepEqual(effectsOf('page_folio', at('6.1')), [
      { does: 'aliases', from: 0, to: 'return', form: 'folio' },
    ]);
    assert.deepEqual(effectsOf('for_each_sg', at('6.1')), [
      { does: 'aliases', from: 0, to: 1, form: 'scatterlist' },
    ]);
    assert.deepEqual(kinds('container_of'), ['container-of']);
  });

  it('knows what a bio takes for itself, by release', () => {
    const tracking = (release: string) =>
      effectsOf('bio_iov_iter_get_pages', at(release))?.map((effect) =>
        effect.does === 'acquires' ? effect.tracking : effect.does,
      );
    assert.deepEqual(tracking('6.4.6'), ['get']);
    assert.deepEqual(tracking('6.5'), ['pin']);
    assert.equal(tracking('4.9'), undefined);
    assert.deepEqual(kinds('bio_release_pages'), ['dirties', 'releases']);
    assert.deepEqual(kinds('bio_check_pages_dirty'), ['dirties', 'releases']);
  });

  it('answers for release functions from their own table', () => {
    assert.deepEqual(effectsOf('put_page', at('6.12')), [
      { does: 'releases', tracking: 'get', argument: { kind: 'page', param: 0 } },
    ]);
    assert.deepEqual(effectsOf('unpin_user_pages_dirty_lock', at('6.12')), [
      { does: 'dirties', param: 0, locks: true, when: 2 },
      { does: 'releases', tracking: 'pin', argument: { kind: 'array', param: 0, count: 1 } },
    ]);
    for (const { name } of RELEASE_FUNCTIONS) {
      assert.ok(kinds(name)?.includes('releases'), name);
    }
  });

  it('knows calls that do not return, and callbacks', () => {
    assert.deepEqual(kinds('panic'), ['noreturn']);
    assert.deepEqual(effectsOf('devm_add_action_or_reset', at('6.12')), [
      { does: 'calls', callback: 1, argument: 2, when: 'teardown' },
    ]);
  });

  it('knows the locks of both eras', () => {
    assert.deepEqual(effectsOf('mmap_read_lock_killable', at('6.12')), [
      { does: 'locks', lock: 'mmap', mode: 'read', param: 0, success: 'zero' },
    ]);
    assert.equal(effectsOf('mmap_read_lock', at('5.7')), undefined);
    assert.deepEqual(kinds('up_read', '5.4'), ['unlocks']);
  });

  it('tells what changes nothing from what is not known', () => {
    assert.deepEqual(effectsOf('unlock_page', at('6.12')), []);
    assert.deepEqual(effectsOf('PageAnon', at('6.12')), []);
    // A bare flag does not dirty the mapping.
    assert.deepEqual(effectsOf('SetPageDirty', at('6.12')), []);
    assert.deepEqual(effectsOf('page_maybe_dma_pinned', at('5.11')), []);
    // With FOLL_GET it takes a reference.
    assert.equal(effectsOf('follow_page', at('5.11')), undefined);
    assert.equal(effectsOf('some_driver_function', at('6.12')), undefined);
    assert.equal(effectsOf('constructor', at('6.12')), undefined);
  });

  it('knows what hands an object on and what finds it again', () => {
    assert.deepEqual(effectsOf('queue_work', at('6.12')), [{ does: 'hands-on', param: 1 }]);
    assert.deepEqual(kinds('dev_get_drvdata'), ['retrieves']);
  });

  it('leaves sites to the table of acquire functions', () => {
    for (const name of acquireNames) {
      assert.equal(effectsOf(name, at('6.12')), undefined, name);
    }
  });
});

describe('borrows', () => {
  it('is true of calls that leave the pages with their holder', () => {
    for (const name of ['kunmap_local', 'dma_map_sg', 'set_page_dirty_lock', 'mutex_lock']) {
      assert.ok(borrows(name, at('6.12')), name);
    }
    assert.ok(borrows('pr_err', at('6.12')) && borrows('trace_foo', at('6.12')));
  });

  it('is false of calls that keep, release, free or are not known', () => {
    for (const name of ['sg_set_page', 'put_page', 'kfree', 'queue_work', 'get_page', 'anything']) {
      assert.ok(!borrows(name, at('6.12')), name);
    }
  });
});

describe('isPageFlagAccessor', () => {
  it('takes the accessors and nothing that moves references', () => {
    for (const name of ['PageDirty', 'SetPageUptodate', 'ClearPageLRU', 'TestSetPageDirty']) {
      assert.ok(isPageFlagAccessor(name), name);
    }
    assert.ok(isPageFlagAccessor('__SetPageUptodate') && isPageFlagAccessor('folio_test_large'));
    for (const name of ['put_page', 'folio_put', 'Page', 'folio_get', 'folio_set', 'PAGE_ALIGN']) {
      assert.ok(!isPageFlagAccessor(name), name);
    }
  });
});

describe('the table of helpers', () => {
  it('gives every helper one answer in every release', () => {
    const ofName = new Map<string, number>();
    for (const { name } of HELPERS) {
      ofName.set(name, (ofName.get(name) ?? 0) + 1);
    }
    for (const [name, count] of ofName) {
      const ranges = HELPERS.filter((helper) => helper.name === name);
      assert.ok(count === 1 || ranges.every(({ since, until }) => since ?? until), name);
    }
  });

  it('names sources that can be read', () => {
    for (const { name, source } of HELPERS) {
      const parsed = parseSource(source);
      assert.ok(parsed.kind === 'tree' && parsed.line !== null, name);
    }
  });

  it('answers any name without throwing', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...RELEASES), (name, release) => {
        const effects = effectsOf(name, at(release));
        assert.ok(effects === undefined || Array.isArray(effects));
      }),
    );
  });
});
