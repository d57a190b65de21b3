import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectSites } from '../../../src/analyzer/sites/collectSites';
import { isExcluded } from '../../../src/analyzer/sites/exclusions';
import type { Site } from '../../../src/analyzer/records';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

const backend = createNativeBackend();

function sitesOf(text: string, release = '6.12'): Site[] {
  const found = collectSites({
    backend,
    file: 'a/b.c',
    text,
    release: parseRelease(release) ?? NEWEST_RELEASE,
  });
  return found.sites.map((one) => one.site);
}

/** The flags of the one site in a function with this body, and what surrounds it. */
function bitsOf(body: string, around = ''): readonly string[] {
  const [site] = sitesOf(
    `${around}\nint f(int write, struct ctx *c)\n{\n\tunsigned int flags;\n${body}\n}\n`,
  );
  return site.flags.bits;
}
const pin = (flags: string) => `\tpin_user_pages_fast(addr, n, ${flags}, pages);`;

describe('sites', () => {
  it('have the arguments by the signature of the release', () => {
    const [slow, fast, one] = sitesOf(
      `long f(void)
{
	long ret = get_user_pages_remote(mm, addr, nr, FOLL_WRITE, pages + i, &locked);
	if (pin_user_pages_fast(addr & PAGE_MASK,
				min_t(int, a, b), /* all of it */
				0, &page) != 1)
		return get_user_page_fast_only(addr, FOLL_FORCE, &page);
}
`,
    );
    assert.deepEqual(
      [slow, fast, one].map(({ line, column, function: name, api, tracking }) => [
        ...[line, column, name, api, tracking],
      ]),
      [
        [3, 13, 'f', 'get_user_pages_remote', 'get'],
        [4, 6, 'f', 'pin_user_pages_fast', 'pin'],
        [7, 10, 'f', 'get_user_page_fast_only', 'get'],
      ],
    );
    assert.deepEqual(
      [slow.nrPages, slow.pages, slow.flags.text],
      ['nr', 'pages + i', 'FOLL_WRITE'],
    );
    assert.deepEqual(
      [fast.nrPages, fast.pages, fast.flags.text],
      ['min_t(int, a, b)', '&page', '0'],
    );
    assert.deepEqual([one.nrPages, one.pages, one.flags.bits], ['1', '&page', ['FOLL_FORCE']]);
  });

  it('take the arguments of old releases where they stood then', () => {
    const eight =
      'int f(void) { return get_user_pages(current, mm, start, nr, 1, force, pages, 0); }';
    const [old] = sitesOf(eight, '4.4');
    assert.deepEqual([old.nrPages, old.pages], ['nr', 'pages']);
    assert.deepEqual(old.flags, {
      text: 'write: 1, force: force',
      bits: ['FOLL_WRITE', 'FOLL_FORCE?'],
    });
    const unlocked =
      'int f(void) { return get_user_pages_unlocked(start, nr, pages, FOLL_FORCE); }';
    assert.deepEqual(sitesOf(unlocked, '4.14')[0].pages, 'pages');
  });

  it('read code of another age by the nearest prototype with as many parameters', () => {
    const five = 'int f(void) { return pin_user_pages(start, nr, FOLL_WRITE, pages, NULL); }';
    const [site] = sitesOf(five, '6.12');
    assert.deepEqual([site.nrPages, site.pages, site.flags.bits], ['nr', 'pages', ['FOLL_WRITE']]);
  });

  it('are calls, not names in comments, strings, declarations, members or definitions', () => {
    const text = `
/* get_user_pages(a, b, c, d) */ // pin_user_pages(a)
long get_user_pages(unsigned long start, unsigned long nr, unsigned int flags, struct page **p);
extern struct page *get_dump_page(unsigned long addr);
EXPORT_SYMBOL(get_user_pages);
struct ops { long (*get_user_pages)(int); };
static const struct ops o = { .get_user_pages = get_user_pages };
int f(struct ops *ops)
{
	pr_debug("get_user_pages(%d)", 1);
	ops->get_user_pages(1);
	fn = get_user_pages;
	put_user_pages(pages, n);
	goto get_user_pages;
get_user_pages:
	return my_get_user_pages(1);
}
ssize_t iov_iter_get_pages2(struct iov_iter *i, struct page **pages,
			    size_t maxsize, unsigned maxpages, size_t *start)
{
	return 0;
}
`;
    assert.deepEqual(sitesOf(text), []);
  });

  it('are not the calls of a static function of the same name', () => {
    const text =
      'static int get_user_pages(struct x *x)\n{\n\treturn 0;\n}\nint f(void)\n{\n\treturn get_user_pages(x);\n}\n';
    assert.deepEqual(sitesOf(text), []);
  });

  it('are found in macros and in each of the arms that exclude each other', () => {
    const text = `#define GRAB(a, p) \\
	get_user_pages_fast(a, 1, FOLL_WRITE, p)
int f(void)
{
#ifdef A
	if (pin_user_pages_fast(addr, 1, 0, pages) == 1) {
#else
	if (get_user_pages_fast(addr, 1, FOLL_WRITE, pages) == 1) {
#endif
		return 1;
	}
}
`;
    const sites = sitesOf(text);
    assert.deepEqual(
      sites.map((site) => [site.line, site.function, site.api, site.flags.bits, site.notFollowed]),
      [
        [2, 'GRAB', 'get_user_pages_fast', ['FOLL_WRITE'], 'inside the macro GRAB'],
        [6, 'f', 'pin_user_pages_fast', [], null],
        [8, 'f', 'get_user_pages_fast', ['FOLL_WRITE'], null],
      ],
    );
  });

  it('are found in code that does not parse, and not in a call that is cut off', () => {
    const damaged =
      'int f(void)\n{\n\tif (a) ) ( {\n\tn = get_user_pages_fast(addr, 1, FOLL_WRITE, p;\n\treturn }{ 0;\n';
    assert.deepEqual(
      sitesOf(damaged).map((site) => [site.line, site.api]),
      [[4, 'get_user_pages_fast']],
    );
    assert.deepEqual(sitesOf('int f(void)\n{\n\tn = get_user_pages_fast(addr, 1,'), []);
  });

  it('have ids that stay when lines move and differ for equal calls', () => {
    const text = `int f(void) { ${pin('0')} ${pin('0')} }\n`;
    const [a, b] = sitesOf(text).map((site) => site.id);
    assert.notEqual(a, b);
    const moved = sitesOf(`/* new */\n\nint x;\n${text}`).map((site) => site.id);
    assert.deepEqual(moved, [a, b]);
  });

  it('exclude mm/gup.c and user space', () => {
    assert.ok(isExcluded('mm/gup.c') && isExcluded('tools/testing/a.c'));
    assert.ok(!isExcluded('mm/memory.c') && !isExcluded('drivers/tools/x.c'));
  });
});

