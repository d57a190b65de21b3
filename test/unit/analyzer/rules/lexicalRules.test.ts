import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../../src/analyzer/analyzeFile';
import type { Finding } from '../../../../src/analyzer/records';
import { flagsIllegal } from '../../../../src/analyzer/rules/flagsIllegal';
import { removedApi } from '../../../../src/analyzer/rules/removedApi';
import { wrongReleaseApi } from '../../../../src/analyzer/rules/wrongReleaseApi';
import { NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { createNativeBackend } from '../../../../src/tree/nativeBackend';

const backend = createNativeBackend();

function review(body: string, release = '6.12', around = ''): readonly Finding[] {
  return analyzeFile({
    backend,
    file: 'drivers/x/y.c',
    text: `${around}int f(int write, struct ctx *c)\n{\n\tstruct page *pages[4];\n\t${body}\n}\n`,
    release: parseRelease(release) ?? NEWEST_RELEASE,
    // The bodies give nothing back, which is for the rules of paths to say.
    rules: [flagsIllegal, removedApi, wrongReleaseApi],
  }).findings;
}
/** `rule severity confidence: what the finding underlines`. */
function said(body: string, release?: string, around = ''): string[] {
  return review(body, release, around).map(
    ({ rule, severity, confidence }) => `${rule} ${severity} ${confidence}`,
  );
}

describe('flags-illegal', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['get_user_pages_fast(a, 1, FOLL_PIN, pages);', '6.1', 'error high'],
    ['pin_user_pages_fast(a, 1, FOLL_WRITE | FOLL_GET, pages);', '6.12', 'error high'],
    ['get_user_pages(a, 1, FOLL_LONGTERM, pages);', '6.12', 'error high'],
    ['pin_user_pages_fast(a, 1, write ? FOLL_NOWAIT : 0, pages);', '6.12', 'error medium'],
    ['get_user_pages(a, 1, FOLL_MLOCK, pages);', '6.12', 'error high'],
    ['get_user_pages(a, 1, FOLL_NO_SUCH_FLAG, pages);', '6.12', 'warning medium'],
    ['pin_user_pages(a, 1, FOLL_LONGTERM | FOLL_PCI_P2PDMA, pages);', '6.12', 'error high'],
    ['pin_user_pages_remote(m, a, 1, FOLL_LONGTERM, pages, NULL, &l);', '6.1', 'error high'],
    ['pin_user_pages_fast(a, 1, FOLL_FORCE | FOLL_LONGTERM, pages);', '6.12', 'warning high'],
    ['get_user_pages_unlocked(a, 1, pages, FOLL_GET);', '6.12', 'information low'],
  ];
  for (const [body, release, expected] of wrong) {
    it(`reports ${body} in ${release}`, () => {
      assert.deepEqual(said(body, release), [`flags-illegal ${expected}`]);
    });
  }

  const right: readonly (readonly [string, string, string?])[] = [
    ['pin_user_pages_fast(a, 1, FOLL_WRITE | FOLL_LONGTERM, pages);', '6.12'],
    ['get_user_pages_fast(a, 1, FOLL_LONGTERM, pages);', '5.4'],
    ['get_user_pages_remote(m, a, 1, FOLL_FORCE | FOLL_SPLIT_PMD, &p, NULL);', '6.12'],
    ['pin_user_pages_remote(m, a, 1, FOLL_LONGTERM, pages, NULL, NULL);', '6.1'],
    ['pin_user_pages_fast(a, 1, FOLL_FORCE | FOLL_WRITE | FOLL_LONGTERM, pages);', '6.1'],
    ['pin_user_pages_remote(m, a, 1, FOLL_LONGTERM, pages, &l);', '6.12'],
    ['pin_user_pages(a, 1, FOLL_NEW, pages);', '6.12', '#define FOLL_NEW 0\n'],
    ['pin_user_pages(a, 1, c->flags, pages);', '6.12'],
  ];
  for (const [body, release, around] of right) {
    it(`is silent on ${body} in ${release}`, () => {
      assert.deepEqual(said(body, release, around), []);
    });
  }

  it('underlines the flag', () => {
    const [finding] = review('pin_user_pages_fast(a, 1, FOLL_WRITE | FOLL_GET, pages);');
    const line = '\tpin_user_pages_fast(a, 1, FOLL_WRITE | FOLL_GET, pages);';
    assert.equal(finding.line, 4);
    assert.equal(line.slice(finding.column - 1, finding.endColumn - 1), 'FOLL_GET');
    assert.match(finding.message, /^FOLL_GET in pin_user_pages_fast\(\) is refused: /);
  });
});

