import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixed, refused } from './askFix';

describe('wrong-release-api', () => {
  const rule = 'wrong-release-api';

  it('unpins what was pinned', () => {
    const body = '	pin_user_pages_fast(addr, 1, 0, &p);\n	use(p);\n	put_page(p);\n';
    assert.deepEqual(fixed({ rule, body, at: 'put_page' }), {
      title: 'Release with unpin_user_page()',
      body: body.replace('put_page', 'unpin_user_page'),
    });
  });

  it('changes the one call that is wrong, in a loop too', () => {
    const body =
      '	pin_user_pages_fast(addr, n, 0, pages);\n	for (i = 0; i < n; i++)\n		put_page(pages[i]);\n	put_page(other);\n';
    assert.equal(
      fixed({ rule, body, at: 'put_page(pages' }).body,
      body.replace('put_page(pages', 'unpin_user_page(pages'),
    );
  });

  it('dirties and unpins in one call', () => {
    const body =
      '	pin_user_pages_fast(addr, 1, FOLL_WRITE, &p);\n	set_page_dirty_lock(p);\n	put_page(p);\n';
    assert.deepEqual(fixed({ rule, body, at: 'put_page(p)' }), {
      title: 'Release with unpin_user_pages_dirty_lock()',
      body: '	pin_user_pages_fast(addr, 1, FOLL_WRITE, &p);\n	unpin_user_pages_dirty_lock(&p, 1, true);\n',
    });
  });

  it('puts what was got', () => {
    const body = '	get_user_pages_fast(addr, n, 0, pages);\n	unpin_user_pages(pages, n);\n';
    assert.deepEqual(fixed({ rule, body, at: 'unpin_' }), {
      title: 'Release with release_pages()',
      body: body.replace('unpin_user_pages', 'release_pages'),
    });
  });

  it('is left where the release is right for another site', () => {
    const body =
      '	if (n)\n		pin_user_pages_fast(addr, 1, 0, &p);\n	else\n		get_user_pages_fast(addr, 1, 0, &p);\n	put_page(p);\n';
    assert.equal(
      refused({ rule, body, at: 'put_page' }),
      'put_page() is right for get_user_pages_fast() at a.c:6',
    );
  });
});

