import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { mend, notMended, titlesOf } from './mend';

/** A fixture of a rule, without the comments that say what is to be found. */
function fixture(rule: string, name: string): string {
  const text = readFileSync(`test/fixtures/rules/${rule}/${name}.c`, 'utf8');
  return text.replaceAll(/^\/\/\s*\^+ \w+\n/gm, '');
}

/** A function that takes pages, with the rest of its body. */
const take = (
  body: string,
) => `int take(struct dev *d, unsigned long addr, int n, struct page **pages)
{
	int got, err;

	got = get_user_pages_fast(addr, n, 0, pages);
	if (got <= 0)
		return got;
${body}}
`;

describe('a fix of a double release', () => {
  const rule = 'double-release';

  it('leaves out the second where the first was made on every way to it', () => {
    const text = fixture(rule, 'one_page_twice');
    assert.equal(
      mend(text, rule),
      fixture(rule, 'one_page_once').replace(
        '	if (*out == 0)\n		return -ENODATA;',
        '	if (*out == 0) {\n		return -ENODATA;\n	}',
      ),
    );
    assert.deepEqual(titlesOf(text, rule), [
      'Remove the second release: put_page() in line 11 has done it',
    ]);
  });

  it('takes its condition or its loop with it', () => {
    const loop = '	for (i = 0; i < got; i++)\n		put_page(pages[i]);\n';
    const text = take(
      `	int i;\n\n${loop}	err = dev_start(d);\n	if (err)\n		release_all(d);\n\n${loop}\n	return 0;\n`,
    );
    assert.equal(mend(text, rule), text.replace(`\n${loop}\n	return`, '\n	return'));
    const once = '	release_pages(pages, got);\n';
    const asked = take(`${once}	if (!d->ready)\n		release_pages(pages, got);\n	return 0;\n`);
    assert.equal(mend(asked, rule), take(`${once}	return 0;\n`));
  });

  it('goes past the release of a label, to a new label', () => {
    const text = fixture(rule, 'label_falls_through');
    assert.equal(mend(text, rule), fixture(rule, 'label_jumped_over'));
  });

  it('goes past the release of a label, to the label behind it', () => {
    const text = take(`	err = dev_start(d);
	if (err)
		goto put;
	err = dev_finish(d);
	release_pages(pages, got);
	dev_done(d);
put:
	release_pages(pages, got);
out:
	dev_leave(d);
	return err;
`);
    assert.match(mend(text, rule), /\tdev_done\(d\);\n\tgoto out;\nput:\n/);
  });

  it('leaves out the first where the second follows anyhow', () => {
    const text = take(`	err = dev_start(d);
	if (err)
		goto put;
	release_pages(pages, got);
	err = got;
put:
	release_pages(pages, got);
	return err;
`);
    assert.equal(mend(text, rule), text.replace('	release_pages(pages, got);\n	err', '	err'));
  });

  it('keeps the one that marks the pages dirty', () => {
    const plain = '	unpin_user_pages(pages, got);\n';
    const dirty = '	unpin_user_pages_dirty_lock(pages, got, true);\n';
    const pinned = (body: string) =>
      take(`${body}	return 0;\n`).replace(
        'get_user_pages_fast(addr, n, 0',
        'pin_user_pages_fast(addr, n, FOLL_WRITE',
      );
    assert.equal(mend(pinned(dirty + plain), rule), pinned(dirty));
    assert.equal(mend(pinned(plain + dirty), rule), pinned(dirty));
    const called = pinned(`${plain}	dev_wake(d);\n${dirty}`);
    assert.match(notMended(called, rule), /only the second release marks the pages dirty/);
  });

  it('is left to a person where neither is always made, or they stand in two functions', () => {
    assert.match(notMended(fixture(rule, 'in_loop_and_behind'), rule), /not name the same pages/);
    assert.match(notMended(fixture(rule, 'after_handing_over'), rule), /another function/);
    const some = take(`	if (d->ready)
		release_pages(pages, got);
	release_pages(pages, got);
	return 0;
`);
    assert.match(notMended(some, rule), /not stand on every way/);
  });
});

describe('a fix of a release of too many', () => {
  const rule = 'release-count-mismatch';

  it('releases what was got where what was asked for is released', () => {
    assert.equal(mend(fixture(rule, 'asked_instead_of_got'), rule), fixture(rule, 'got'));
  });

  it('runs as many rounds as pages were got', () => {
    const round = fixture(rule, 'one_round_too_many');
    assert.equal(mend(round, rule), fixture(rule, 'as_many_rounds'));
    assert.match(mend(fixture(rule, 'failure_released'), rule), /for \(i = 0; i < rc; i\+\+\)/);
    assert.match(mend(fixture(rule, 'not_zeroed_but_tested'), rule), /i < got; i\+\+\)\n\t\tif \(/);
  });

  it('runs one round less over what an object counts', () => {
    assert.equal(mend(fixture(rule, 'object_one_too_many'), rule), fixture(rule, 'object_all'));
  });

  it('tests first where nothing was got on some way', () => {
    const text = take('	err = dev_start(d, got);\n	release_pages(pages, n);\n	return err;\n').replace(
      '	if (got <= 0)\n		return got;\n',
      '',
    );
    assert.match(mend(text, rule), /\tif \(got > 0\)\n\t\trelease_pages\(pages, got\);/);
  });

  it('is left to a person where the result is gone, or more is released than an array', () => {
    const gone = take('	got = dev_start(d, got);\n	release_pages(pages, n);\n	return got;\n');
    assert.match(notMended(gone, rule), /got no longer holds|not certain/);
    assert.ok(notMended(fixture(rule, 'rest_from_the_start'), rule).length > 0);
  });
});

describe('a fix of a call without the lock', () => {
  const rule = 'missing-mmap-lock';

  it('takes the pages with the call that wants no lock', () => {
    const text = fixture(rule, 'current_after_unlock');
    assert.match(mend(text, rule), /got = get_user_pages_fast\(ua, n, 0, pages\);/);
    assert.deepEqual(titlesOf(text, rule), [
      'Call get_user_pages_fast(), which wants no lock held',
      'Take mmap_lock around get_user_pages()',
    ]);
  });

  it('takes the lock around the call, by the name that the release has for it', () => {
    const around =
      /lock\(mm\);\n\tmmap_read_lock\(mm\);\n\tgot = pin_user.*;\n\tmmap_read_unlock\(mm\);\n/;
    assert.match(mend(fixture(rule, 'after_unlock'), rule), around);
    const old = fixture(rule, 'current_after_unlock')
      .replaceAll(
        /mmap_read_(un)?lock\((.*)\)/g,
        (_, un: string | undefined, mm: string) => `${un ? 'up' : 'down'}_read(&${mm}->mmap_sem)`,
      )
      .replace('pages);', 'pages, NULL);');
    const locked =
      /\tdown_read\(&current->mm->mmap_sem\);\n\tgot = get_user.*\n\tup_read\(&current->mm->mmap_sem\);\n/;
    assert.match(mend(old, rule, 0, '5.4'), locked);
  });

  it('is left to a person where some path holds the lock, or the call may drop it', () => {
    assert.match(notMended(fixture(rule, 'one_branch_unlocks'), rule), /not certain|still hold/);
    assert.match(notMended(fixture(rule, 'again_after_drop'), rule), /loop/);
    assert.match(
      notMended(fixture(rule, 'second_site_after_unlock'), rule),
      /no statement of its own/,
    );
  });
});
