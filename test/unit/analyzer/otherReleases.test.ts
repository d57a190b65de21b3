import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../src/analyzer/analyzeFile';
import { withoutOtherReleases } from '../../../src/analyzer/normalise/otherReleases';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

const at = (name: string) => parseRelease(name) ?? NEWEST_RELEASE;
const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What is left of a source in a release. */
const CASES: readonly (readonly [release: string, source: string, left: string])[] = [
  ['5.15', '#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 9, 0)\na;\n#else\nb;\n#endif\nc;', 'a; c;'],
  ['4.9', '#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 9, 0)\na;\n#else\nb;\n#endif\nc;', 'b; c;'],
  ['4.9', '#if KERNEL_VERSION(5, 9, 0) <= LINUX_VERSION_CODE\na;\n#endif\nc;', 'c;'],
  ['2.6.39', '#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 40)\na;\n#else\nb;\n#endif', 'a;'],
  [
    '4.9',
    '#if LINUX_VERSION_CODE > KERNEL_VERSION(5, 0, 0)\na;\n#elif LINUX_VERSION_CODE > KERNEL_VERSION(4, 8, 0)\nb;\n#else\nc;\n#endif',
    'b;',
  ],
  [
    '5.15',
    '#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 0, 0)\na;\n#elif defined(X)\nb;\n#else\nc;\n#endif',
    '#if defined(X) b; #else c; #endif',
  ],
  [
    '5.15',
    '#ifdef X\na;\n#elif LINUX_VERSION_CODE > KERNEL_VERSION(5, 0, 0)\nb;\n#else\nc;\n#endif',
    '#ifdef X a; #else b; #endif',
  ],
  [
    '5.15',
    '#if defined(X) && LINUX_VERSION_CODE < KERNEL_VERSION(5, 0, 0)\na;\n#else\nb;\n#endif',
    'b;',
  ],
  [
    '5.15',
    '#if (RHEL(8, 4) || !(LINUX_VERSION_CODE < KERNEL_VERSION(5, 0, 0))) \\\n && 1\na;\n#endif',
    '#if (RHEL(8, 4) || !(LINUX_VERSION_CODE < KERNEL_VERSION(5, 0, 0))) \\ && 1 a; #endif',
  ],
  [
    '5.15',
    '#if RHEL(8, 4) || (LINUX_VERSION_CODE >= KERNEL_VERSION(5, 0, 0))\n#ifdef A\na;\n#endif\n#endif',
    '#ifdef A a; #endif',
  ],
  [
    '5.15',
    '#ifdef A\na;\n#else\nb;\n#endif\nLINUX_VERSION_CODE;',
    '#ifdef A a; #else b; #endif LINUX_VERSION_CODE;',
  ],
];

describe('code for several releases', () => {
  for (const [release, source, left] of CASES) {
    it(`keeps ${JSON.stringify(left)} of ${JSON.stringify(source.slice(0, 60))} in ${release}`, () => {
      const result = withoutOtherReleases(source, at(release));
      assert.equal(squeeze(result), left);
      assert.equal(result.length, source.length);
      assert.equal(result.split('\n').length, source.split('\n').length);
    });
  }

  const source = (release: string) => `int f(unsigned long a, struct page **pages)
{
\tint n;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(${release})
\tn = get_user_pages_unlocked(a, 4, pages, 0);
#else
\tn = get_user_pages_unlocked(current, current->mm, a, 4, 1, 0, pages);
#endif
\tif (n != 4)
\t\treturn -EFAULT;
\tput_page(pages[0]);
\treturn 0;
}
`;
  const sitesIn = (text: string, release: string) =>
    analyzeFile({
      backend: createNativeBackend(),
      file: 'x.c',
      text,
      release: at(release),
    }).sites.map(({ line }) => line);

  it('has the sites that the release compiles', () => {
    assert.deepEqual(sitesIn(source('4, 9, 0'), '6.12'), [5]);
    assert.deepEqual(sitesIn(source('4, 9, 0'), '4.4'), [7]);
  });
});