describe('flags of a site', () => {
  it('are those named in the expression', () => {
    assert.deepEqual(bitsOf(pin('FOLL_WRITE | (FOLL_LONGTERM)')), ['FOLL_WRITE', 'FOLL_LONGTERM']);
    assert.deepEqual(bitsOf(pin('write ? FOLL_WRITE : 0')), ['FOLL_WRITE?']);
    assert.deepEqual(bitsOf(pin('dir == DMA_FROM_DEVICE')), ['FOLL_WRITE?']);
    assert.deepEqual(bitsOf(pin('1')), ['FOLL_WRITE']);
    assert.deepEqual(bitsOf(pin('0')), []);
  });

  it('follow a local variable along the structure of the function', () => {
    const assigned = '\tflags = FOLL_LONGTERM;\n\tif (write)\n\t\tflags |= FOLL_WRITE;\n';
    assert.deepEqual(bitsOf(assigned + pin('flags')), ['FOLL_LONGTERM', 'FOLL_WRITE?']);
    const both =
      '\tif (write)\n\t\tflags = FOLL_WRITE;\n\telse\n\t\tflags = FOLL_WRITE | FOLL_FORCE;\n';
    assert.deepEqual(bitsOf(both + pin('flags')), ['FOLL_WRITE', 'FOLL_FORCE?']);
    const cleared = '\tflags = FOLL_WRITE | FOLL_FORCE;\n\tflags &= ~FOLL_FORCE;\n';
    assert.deepEqual(bitsOf(cleared + pin('flags')), ['FOLL_WRITE']);
    const left = '\tflags = FOLL_WRITE;\n\tif (!write) {\n\t\tflags = 0;\n\t\treturn 0;\n\t}\n';
    assert.deepEqual(bitsOf(left + pin('flags')), ['FOLL_WRITE']);
    const later = `\tflags = 0;\n${pin('flags')}\n\tflags = FOLL_WRITE;`;
    assert.deepEqual(bitsOf(later), []);
    const retried = `\tflags = 0;\nretry:\n${pin('flags')}\n\tflags |= FOLL_WRITE;\n\tgoto retry;`;
    assert.deepEqual(bitsOf(retried), ['FOLL_WRITE?']);
    const looped = `\tflags = 0;\n\twhile (more()) {\n${pin('flags')}\n\t\tflags |= FOLL_FORCE;\n\t}`;
    assert.deepEqual(bitsOf(looped), ['FOLL_FORCE?']);
    const chosen =
      '\tswitch (write) {\n\tcase 1:\n\t\tflags = FOLL_WRITE;\n\t\tbreak;\n\tdefault:\n\t\tflags = FOLL_FORCE;\n\t}\n';
    assert.deepEqual([...bitsOf(chosen + pin('flags'))].sort(), ['FOLL_FORCE?', 'FOLL_WRITE?']);
  });

  it('follow a parameter of a static helper to its callers in the file', () => {
    const helper = (head: string) =>
      sitesOf(
        `${head} help(int n, unsigned int f)\n{\n${pin('f')}\n}\nint a(void) { return help(1, FOLL_WRITE); }\nint b(void) { return help(1, FOLL_WRITE | FOLL_LONGTERM); }\n`,
      )[0].flags.bits;
    assert.deepEqual(helper('static int'), ['FOLL_WRITE', 'FOLL_LONGTERM?']);
    assert.deepEqual(helper('int'), ['FOLL_WRITE?', 'FOLL_LONGTERM?']);
  });

  it('follow struct fields, macros and helpers of the file', () => {
    const stored =
      'void init(struct ctx *c, int w)\n{\n\tc->gup = FOLL_LONGTERM;\n\tif (w)\n\t\tc->gup |= FOLL_WRITE;\n}\n';
    assert.deepEqual(bitsOf(pin('c->gup'), stored), ['FOLL_LONGTERM', 'FOLL_WRITE?']);
    const macro = '#define MY_FLAGS (FOLL_WRITE | FOLL_FORCE)\n';
    assert.deepEqual(bitsOf(pin('MY_FLAGS'), macro), ['FOLL_WRITE', 'FOLL_FORCE']);
    const helper =
      'static int my_flags(int w)\n{\n\tif (w)\n\t\treturn FOLL_WRITE;\n\treturn 0;\n}\n';
    assert.deepEqual(bitsOf(pin('my_flags(write)'), helper), ['FOLL_WRITE?']);
  });

  it('say nothing of what cannot be followed', () => {
    assert.deepEqual(bitsOf(pin('c->gup')), []);
    assert.deepEqual(bitsOf(pin('some_flags')), []);
    assert.deepEqual(bitsOf(`\tset(&flags);\n${pin('flags | FOLL_WRITE')}`), ['FOLL_WRITE']);
    const recursive = 'static int g(int f)\n{\n\treturn g(f);\n}\n';
    assert.deepEqual(bitsOf(pin('g(1)'), recursive), []);
  });
});