describe('removed-api', () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['get_user_pages_locked(a, 1, 0, pages, &l);', '6.1', /not in 6\.1: removed in 5\.18/],
    ['pin_user_pages_fast(a, 1, 0, pages);', '5.4', /not in 5\.4: new in 5\.6/],
    ['iov_iter_get_pages(i, pages, n, 1, &o);', '6.12', /removed in 6\.5/],
    ['pin_user_pages(a, 1, 0, pages, NULL);', '6.12', /takes 4 arguments in 6\.12, without vmas/],
    ['get_user_pages(a, 1, 0, pages);', '6.1', /takes 5 arguments in 6\.1, with vmas/],
    ['get_user_pages(t, m, a, 1, 1, 0, pages, NULL);', '6.1', /this call passes 8/],
  ];
  for (const [body, release, message] of wrong) {
    it(`reports ${body} in ${release}`, () => {
      const [finding, ...more] = review(body, release);
      assert.deepEqual([finding.rule, finding.severity, more], ['removed-api', 'error', []]);
      assert.match(finding.message, message);
    });
  }

  for (const [body, release] of [
    ['get_user_pages_locked(a, 1, 0, pages, &l);', '5.10'],
    ['pin_user_pages(a, 1, 0, pages, NULL);', '6.1'],
    ['iov_iter_get_pages(i, pages, n, 1, &o);', '5.15'],
    ['pin_user_pages(ARGS(a, 1), 0, pages);', '6.12'],
    ['pin_user_pages(a, 1, 0);', '6.12'],
    ['get_user_pages_fast(a, 1, 1, pages);', '4.9'],
    ['get_user_pages(t, m, a, 1, 1, 1, pages, NULL);', '2.6.18'],
    ['get_user_pages(t, m, a, 1, 0, pages, NULL);', '5.15'],
  ]) {
    it(`is silent on ${body} in ${release}`, () => {
      assert.deepEqual(said(body, release), []);
    });
  }

  const arms = (other: string) =>
    `\n#ifdef OLD\n\tget_user_pages(t, m, a, 1, 1, 0, pages, NULL);\n#else\n\t${other};\n#endif\n`;
  it('is silent where another arm calls the function too', () => {
    assert.deepEqual(said(arms('get_user_pages(a, 1, 1, pages, NULL)'), '6.1'), []);
  });
  it('reports it where another arm does something else', () => {
    assert.deepEqual(said(arms('return 0'), '6.1'), ['removed-api error high']);
  });
});

describe('gup-where-pin-needed', () => {
  const found = (release: string) =>
    analyzeFile({
      backend,
      file: 'drivers/x/y.c',
      text: `int f(struct device *d, unsigned long a)
{
\tstruct page *page;

\tif (get_user_pages_fast(a, 1, 1, &page) != 1)
\t\treturn -EFAULT;
\tgo(d, dma_map_page(d, page, 0, PAGE_SIZE, DMA_FROM_DEVICE));
\tset_page_dirty_lock(page);
\tput_page(page);
\treturn 0;
}
`,
      release: parseRelease(release) ?? NEWEST_RELEASE,
    }).findings.map(({ rule }) => rule);

  it('wants a pin where there are pins', () => {
    assert.deepEqual(found('5.6'), ['gup-where-pin-needed']);
  });
  it('wants none before', () => {
    assert.deepEqual(found('5.5'), []);
  });
});

describe('wrong-release-api inside one function', () => {
  const take = (api: string) => `n = ${api}(a, 4, 0, pages); `;
  for (const body of [
    `${take('pin_user_pages_fast')}put_page(pages[0]);`,
    `${take('pin_user_pages_fast')}while (n--) put_page(pages[n]);`,
    `${take('pin_user_pages_fast')}release_pages(pages, n);`,
    `${take('get_user_pages_fast')}unpin_user_pages(pages, n);`,
    `${take('get_user_pages_fast')}unpin_user_pages_dirty_lock(&pages[0], n, true);`,
    'if (write) pin_user_pages_fast(a, 4, 0, pages); else get_user_pages_fast(a, 4, 0, pages); put_page(pages[0]);',
  ]) {
    it(`reports ${body}`, () => {
      assert.deepEqual(said(body), ['wrong-release-api error high']);
    });
  }
  for (const body of [
    `${take('pin_user_pages_fast')}unpin_user_pages(pages, n);`,
    `${take('get_user_pages_fast')}put_page(pages[0]);`,
    `${take('pin_user_pages_fast')}pages[0] = alloc_it(); fill(pages); put_page(pages[0]);`,
    `${take('pin_user_pages_fast')}put_page(other);`,
  ]) {
    it(`is silent on ${body}`, () => {
      assert.deepEqual(said(body), []);
    });
  }
});

describe('findings', () => {
  it('keep their fingerprint when lines move and differ between sites', () => {
    const call = 'pin_user_pages_fast(a, 1, FOLL_GET, pages);';
    const [one] = review(call);
    const [moved] = review(call, '6.12', '/* new */\n\n');
    const [other] = review('pin_user_pages_fast(b, 1, FOLL_GET, pages);');
    assert.equal(one.fingerprint, moved.fingerprint);
    assert.notEqual(one.line, moved.line);
    assert.notEqual(one.fingerprint, other.fingerprint);
  });
});
