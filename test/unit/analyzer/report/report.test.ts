import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findingText } from '../../../../src/analyzer/report/findingText';
import { quote } from '../../../../src/analyzer/report/quote';
import { reviewMail } from '../../../../src/analyzer/report/reviewMail';
import { wrap } from '../../../../src/analyzer/report/wrap';
import { aFinding } from './aFinding';

const SOURCE = `int frame_grab(struct frame *f, unsigned long addr, int nr)
{
	int ret;
	ret = pin_user_pages_fast(addr, nr, FOLL_WRITE, f->pages);
	if (ret != nr)
		goto short_pin;

	if (!f->map)
		return -ENOMEM;
	return 0;
`.split('\n');

const read = (file: string) => (file === 'drivers/sample/frame.c' ? SOURCE : null);

describe('text of a finding', () => {
  it('is what a problem matcher reads, the path indented', () => {
    assert.equal(
      findingText(aFinding()),
      [
        'drivers/sample/frame.c:9:3: error: frame_grab() returns here and still holds the nr pages of pin_user_pages_fast() [leak-on-error]',
        '    drivers/sample/frame.c:4: pin_user_pages_fast() pins nr pages',
        '    drivers/sample/frame.c:8: f->map is NULL',
        '    drivers/sample/frame.c:9: returns with nr pages held',
      ].join('\n'),
    );
  });

  it('lets no file name forge a line or move the cursor', () => {
    const text = findingText(aFinding({ file: 'a\n\u001b[2Jb\u202e.c', path: [] }));
    assert.equal(text.split('\n').length, 1);
    assert.ok(text.startsWith('a\ufffd\ufffd[2Jb\ufffd.c:9:3: '));
  });
});

describe('review mail', () => {
  it('states, quotes and tells the path', () => {
    assert.equal(
      reviewMail([aFinding()], read),
      `drivers/sample/frame.c:9: frame_grab() returns here and still holds the
nr pages of pin_user_pages_fast() [leak-on-error]

> 	ret = pin_user_pages_fast(addr, nr, FOLL_WRITE, f->pages);
> [...]
> 	if (!f->map)
> 		return -ENOMEM;

The path:
 1. drivers/sample/frame.c:4: pin_user_pages_fast() pins nr pages
 2. drivers/sample/frame.c:8: f->map is NULL
 3. drivers/sample/frame.c:9: returns with nr pages held
`,
    );
  });

  it('names the other files that it quotes', () => {
    const path = [{ file: 'b.c', line: 2, message: 'put_page() releases them' }];
    const mail = reviewMail([aFinding({ path })], (file) => (file === 'b.c' ? ['', 'x'] : null));
    assert.match(mail, /\n\nb\.c:\n\n> x\n\nThe path:\n 1\. b\.c:2: put_page/);
  });

  it('keeps to 72 columns outside of quotes, whatever the message', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z(){}\n]{1,40}$/)), (words) => {
        const message = words.join(' ');
        const mail = reviewMail([aFinding({ message, path: [] })], read);
        const prose = mail.split('\n').filter((line) => !line.startsWith('>'));
        assert.ok(prose.every((line) => line.length <= 72));
      }),
    );
  });

  it('still says what it can when the file is gone or shorter now', () => {
    assert.ok(!reviewMail([aFinding()], () => null).includes('>  '));
    assert.ok(!reviewMail([aFinding()], () => ['one line']).includes('undefined'));
  });

  it('puts several findings one below the other', () => {
    const mail = reviewMail([aFinding({ path: [] }), aFinding({ line: 4, endLine: 4 })], read);
    assert.equal(mail.split('[leak-on-error]').length, 3);
    assert.match(mail, /ENOMEM;\n\n\ndrivers/);
  });
});

describe('quoting', () => {
  it('fills a short gap and marks a long one', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    assert.equal(quote(lines, [1, 4, 8, 99, 0]), '> a\n> b\n> c\n> d\n> [...]\n> h');
  });

  it('leaves no blank at the end of a quoted line', () => {
    assert.equal(quote(['a \t', '', 'b\r'], [1, 3]), '> a\n>\n> b');
  });
});

describe('wrapping', () => {
  it('keeps every word, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^\S{1,90}$/)), fc.nat(80), (words, width) => {
        const wrapped = wrap(words.join(' '), width);
        assert.deepEqual(
          wrapped.split(/\s+/).filter((word) => word !== ''),
          words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== ''),
        );
      }),
    );
  });
});
