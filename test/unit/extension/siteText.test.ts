import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Release, Site } from '../../../src/analyzer/records';
import { flagsOfCall, siteSummary } from '../../../src/extension/hover/siteText';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';
import { aSite } from '../aSite';

const site = aSite({ api: 'get_user_pages_fast', tracking: 'get' });
const release = parseRelease('6.12') ?? NEWEST_RELEASE;

describe('the flags of a call', () => {
  it('are named with the verdict on all of them', () => {
    const flags = { text: 'FOLL_WRITE | FOLL_PIN', bits: ['FOLL_WRITE', 'FOLL_PIN'] };
    const [text, ...more] = flagsOfCall({ ...site, flags }, release);
    assert.match(text, /^FOLL_WRITE \| FOLL_PIN: May not be passed to get_user_pages_fast\(\)/);
    assert.match(text, /FOLL_PIN refused/);
    assert.equal(more.length, 0);
  });

  it('are told what they do together, where they are legal', () => {
    const flags = { text: '', bits: ['FOLL_WRITE', 'FOLL_LONGTERM'] };
    const pin = aSite({ flags });
    const [, together = ''] = flagsOfCall(pin, release);
    assert.match(
      together,
      /^It pins the pages for writing, for an unbounded time; shared mappings/,
    );
    const [, before = ''] = flagsOfCall(pin, parseRelease('5.11') ?? NEWEST_RELEASE);
    assert.match(before, /shared file mappings are allowed in this release/);
  });

  it('count with those that are set on some paths only', () => {
    const flags = { text: 'flags', bits: ['FOLL_WRITE?'] };
    assert.match(flagsOfCall({ ...site, flags }, release)[0], /^flags: May be passed/);
  });

  it('are nothing to talk about when there are none', () => {
    assert.deepEqual(flagsOfCall(site, release), []);
  });
});

describe('the summary of a site', () => {
  const one: Release = { file: 'a/c.c', line: 7, function: 'g', api: 'put_page', on: [] };
  const texts = (known: Partial<Site>) =>
    siteSummary({ ...site, ...known }).map(({ text, places }) =>
      [text, ...places.map(({ label }) => label)].join(' | '),
    );

  it('names the case and why, who holds the pages, and who gives them back where', () => {
    const told = { numbers: [4], why: 'nothing reads or writes what is in the pages' };
    const late: Release = { ...one, function: 'h', line: 9, on: ['teardown'] };
    assert.deepEqual(texts({ case: told, owner: 'buf->pages', releases: [one, late] }), [
      'get, case 4 (nothing reads or writes what is in the pages)',
      'held by buf->pages',
      'released by | g() c.c:7 | h() c.c:9 (teardown)',
    ]);
  });

  it('names the first of many', () => {
    const line = siteSummary({ ...site, releases: new Array<Release>(6).fill(one) }).at(-1);
    assert.deepEqual([line?.places.length, line?.more], [4, 2]);
  });

  it('says why there is none', () => {
    const notFollowed = 'handed to a function pointer';
    assert.deepEqual(texts({ notFollowed }), ['get', `not followed: ${notFollowed}`]);
    assert.deepEqual(texts({}), ['get', 'no release found']);
  });

  it('names the exits on which the pages are still held', () => {
    const kept = { file: 'a/b.c', line: 31, holds: 'kept' } as const;
    const lost = { file: 'a/b.c', line: 24, holds: 'lost' } as const;
    assert.equal(texts({ exits: [kept] }).at(-1), 'still held at the exit in | b.c:31');
    assert.equal(
      texts({ exits: [lost, kept] }).at(-1),
      'held or lost at the exit in | b.c:24 (lost) | b.c:31',
    );
  });
});
