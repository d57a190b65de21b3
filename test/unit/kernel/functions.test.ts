import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  acquireNames,
  explainAbsence,
  formatSignature,
  functionByName,
  type FunctionFact,
  FUNCTIONS,
  inRange,
  isAcquire,
  mayExist,
  parseSource,
  RELEASE_FUNCTIONS,
  releaseFunction,
  RELEASES,
  type Signature,
  signatureAt,
  trackingOf,
} from '../../../src/kernel';
import { at } from './at';

function fn(name: string): FunctionFact {
  const found = functionByName(name);
  assert.ok(found, name);
  return found;
}

function signature(name: string, release: string): Signature {
  const found = signatureAt(fn(name), at(release));
  assert.ok(found, `${name} in ${release}`);
  return found;
}

describe('signatures', () => {
  it('place the arguments of get_user_pages() by release', () => {
    const index = (release: string) => signature('get_user_pages', release).index;
    assert.deepEqual(index('2.6.39.4'), {
      task: 0,
      mm: 1,
      start: 2,
      nrPages: 3,
      write: 4,
      force: 5,
      pages: 6,
      vmas: 7,
    });
    assert.deepEqual(index('3.10'), index('4.5'));
    assert.deepEqual(index('4.6'), { start: 0, nrPages: 1, write: 2, force: 3, pages: 4, vmas: 5 });
    assert.deepEqual(index('6.4.6'), { start: 0, nrPages: 1, flags: 2, pages: 3, vmas: 4 });
    assert.deepEqual(index('6.5'), { start: 0, nrPages: 1, flags: 2, pages: 3 });
  });

  it('know that the unlocked calls take pages before the flags', () => {
    const { index } = signature('pin_user_pages_unlocked', '6.12');
    assert.deepEqual([index.pages, index.flags], [2, 3]);
  });

  it('know the write parameter of the fast calls before 5.2', () => {
    assert.equal(signature('get_user_pages_fast', '5.1').index.write, 2);
    assert.equal(signature('get_user_pages_fast', '5.2').index.flags, 2);
    assert.equal(signature('__get_user_pages_fast', '5.7').index.write, 2);
  });

  it('keep extraction flags apart from FOLL_* flags', () => {
    const { index } = signature('iov_iter_extract_pages', '6.12');
    assert.equal(index.flags, undefined);
    assert.equal(index.extractionFlags, 4);
    assert.equal(index.nrPages, 3);
  });

  it('read parameters without a name', () => {
    const { params } = signature('vm_insert_page', '6.12');
    assert.deepEqual(params.at(-1), { type: 'struct page *', name: '' });
  });

  it('print as C', () => {
    assert.equal(
      formatSignature('pin_user_pages_fast', signature('pin_user_pages_fast', '6.12')),
      'int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages)',
    );
    assert.equal(
      formatSignature('get_dump_page', signature('get_dump_page', '6.1')),
      'struct page *get_dump_page(unsigned long addr)',
    );
  });

  it('hold exactly one prototype in every release that has the function', () => {
    for (const fact of FUNCTIONS.filter(({ since }) => since !== undefined)) {
      for (const release of RELEASES) {
        const holding = fact.signatures.filter((one) => inRange(at(release), one));
        assert.equal(
          holding.length,
          mayExist(fact, at(release)) ? 1 : 0,
          `${fact.name} in ${release}`,
        );
      }
    }
  });
});

