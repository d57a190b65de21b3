import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { convertSites } from '../../../../src/analyzer/fixes/convertSites';
import { applyEdits, isRefusal } from '../../../../src/analyzer/fixes/edit';
import { FIXABLE_RULES, quickFixes } from '../../../../src/analyzer/fixes/quickFixes';
import type { Tracking } from '../../../../src/analyzer/records';
import { CodeText } from '../../../../src/analyzer/tokens/codeText';
import { NEWEST_RELEASE } from '../../../../src/kernel';
import { aFinding } from '../report/aFinding';
import { type Files, sitesIn, sourceOf } from './fixtureTree';

/** What stands in functions that take pages: whole statements, and now and then a torn one. */
const whole = fc.constantFrom(
  ...['if (ret < 0) {', '}', 'if (ret != n)', 'else', 'goto out;', 'goto unpin;', 'out:', 'unpin:'],
  ...[
    'return ret;',
    'return -EFAULT;',
    'do {',
    '} while (x);',
    'while (n--)',
    'for (i = 0; i < n; i++)',
  ],
  ...['got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);', 'put_page(page);', 'ret = -EIO;'],
  ...['get_user_pages_fast(addr, 1, x ? FOLL_WRITE : 0, &page);', 'unpin_user_pages(pages, ret);'],
  ...[
    'put_page(pages[i]);',
    'set_page_dirty_lock(page);',
    'unpin_user_page(page);',
    'kfree(pages);',
  ],
  ...['unsigned int ret;', 'u32 i, got, n;', 'flags = 0;', 'n = 1;', 'release_pages(pages, n);'],
  ...['pin_user_pages(addr, n, flags, o->pages);', '/* c */', '// c\n', 'case 1:', 'default:', '{'],
);
const torn = fc.constantFrom(
  ...[
    '(',
    ')',
    '"',
    "'",
    ';',
    ',',
    '#if X\n',
    '#else\n',
    '#endif\n',
    '/*',
    '*/',
    '\\\n',
    '?',
    'ret =',
  ],
);
const soup = fc
  .array(fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: torn }), {
    minLength: 4,
    maxLength: 40,
    size: 'max',
  })
  .map((parts) => {
    const first = 'ret = pin_user_pages_fast(addr, n, 0, pages);';
    return `int f(unsigned long addr)\n{\n\t${first}\n\t${parts.join('\n\t')}\n}\n`;
  });

/** Where findings stand. */
const LIKELY = /^(return|goto|kfree|put_page|unpin\w*|release_pages|pin_\w*|get_\w*|})$/;

function review(text: string) {
  const files: Files = { 'a.c': text };
  const sites = sitesIn(files);
  return { files, sites, release: NEWEST_RELEASE, source: sourceOf(files) };
}

describe('whatever the code looks like', () => {
  it('a fix is a fix or a reason, its edits inside the file and apart', () => {
    const place = fc.record({ rule: fc.constantFrom(...FIXABLE_RULES), at: fc.nat(300) });
    fc.assert(
      fc.property(soup, place, (text, { rule, at }) => {
        const { sites, release, source } = review(text);
        const { lines, tokens } = new CodeText(text);
        const words = tokens.filter(({ text: word }) => LIKELY.test(word));
        const offset = words[at % words.length]?.start ?? 0;
        const line = lines.lineOf(offset);
        const column = lines.columnOf(offset);
        const finding = aFinding({ rule, file: 'a.c', line, column, endLine: line });
        for (const site of sites) {
          const answer = quickFixes({ finding, site, sites, release, source });
          if (isRefusal(answer)) {
            assert.ok(answer.refused.length > 0);
            continue;
          }
          for (const { edits } of answer.flatMap(({ files }) => files)) {
            assert.ok(edits.length > 0);
            assert.ok(edits.every(({ start, end }) => 0 <= start && start <= end));
            assert.ok((edits.at(-1)?.end ?? 0) <= text.length);
            assert.notEqual(applyEdits(text, edits), text);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('a conversion is whole or none', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const context = review(text);
        for (const site of context.sites) {
          const to: Tracking = site.tracking === 'get' ? 'pin' : 'get';
          const conversion = convertSites([site], to, context);
          assert.ok(conversion.ok || conversion.obstacles.length > 0);
        }
      }),
    );
  });
});

describe('a conversion there and back', () => {
  const page = fc.constantFrom('page', 'pages[i]', 'o->pages[i + 1]', 'o->page', 'sg_page(sg)');
  const indent = fc.constantFrom('\t', '\t\t', '\t    ');
  const gap = fc.constantFrom('\n', '\n\n', ' /* why */\n', '\r\n');
  const release = fc.oneof(
    page.map((p) => `put_page(${p});`),
    fc.tuple(page, indent).map(([p, i]) => `set_page_dirty_lock(${p});\n${i}put_page(${p});`),
    fc
      .tuple(page, indent, fc.constantFrom('dirty', 'a && b', 'f(a, b)', 'a, b'))
      .map(([p, i, c]) => `if (${c})\n${i}\tset_page_dirty_lock(${p});\n${i}put_page(${p});`),
    fc.constantFrom('release_pages(pages, n);', 'release_pages(pages,\n\t\t      n - 1);'),
    page.map((p) => `for (i = 0; i < n; i++)\n\t\tput_page(${p});`),
    fc.constantFrom('folio_put(folio);', 'folio_put_refs(folio, 3);', 'use(page);', 'out:', 'x++;'),
  );
  const body = fc.array(fc.tuple(indent, release, gap).map((parts) => parts.join('')));

  function convert(text: string, to: Tracking): string | null {
    const context = review(text);
    const conversion = convertSites(context.sites, to, context);
    if (!conversion.ok) return null;
    return conversion.files.reduce((before, { edits }) => applyEdits(before, edits), text);
  }

  it('restores every byte', () => {
    let converted = 0;
    fc.assert(
      fc.property(body, (statements) => {
        const text = `int f(void)\n{\n\tget_user_pages_fast(addr, n, 0, pages);\n${statements.join('')}}\n`;
        const pinned = convert(text, 'pin');
        if (pinned === null) return;
        converted++;
        assert.doesNotMatch(pinned, /\b(put_page|release_pages|folio_put)\(/);
        assert.equal(convert(pinned, 'get'), text);
      }),
      { numRuns: 400 },
    );
    assert.ok(converted > 200, `only ${String(converted)} were converted`);
  });
});
