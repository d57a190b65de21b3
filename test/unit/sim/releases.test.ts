import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

const held = (fn: string): object[] => [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 2 },
  { op: 'touch', region: 'a', page: 0, mode: 'w' },
  { op: 'touch', region: 'a', page: 1, mode: 'w' },
  { op: 'gup', fn, region: 'a', nr: 2, handle: 'h' },
];
const refs = (kernel: string, steps: object[]): (number | string)[] => {
  const step = last(run(kernel, steps));
  return [step.rc, mapped(step, 'p0.a[0]').page.ref, mapped(step, 'p0.a[1]').page.ref];
};

describe('releases of plain references', () => {
  it('put_page(), folio_put() and release_pages() all drop one reference a page', () => {
    for (const how of ['put_page', 'folio_put', 'release_pages'])
      assert.deepEqual(
        refs('6.12', [...held('get_user_pages'), { op: 'release', handle: 'h', how }]),
        [0, 1, 1],
      );
  });

  it('__free_page() drops one too, and frees the last one of a page that is still on the LRU', () => {
    const release = { op: 'release', handle: 'h', how: '__free_page' };
    assert.deepEqual(refs('6.12', [...held('get_user_pages'), release]), [0, 1, 1]);
    const unmap = { op: 'munmap', region: 'a' };
    const steps = run('6.12', [...held('get_user_pages'), unmap, release]);
    assert.equal(last(steps).warns, 2);
    const put = { ...release, how: 'put_page' };
    assert.equal(last(run('6.12', [...held('get_user_pages'), unmap, put])).warns, 0);
  });

  it('folio_put() does not exist before 5.16', () => {
    const release = { op: 'release', handle: 'h', how: 'folio_put' };
    assert.equal(last(run('5.11', [...held('get_user_pages'), release])).rc, 'absent');
  });
});

describe('an errno passed on as a count (mm/gup.c, unpin_user_pages())', () => {
  const release = (how: string, more: object = {}): object => ({
    op: 'release',
    handle: 'h',
    how,
    count: -14,
    ...more,
  });

  it('is a WARN, and nothing is released', () => {
    for (const kernel of ['5.11', '6.1', '6.5', '6.12'])
      for (const how of ['unpin_user_pages', 'unpin_user_pages_dirty_lock']) {
        const steps = run(kernel, [...held('pin_user_pages'), release(how)]);
        assert.deepEqual([last(steps).rc, last(steps).warns], [0, 1], `${how} on ${kernel}`);
        assert.equal(mapped(last(steps), 'p0.a[0]').page.ref, 1025);
      }
  });

  it('is not looked at by the others, which would run through all of memory', () => {
    const steps = [
      release('unpin_user_pages_dirty_lock', { dirty: true }),
      release('unpin_user_page_range_dirty_lock'),
    ];
    for (const step of steps)
      assert.equal(last(run('6.12', [...held('pin_user_pages'), step])).rc, 'refused');
  });
});