describe('functions outside their lifetime', () => {
  const absence = (name: string, release: string) => explainAbsence(fn(name), at(release));

  it('say since when, until when, and what to use', () => {
    assert.equal(
      absence('put_user_page', '6.12'),
      'put_user_page() is not in 6.12: removed in 5.6, use unpin_user_page()',
    );
    assert.equal(
      absence('pin_user_pages', '5.4.18'),
      'pin_user_pages() is not in 5.4.18: new in 5.6',
    );
    assert.match(
      String(absence('__get_user_pages_fast', '5.8')),
      /use get_user_pages_fast_only\(\)/,
    );
    assert.match(String(absence('pin_longterm_pages', '6.12')), /never merged/);
    assert.equal(absence('pin_user_pages', '5.6-rc1'), null);
  });

  it('know the releases in between that lacked a name', () => {
    assert.equal(absence('iov_iter_get_pages', '5.19'), null);
    assert.match(
      String(absence('iov_iter_get_pages', '6.1.192')),
      /absent from 6\.0 to 6\.1, use iov_iter_get_pages2\(\)/,
    );
    assert.equal(absence('iov_iter_get_pages', '6.3'), null);
    assert.match(String(absence('iov_iter_get_pages', '6.5')), /removed in 6\.5/);
  });

  it('know backports', () => {
    assert.equal(absence('is_zero_page', '6.1.192'), null);
    assert.match(String(absence('is_zero_page', '6.1')), /new in 6\.5/);
    assert.match(String(absence('is_zero_page', '6.1-rc7')), /new in 6\.5/);
    assert.match(String(absence('is_zero_page', '6.4.6')), /new in 6\.5/);
    assert.match(String(absence('fault_in_pages_readable', '5.15.135')), /removed in 5\.15\.135/);
    assert.equal(absence('fault_in_pages_readable', '5.15.16'), null);
    assert.equal(absence('get_user_pages_longterm', '4.14.177'), null);
    assert.equal(signature('get_user_pages_longterm', '4.14.177').index.flags, 2);
  });
});

describe('acquire functions', () => {
  it('are the get and pin families, past and present, with their tracking', () => {
    const gets = ['get_user_pages', '__get_user_pages_fast', 'get_user_page_vma_remote'];
    gets.push('get_user_pages_locked', 'get_dump_page', 'iov_iter_get_pages_alloc2');
    gets.push('get_user_pages_longterm', 'get_user_page_fast_only', 'iov_iter_get_pages');
    const pins = ['pin_user_pages', 'pin_user_pages_fast_only', 'pin_user_pages_locked'];
    pins.push('memfd_pin_folios', 'iov_iter_extract_pages', 'pin_user_pages_unlocked');
    for (const name of gets) {
      assert.equal(trackingOf(name), 'get', name);
    }
    for (const name of pins) {
      assert.equal(trackingOf(name), 'pin', name);
    }
  });

  it('are nothing else', () => {
    for (const name of ['put_page', 'get_page', 'follow_page', 'try_grab_folio', 'kmalloc', '']) {
      assert.ok(!isAcquire(name), name);
      assert.equal(trackingOf(name), undefined);
    }
    assert.ok(!acquireNames.has('toString'));
  });
});

describe('release functions', () => {
  it('know what they are given and which reference they give back', () => {
    assert.equal(releaseFunction('unpin_user_page')?.tracking, 'pin');
    assert.equal(releaseFunction('put_page')?.tracking, 'get');
    assert.deepEqual(releaseFunction('unpin_user_pages_dirty_lock')?.release, {
      argument: { kind: 'array', param: 0, count: 1 },
      dirties: 2,
    });
    assert.equal(
      releaseFunction('unpin_user_page_range_dirty_lock')?.release.argument.kind,
      'range',
    );
    assert.equal(releaseFunction('folio_put_refs')?.release.argument.kind, 'counted');
    assert.equal(releaseFunction('pin_user_pages'), undefined);
  });

  it('name parameters they have', () => {
    for (const { name, signatures, release } of RELEASE_FUNCTIONS) {
      const fewest = Math.min(...signatures.map(({ params }) => params.split(',').length));
      const { argument, dirties } = release;
      assert.ok(argument.param < fewest, name);
      assert.ok(!('count' in argument) || argument.count < fewest, name);
      assert.ok(typeof dirties !== 'number' || dirties < fewest, name);
    }
  });
});

describe('the table of functions', () => {
  it('has every name once, with sources that can be read', () => {
    assert.equal(new Set(FUNCTIONS.map(({ name }) => name)).size, FUNCTIONS.length);
    for (const { name, sources, signatures } of FUNCTIONS) {
      const all = [...sources, ...signatures.flatMap((one) => one.sources)];
      assert.ok(all.length > 0, name);
      for (const text of all) {
        assert.doesNotThrow(() => parseSource(text));
      }
    }
  });

  it('releases what it acquires by calls it knows', () => {
    for (const { name, releaseWith } of FUNCTIONS.filter(({ site }) => site)) {
      assert.ok(releaseWith !== undefined && releaseWith.length > 0, name);
      for (const release of releaseWith) {
        const known = releaseFunction(release.split(' ')[0] ?? '');
        assert.ok(known, `${name} is released with ${release}`);
      }
    }
  });
});