describe('missing flags', () => {
  const add = (flags: string, before = '', rule = 'missing-FOLL_WRITE') =>
    fixed({
      rule,
      body: `${before}	pin_user_pages_fast(addr, n, ${flags}, pages);\n`,
      at: 'pin_user',
    }).body;

  it('are added to the argument', () => {
    assert.match(add('0'), /addr, n, FOLL_WRITE, pages/);
    assert.match(add('FOLL_LONGTERM'), /addr, n, FOLL_LONGTERM \| FOLL_WRITE, pages/);
    assert.match(add('rw ? FOLL_NOFAULT : 0'), /n,\s+\(rw \? FOLL_NOFAULT : 0\) \| FOLL_WRITE, /);
    assert.match(add('(rw ? 1 : 0)'), /n, \(rw \? 1 : 0\) \| FOLL_WRITE, /);
    assert.match(add('flags_of(a, b)'), /n, flags_of\(a, b\) \| FOLL_WRITE, /);
  });

  it('are added where the variable gets its value, when it serves this call alone', () => {
    const declared = '	unsigned int flags = 0;\n\n';
    assert.match(add('flags', declared), /flags = FOLL_WRITE;\n[^]*n, flags, pages/);
    const more = '	unsigned int flags;\n\n	flags = FOLL_NOFAULT;\n	if (x)\n		flags |= FOLL_NOWAIT;\n';
    assert.match(add('flags', more), /flags = FOLL_NOFAULT \| FOLL_WRITE;\n[^]*n, flags, pages/);
  });

  it('are added to the argument when the variable is read elsewhere, or is a parameter', () => {
    const used = '	unsigned int flags = 0;\n\n	g(flags);\n';
    assert.match(add('flags', used), /flags = 0;\n[^]*n, flags \| FOLL_WRITE, pages/);
    assert.match(add('gup_flags'), /n, gup_flags \| FOLL_WRITE, pages/);
    assert.match(add('o->flags'), /n, o->flags \| FOLL_WRITE, pages/);
  });

  it('go to a line of their own where it would be too long', () => {
    const body =
      '	result = pin_user_pages_fast(address, number, device_writes ? FOLL_WRITE : 0, pages);\n';
    assert.equal(
      fixed({ rule: 'missing-FOLL_LONGTERM', body, at: 'pin_' }).body,
      `	result = pin_user_pages_fast(address, number,
				     (device_writes ? FOLL_WRITE : 0) | FOLL_LONGTERM, pages);\n`,
    );
  });

  it('are refused where the release does not take them', () => {
    const body = '	pin_user_pages_unlocked(addr, n, pages, 0);\n';
    const rule = 'missing-FOLL_LONGTERM';
    assert.match(refused({ rule, body, at: 'pin_', kernel: '6.1' }), /must not be called with/);
    assert.match(fixed({ rule, body, at: 'pin_' }).body, /pages, FOLL_LONGTERM\)/);
  });

  it('make a pin of a get that is held for long', () => {
    const body =
      '	get_user_pages_fast(addr, n, FOLL_WRITE, o->pages);\n	release_pages(o->pages, n);\n';
    assert.deepEqual(fixed({ rule: 'missing-FOLL_LONGTERM', body, at: 'get_' }), {
      title:
        'Convert get_user_pages_fast() to pin_user_pages*(), with all releases, and add FOLL_LONGTERM',
      body: '	pin_user_pages_fast(addr, n, FOLL_WRITE | FOLL_LONGTERM, o->pages);\n	unpin_user_pages(o->pages, n);\n',
    });
  });
});

describe('flags-illegal', () => {
  const rule = 'flags-illegal';

  it('takes out what says only how the page is tracked', () => {
    const body = '	pin_user_pages_fast(addr, n, FOLL_PIN | FOLL_WRITE, pages);\n';
    const site = { flags: { text: '', bits: ['FOLL_PIN', 'FOLL_WRITE'] } };
    assert.deepEqual(fixed({ rule, body, at: 'pin_', site }), {
      title: 'Remove FOLL_PIN',
      body: body.replace('FOLL_PIN | ', ''),
    });
  });

  it('leaves a flag that the caller wants something with', () => {
    const body = '	get_user_pages_fast(addr, n, FOLL_LONGTERM, pages);\n';
    const site = { flags: { text: '', bits: ['FOLL_LONGTERM'] } };
    assert.equal(
      refused({ rule, body, at: 'get_', site }),
      'without FOLL_LONGTERM the call would do something else',
    );
  });
});

