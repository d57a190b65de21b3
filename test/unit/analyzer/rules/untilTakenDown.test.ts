import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reviewInTree } from './inTree';

const command = (flags: string) => `
static long stint_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct stint *s = filp->private_data;
	struct page *page;

	switch (cmd) {
	case STINT_WATCH:
		if (pin_user_pages_fast(arg, 1, ${flags}, &page) != 1)
			return -EFAULT;
		if (s->watched)
			unpin_user_page(s->watched);
		s->watched = page;
		break;
	case STINT_END:
		stint_destroy(s);
		break;
	}
	return 0;
}
`;

const releasedBy = (name: string) =>
  `void ${name}(struct stint *s)\n{\n\tif (s->watched)\n\t\tunpin_user_page(s->watched);\n}\n`;

/** How sure the rule is of the site in the first file, given what stands in the other one. */
function longterm(flags: string, other: string): string[] {
  const files = { 'ioctl.c': command(flags), 'object.c': other };
  const { findings } = reviewInTree('missing-FOLL_LONGTERM', files);
  return findings.map(({ confidence }) => confidence);
}

describe('a page of an object that another file takes down', () => {
  it('is held for as long as user space likes', () => {
    assert.deepEqual(longterm('FOLL_WRITE', releasedBy('stint_destroy')), ['medium']);
  });

  it('is taken with FOLL_LONGTERM', () => {
    assert.deepEqual(longterm('FOLL_WRITE | FOLL_LONGTERM', releasedBy('stint_destroy')), []);
  });

  it('may be that of a transfer which is done soon', () => {
    assert.ok(!longterm('FOLL_WRITE', releasedBy('stint_complete')).includes('medium'));
  });
});
