import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeWords, countWords, pageWords, rowWords } from '../../../src/replay/pageWords';
import type { PageView, Row } from '../../../src/replay/recording';

const page: PageView = {
  label: 'page1',
  order: 0,
  refcount: 1,
  pincount: null,
  mapcount: 1,
  flags: ['dirty', 'lru', 'anon_exclusive'],
  freed: false,
};
const row: Row = {
  where: 'p0.buf[0]',
  entry: { level: 'pte', flags: ['write', 'dirty'] },
  page,
  held: 0,
};

describe('page words', () => {
  it('takes the refcount of an order-0 page apart into pins and references', () => {
    assert.equal(countWords({ ...page, refcount: 1023 }), '1023');
    assert.equal(countWords({ ...page, refcount: 1025 }), '1025 = 1 × 1024 + 1');
    assert.equal(countWords({ ...page, refcount: 2048 }), '2048 = 2 × 1024 + 0');
  });

  it('leaves a count below zero whole: it was released too often', () => {
    assert.equal(countWords({ ...page, refcount: -1022 }), '-1022');
  });

  it('shows the exact pincount of a large folio', () => {
    const huge = { ...page, order: 9, refcount: 5, pincount: 4 };
    assert.equal(countWords(huge), '5, pincount 4');
    assert.equal(pageWords(huge), 'page1 2 MiB');
    assert.equal(pageWords({ ...huge, order: 4 }), 'page1 64 KiB');
  });

  it('says a whole row', () => {
    assert.equal(
      rowWords({ ...row, held: 1 }),
      'p0.buf[0]: pte write dirty, page1, refcount 1, mapcount 1, dirty exclusive, held by 1 slot',
    );
    assert.equal(rowWords({ ...row, entry: null, page: null }), 'p0.buf[0]: not mapped');
    assert.equal(rowWords({ ...row, page: { ...page, freed: true } }).includes('refcount'), false);
  });

  it('says what changed, and only that', () => {
    const after = { ...row, page: { ...page, refcount: 1025 }, held: 1 };
    assert.equal(
      changeWords({ row: 0, before: row, after }),
      'p0.buf[0]: refcount 1 → 1025 = 1 × 1024 + 1, held none → 1',
    );
    assert.equal(changeWords({ row: 0, before: row, after: row }), '');
  });
});