describe('leak-on-error', () => {
  const rule = 'leak-on-error';
  const acquire = '	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);\n';

  it('releases before a return, in braces', () => {
    const body = `${acquire}	if (got != n)\n		return -EFAULT;\n	if (map(pages))\n		return -ENOMEM;\n	return 0;\n`;
    assert.deepEqual(fixed({ rule, body, at: 'return -ENOMEM' }), {
      title: 'Unpin the pages before leaving',
      body: body.replace(
        '	if (map(pages))\n		return -ENOMEM;\n',
        '	if (map(pages)) {\n		unpin_user_pages(pages, got);\n		return -ENOMEM;\n	}\n',
      ),
    });
  });

  it('releases in a block, before an else', () => {
    const body = `${acquire}	if (map(pages))\n		return -ENOMEM;\n	else\n		h();\n	return 0;\n`;
    assert.match(
      fixed({ rule, body, at: 'return -ENOMEM' }).body,
      /if \(map\(pages\)\) \{\n\t\tif \(got > 0\)\n\t\t\tunpin_user_pages\(pages, got\);\n\t\treturn -ENOMEM;\n\t\} else\n\t\th\(\);/,
    );
  });

  it('counts by what was asked for when the result is gone', () => {
    const body = `	ret = pin_user_pages_fast(addr, n, 0, pages);\n	if (ret != n)\n		return -EFAULT;\n	ret = map(pages);\n	if (ret) {\n		undo();\n		return ret;\n	}\n	return 0;\n`;
    assert.match(
      fixed({ rule, body, at: 'return ret' }).body,
      /\t\tundo\(\);\n\t\tunpin_user_pages\(pages, n\);\n\t\treturn ret;\n\t\}/,
    );
  });

  it('releases a single page by its own call', () => {
    const body = `	ret = get_user_pages_fast(addr, 1, 0, &page);\n	if (ret != 1)\n		return ret;\n	if (map(page))\n		return -ENOMEM;\n`;
    assert.match(fixed({ rule, body, at: 'return -ENOMEM' }).body, /\t\tput_page\(page\);\n/);
  });

  it('releases before what frees the array, and after what still uses the pages', () => {
    const body = `${acquire}	if (map(pages)) {\n		unmap(pages);\n		table_free(t);\n		kfree(pages);\n		return -ENOMEM;\n	}\n`;
    assert.match(
      fixed({ rule, body, at: 'return -ENOMEM' }).body,
      /\t\tunmap\(pages\);\n\t\tif \(got > 0\)\n\t\t\tunpin_user_pages\(pages, got\);\n\t\ttable_free\(t\);/,
    );
  });

  const ladder = `${acquire}	if (got != n)
		goto free;
	if (alloc_table())
		goto free;
	if (map(pages))
		goto unpin;
	return 0;
unpin:
	unpin_user_pages(pages, n);
free:
	kfree(pages);
	return -ENOMEM;
`;

  it('goes to the label right above that has the release', () => {
    assert.deepEqual(
      fixed({ rule, body: ladder, at: 'return -ENOMEM', path: ['if (alloc_table'] }),
      {
        title: 'Go to unpin instead',
        body: ladder.replace('alloc_table())\n		goto free', 'alloc_table())\n		goto unpin'),
      },
    );
  });

  it('releases before the goto when more stands between the labels', () => {
    const body = ladder.replace('free:\n', 'table:\n	free_table();\nfree:\n');
    assert.deepEqual(fixed({ rule, body, at: 'kfree(pages)', path: ['if (alloc_table'] }), {
      title: 'Unpin the pages before going to free',
      body: body.replace(
        '	if (alloc_table())\n		goto free;\n',
        '	if (alloc_table()) {\n		unpin_user_pages(pages, got);\n		goto free;\n	}\n',
      ),
    });
  });

  it('is left where it is not certain which path lacks the release', () => {
    assert.match(refused({ rule, body: ladder, at: 'return -ENOMEM' }), /^several paths end here/);
  });

  it('is left in a loop, and where a call may still need the pages', () => {
    const loop = `	while (n--) {\n		got = pin_user_pages_fast(addr, 1, 0, &page);\n		if (g())\n			return -EIO;\n	}\n	return 0;\n`;
    assert.match(refused({ rule, body: loop, at: 'return -EIO' }), /taken in a loop/);
    const again = `again:\n${acquire}	if (g())\n		return -EIO;\n	goto again;\n`;
    assert.match(refused({ rule, body: again, at: 'return -EIO' }), /taken in a loop/);
    const passed = `${acquire}	if (g())\n		return hand_on(pages);\n	return 0;\n`;
    assert.match(refused({ rule, body: passed, at: 'return hand' }), /hand_on\(\) may still need/);
  });

  it('is left where no count is to be had, or the array moved on', () => {
    const lost = `${acquire}	got = 1;\n	n = 2;\n	if (g())\n		return -EIO;\n`;
    assert.match(refused({ rule, body: lost, at: 'return -EIO' }), /^neither the result nor n/);
    const moved = `${acquire}	pages++;\n	if (g())\n		return -EIO;\n`;
    assert.match(refused({ rule, body: moved, at: 'return -EIO' }), /^pages may stand for other/);
  });
});

