import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { convertSites, sitesSharingReleases } from '../../../../src/analyzer/fixes/convertSites';
import { applyEdits } from '../../../../src/analyzer/fixes/edit';
import type { Site, Tracking } from '../../../../src/analyzer/records';
import { type KernelRelease, NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { type Files, sitesIn, sourceOf } from './fixtureTree';

const SHAPES = 'test/fixtures/convert';

function filesOf(folder: string): Files {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

interface Options {
  readonly chosen?: readonly Site[];
  readonly sites?: readonly Site[];
  readonly release?: KernelRelease;
}

function plan(files: Files, to: Tracking, options: Options = {}) {
  const sites = options.sites ?? sitesIn(files);
  return convertSites(options.chosen ?? sites, to, {
    sites,
    release: options.release ?? NEWEST_RELEASE,
    source: sourceOf(files),
  });
}

function convert(files: Files, to: Tracking, options: Options = {}): Files {
  const conversion = plan(files, to, options);
  assert.ok(conversion.ok, JSON.stringify(conversion));
  const after: Record<string, string> = { ...files };
  for (const { file, edits } of conversion.files) {
    after[file] = applyEdits(files[file] ?? '', edits);
  }
  return after;
}

/** The reasons for which a conversion is not made. */
function reasons(files: Files, to: Tracking, options: Options = {}): string[] {
  const conversion = plan(files, to, options);
  return conversion.ok ? [] : conversion.obstacles.map(({ why }) => why);
}

const one = (body: string): Files => ({ 'a.c': `int f(unsigned long addr)\n{\n${body}}\n` });

describe('conversion of a site', () => {
  for (const shape of readdirSync(SHAPES)) {
    const get = filesOf(join(SHAPES, shape, 'get'));
    const pin = filesOf(join(SHAPES, shape, 'pin'));

    it(`${shape}: get to pin changes every release and nothing else`, () => {
      assert.deepEqual(convert(get, 'pin'), pin);
    });

    it(`${shape}: pin to get`, () => {
      assert.deepEqual(convert(pin, 'get'), get);
    });

    it(`${shape}: there and back restores the bytes, also with CRLF`, () => {
      const crlf = Object.fromEntries(
        Object.entries(get).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]),
      );
      assert.deepEqual(convert(convert(crlf, 'pin'), 'get'), crlf);
    });
  }

  it('lists what it changes', () => {
    const conversion = plan(filesOf(join(SHAPES, 'cross-file', 'get')), 'pin');
    assert.ok(conversion.ok);
    assert.deepEqual(
      conversion.changes.map(({ file, api }) => `${file} ${api}`),
      ['thread.c get_user_pages_remote', 'loom.h folio_put', 'unthread.c put_page'],
    );
  });

  it('takes FOLL_GET out of the flags, wherever it is written', () => {
    const after = (flags: string, before = '') =>
      convert(one(`${before}	get_user_pages_fast(addr, 1, ${flags}, &p);\n	put_page(p);\n`), 'pin', {
        sites: sitesIn(
          one(`${before}	get_user_pages_fast(addr, 1, ${flags}, &p);\n	put_page(p);\n`),
          { flags: { text: flags, bits: ['FOLL_GET'] } },
        ),
      })['a.c'];
    assert.match(after('FOLL_GET') ?? '', /\(addr, 1, 0, &p\)/);
    assert.match(after('FOLL_GET | FOLL_WRITE') ?? '', /\(addr, 1, FOLL_WRITE, &p\)/);
    assert.match(after('FOLL_WRITE | FOLL_GET') ?? '', /\(addr, 1, FOLL_WRITE, &p\)/);
    const variable = '	unsigned int flags = FOLL_WRITE | FOLL_GET;\n\n';
    assert.match(after('flags', variable) ?? '', /flags = FOLL_WRITE;\n[^]*1, flags, &p/);
  });

  it('leaves a comment between dirtying and release where it is', () => {
    const files = one(
      '	get_user_pages_fast(addr, 1, FOLL_WRITE, &p);\n	set_page_dirty_lock(p); /* why */\n	put_page(p);\n',
    );
    assert.match(
      convert(files, 'pin')['a.c'] ?? '',
      /set_page_dirty_lock\(p\); \/\* why \*\/\n\tunpin_user_page\(p\);/,
    );
  });

  it('makes no array of a page that has no address', () => {
    const files = one(
      '	get_user_pages_fast(addr, 1, FOLL_WRITE, &p);\n	set_page_dirty_lock(sg_page(sg));\n	put_page(sg_page(sg));\n',
    );
    assert.match(
      convert(files, 'pin')['a.c'] ?? '',
      /set_page_dirty_lock\(sg_page\(sg\)\);\n\tunpin_user_page\(sg_page\(sg\)\);/,
    );
  });

  it('makes a put of unpinning with make_dirty false, and of folio_put_refs()', () => {
    const pinned = one(
      '	pin_user_pages_fast(addr, n, 0, pages);\n	unpin_user_pages_dirty_lock(pages, n, false);\n	unpin_user_folio(f, k);\n',
    );
    const got = convert(pinned, 'get')['a.c'] ?? '';
    assert.match(got, /\trelease_pages\(pages, n\);\n\tfolio_put_refs\(f, k\);\n/);
  });

  it('leaves a release that was wrong before and is right after', () => {
    const files = one('	get_user_pages_fast(addr, 1, 0, &p);\n	unpin_user_page(p);\n	put_page(p);\n');
    const after = convert(files, 'pin')['a.c'] ?? '';
    assert.equal(after.match(/\tunpin_user_page\(p\);/g)?.length, 2);
  });
});