describe('leak-on-partial', () => {
  const rule = 'leak-on-partial';
  const acquire = '	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);\n';

  it('releases what there is, if there is any', () => {
    const body = `${acquire}	if (got != n)\n		goto free;\n	return 0;\nfree:\n	kfree(pages);\n	return -EFAULT;\n`;
    assert.deepEqual(
      fixed({ rule, body, at: 'kfree', path: ['if (got != n)'] }).body,
      body.replace(
        '	if (got != n)\n		goto free;\n',
        '	if (got != n) {\n		if (got > 0)\n			unpin_user_pages(pages, got);\n		goto free;\n	}\n',
      ),
    );
  });

  it('never goes to a label that releases as many as were asked for', () => {
    const body = `${acquire}	if (got != n)\n		goto free;\n	if (g())\n		goto unpin;\n	return 0;\nunpin:\n	unpin_user_pages(pages, n);\nfree:\n	kfree(pages);\n	return -EFAULT;\n`;
    const { title } = fixed({ rule, body, at: 'kfree', path: ['if (got != n)'] });
    assert.equal(title, 'Unpin the pages before going to free');
  });

  it('releases before the count is overwritten', () => {
    const body = `${acquire}	if (got != n) {\n		got = got < 0 ? got : -EFAULT;\n		goto free;\n	}\n	return 0;\nfree:\n	kfree(pages);\n	return got;\n`;
    assert.match(
      fixed({ rule, body, at: 'kfree', path: ['if (got != n)'] }).body,
      /!= n\) \{\n\t\tif \(got > 0\)\n\t\t\tunpin_user_pages\(pages, got\);\n\t\tgot = got < 0/,
    );
  });

  it('is left where the result is kept nowhere', () => {
    const body = `	if (pin_user_pages_fast(addr, n, 0, pages) != n)\n		return -EFAULT;\n	return 0;\n`;
    assert.match(refused({ rule, body, at: 'return -EFAULT' }), /kept in no variable/);
  });
});

describe('missing-dirty', () => {
  const rule = 'missing-dirty';
  const dirty = (release: string, flags = 'FOLL_WRITE') =>
    fixed({
      rule,
      body: `	pin_user_pages_fast(addr, n, ${flags}, pages);\n${release}`,
      at: 'pin_user_pages_fast',
    }).body.replace(/^.*\n/, '');

  it('dirties in the call that unpins', () => {
    assert.equal(
      dirty('	unpin_user_pages(pages, n);\n'),
      '	unpin_user_pages_dirty_lock(pages, n, true);\n',
    );
    assert.equal(
      dirty('	unpin_user_pages_dirty_lock(pages, n, false);\n'),
      '	unpin_user_pages_dirty_lock(pages, n, true);\n',
    );
    assert.equal(
      dirty('	while (n--)\n		unpin_user_page(pages[n]);\n'),
      '	while (n--)\n		unpin_user_pages_dirty_lock(&pages[n], 1, true);\n',
    );
  });

  it('breaks a line that would be too long', () => {
    assert.equal(
      dirty('	unpin_user_pages(buffer->mapping.pages, buffer->mapping.number);\n'),
      '	unpin_user_pages_dirty_lock(buffer->mapping.pages,\n				    buffer->mapping.number, true);\n',
    );
  });

  it('dirties before a put, in braces', () => {
    assert.equal(
      dirty('	while (n--)\n		put_page(pages[n]);\n'),
      '	while (n--) {\n		set_page_dirty_lock(pages[n]);\n		put_page(pages[n]);\n	}\n',
    );
  });

  it('follows the condition under which the pages are written', () => {
    const body =
      '	pin_user_pages_fast(addr, n, in ? FOLL_WRITE : 0, pages);\n	unpin_user_pages(pages, n);\n';
    const site = { flags: { text: '', bits: ['FOLL_WRITE?'] } };
    assert.match(fixed({ rule, body, at: 'pin_', site }).body, /dirty_lock\(pages, n, in\);/);
    const other = '	pin_user_pages_fast(addr, n, flags, pages);\n	unpin_user_pages(pages, n);\n';
    assert.match(refused({ rule, body: other, at: 'pin_', site }), /when the pages are written/);
  });

  it('leaves the releases of pages that nothing was written to', () => {
    const body = '	pin_user_pages_fast(addr, n, FOLL_WRITE, pages);\n	unpin_user_pages(pages, n);\n';
    const release = { file: 'a.c', line: 4, function: 'f', api: 'unpin_user_pages' };
    const site = { releases: [{ ...release, on: ['error'] as const }] };
    assert.match(refused({ rule, body, at: 'pin_', site }), /no release of written pages/);
  });

  it('is left under a spinlock, for it sleeps', () => {
    const body =
      '	pin_user_pages_fast(addr, n, FOLL_WRITE, pages);\n	spin_lock(&l);\n	unpin_user_pages(pages, n);\n	spin_unlock(&l);\n';
    assert.match(refused({ rule, body, at: 'pin_' }), /a spinlock is held there/);
  });

  it('takes the page lock where a bare dirtying is found', () => {
    const body =
      '	pin_user_pages_fast(addr, 1, FOLL_WRITE, &p);\n	SetPageDirty(p);\n	unpin_user_page(p);\n';
    assert.deepEqual(fixed({ rule, body, at: 'SetPageDirty' }), {
      title: 'Use set_page_dirty_lock()',
      body: body.replace('SetPageDirty', 'set_page_dirty_lock'),
    });
  });
});

describe('negative-return-used-as-count', () => {
  const rule = 'negative-return-used-as-count';
  const rest = '\n	got = pin_user_pages_fast(addr, n, 0, pages);\n	unpin_user_pages(pages, got);\n';

  it('makes the result variable signed, as the call is', () => {
    assert.deepEqual(fixed({ rule, body: `	unsigned int got;\n${rest}`, at: 'unpin' }), {
      title: 'Make got an int',
      body: `	int got;\n${rest}`,
    });
    const slow = rest.replace('_fast', '');
    assert.match(fixed({ rule, body: `	size_t got;\n${slow}`, at: 'unpin' }).body, /^\tlong got;\n/);
  });

  it('takes it out of a declaration of several', () => {
    const declare = (list: string) =>
      fixed({ rule, body: `	u32 ${list};\n${rest}`, at: 'unpin' }).body;
    assert.match(declare('i, got, j'), /^\tint got;\n\tu32 i, j;\n/);
    assert.match(declare('got, j = 3'), /^\tint got;\n\tu32 j = 3;\n/);
    assert.match(declare('i, got'), /^\tint got;\n\tu32 i;\n/);
  });

  it('tests a signed result before it is a count', () => {
    assert.deepEqual(fixed({ rule, body: `	int got;\n${rest}`, at: 'unpin' }), {
      title: 'Release only if got > 0',
      body: `	int got;\n${rest.replace('	unpin', '	if (got > 0)\n		unpin')}`,
    });
  });

  it('is left where the result lives elsewhere', () => {
    const field =
      '	o->got = pin_user_pages_fast(addr, n, 0, pages);\n	unpin_user_pages(pages, o->got);\n';
    assert.match(refused({ rule, body: field, at: 'unpin' }), /kept in no local variable/);
  });
});

describe('other rules', () => {
  it('convert a get that should be a pin', () => {
    const body = '	get_user_pages_fast(addr, 1, FOLL_WRITE, &p);\n	put_page(p);\n';
    assert.match(
      fixed({ rule: 'gup-where-pin-needed', body, at: 'get_' }).body,
      /pin_user_pages_fast[^]*unpin_user_page\(p\)/,
    );
  });

  it('have no fix, and say so', () => {
    const body = '	get_user_pages_fast(addr, 1, FOLL_WRITE, &p);\n';
    for (const rule of ['some-later-rule', 'constructor']) {
      assert.equal(refused({ rule, body, at: 'get_' }), 'what is right here takes a developer');
    }
  });
});