describe('a conversion is refused', () => {
  const simple = one('	get_user_pages_fast(addr, 1, 0, &p);\n	put_page(p);\n');

  it('where the pages were not followed, or no release was found', () => {
    const lost = sitesIn(simple, { notFollowed: 'stored in a list' });
    assert.deepEqual(reasons(simple, 'pin', { sites: lost }), [
      'the pages were not followed: stored in a list',
    ]);
    const without = sitesIn(simple, { releases: [] });
    assert.deepEqual(reasons(simple, 'pin', { sites: without }), [
      'no release of these pages was found',
    ]);
  });

  it('where a release serves another site, until both go together', () => {
    const files = one(
      '	if (x)\n		get_user_pages_fast(addr, 1, 0, &p);\n	else\n		get_user_pages_unlocked(addr, 1, &p, 0);\n	put_page(p);\n',
    );
    const sites = sitesIn(files);
    assert.deepEqual(reasons(files, 'pin', { chosen: sites.slice(0, 1) }), [
      'put_page() also releases the pages of get_user_pages_unlocked() at a.c:6',
    ]);
    const [first] = sites;
    assert.ok(first);
    const group = sitesSharingReleases(first, sites);
    assert.equal(group.length, 2);
    assert.match(
      convert(files, 'pin', { chosen: group })['a.c'] ?? '',
      /pin_user_pages_fast[^]*pin_user_pages_unlocked[^]*unpin_user_page\(p\)/,
    );
  });

  it('where a site that was not followed may reach the release', () => {
    const text = `void drop(struct page *p)
{
	put_page(p);
}
int f(unsigned long addr)
{
	get_user_pages_fast(addr, 1, 0, &p);
	drop(p);
}
int g(unsigned long addr)
{
	get_user_pages_unlocked(addr, 1, &p, 0);
	drop(p);
}
`;
    const sites = sitesIn({ 'a.c': text });
    const [f, g] = sites;
    assert.ok(f && g);
    const lost = { ...g, releases: [], notFollowed: 'why' };
    assert.deepEqual(reasons({ 'a.c': text }, 'pin', { chosen: [f], sites: [f, lost] }), [
      'put_page() also releases the pages of get_user_pages_unlocked() at a.c:12',
    ]);
  });

  it('where the release may give back what another call took', () => {
    const files = one(
      '	get_user_pages_fast(addr, 1, 0, &p);\n	get_page(p);\n	put_page(p);\n	put_page(p);\n',
    );
    assert.equal(
      reasons(files, 'pin')[0],
      'put_page() may also give back what get_page() in line 4 took',
    );
    const allocated = one(
      '	if (get_user_pages_fast(addr, 1, 0, &p) != 1)\n		p = alloc_page(GFP_KERNEL);\n	put_page(p);\n',
    );
    assert.equal(
      reasons(allocated, 'pin')[0],
      'put_page() may also give back what alloc_page() in line 4 took',
    );
    const other = one(
      '	get_user_pages_fast(addr, 1, 0, &p);\n	struct page *q = alloc_page(GFP_KERNEL);\n	put_page(p);\n',
    );
    assert.deepEqual(reasons(other, 'pin'), []);
  });

  it('where a release has no counterpart', () => {
    const bio = one('	get_user_pages_fast(addr, 1, 0, &p);\n	bio_release_pages(bio, true);\n');
    assert.deepEqual(reasons(bio, 'pin'), [
      'bio_release_pages(bio, true) has no counterpart for pinned pages',
    ]);
    const dirty = one(
      '	pin_user_pages_fast(addr, n, 0, pages);\n	unpin_user_pages_dirty_lock(pages, n, true);\n',
    );
    assert.deepEqual(reasons(dirty, 'get'), [
      'unpin_user_pages_dirty_lock(pages, n, true) has no counterpart for pages taken by get_user_pages*()',
    ]);
  });

  it('where the kernel release has no such function, or refuses the flags', () => {
    const folio = one('	get_user_pages_fast(addr, 1, 0, &p);\n	folio_put(f);\n');
    const release = parseRelease('6.1') ?? NEWEST_RELEASE;
    assert.deepEqual(reasons(folio, 'pin', { release }), [
      'folio_put() becomes unpin_user_folio() for pinned pages, which 6.1 does not have',
    ]);
    const only = one('	get_user_pages_fast_only(addr, 1, 0, &p);\n	put_page(p);\n');
    assert.match(reasons(only, 'pin')[0] ?? '', /pin_user_pages_fast_only\(\) .* removed in 6\.3/);
    const longterm = one('	pin_user_pages_fast(addr, 1, FOLL_LONGTERM, &p);\n	unpin_user_page(p);\n');
    assert.match(
      reasons(longterm, 'get')[0] ?? '',
      /^get_user_pages_fast\(\) must not be called with FOLL_LONGTERM: /,
    );
    const vma = one('	get_user_page_vma_remote(mm, addr, 0, &vma);\n	put_page(p);\n');
    assert.match(reasons(vma, 'pin')[0] ?? '', /has no twin/);
  });

  it('where an unpin stands that no site known ends in', () => {
    const files = {
      'a.c':
        'int f(unsigned long addr)\n{\n	pin_user_pages_fast(addr, 1, 0, &p);\n	unpin_user_page(p);\n}\nvoid g(void)\n{\n	unpin_user_page(q);\n}\n',
    };
    const [site] = sitesIn(files);
    assert.ok(site);
    const own = { ...site, releases: site.releases.filter((one) => one.function === 'f') };
    assert.deepEqual(reasons(files, 'get', { sites: [own] }), [
      'which pages unpin_user_page() gives back here is not known',
    ]);
  });

  it('where the text is not the one that was analysed', () => {
    const sites = sitesIn(simple);
    const moved = { 'a.c': `\n\n${simple['a.c'] ?? ''}` };
    assert.deepEqual(reasons(moved, 'pin', { sites }), [
      'line 3 of a.c has no call of get_user_pages_fast()',
      'line 4 has no call of put_page()',
    ]);
    assert.deepEqual(reasons({}, 'pin', { sites }), [
      'the file cannot be read',
      'the file cannot be read',
    ]);
  });

  it('where it is one already', () => {
    assert.deepEqual(reasons(simple, 'get'), ['get_user_pages_fast() is a get already']);
  });
});
