import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../src/analyzer/analyzeFile';
import { NEWEST_RELEASE, parseRelease } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';

const backend = createNativeBackend();
const release = parseRelease('6.12') ?? NEWEST_RELEASE;

function ownershipOf(body: string): string[] {
  const text = `int f(unsigned long at, struct ctx *c, struct page **out)\n{\n\tstruct page *page;\n${body}\n}\n`;
  const { sites } = analyzeFile({ backend, file: 'x.c', text, release });
  return sites.map(({ ownership }) => ownership);
}

describe('who owns the pages of a site', () => {
  it('is nobody when it is given no array', () => {
    assert.deepEqual(ownershipOf('\treturn get_user_pages(at, 1, FOLL_WRITE, NULL);'), ['never']);
    assert.deepEqual(ownershipOf('\treturn get_user_pages(at, 1, FOLL_WRITE, 0) == 1;'), ['never']);
  });

  it('is who gives them back, keeps them or gets them where there is an array', () => {
    const take = (pages: string) =>
      `\tif (get_user_pages_fast(at, 1, 0, ${pages}) != 1)\n\t\treturn -EFAULT;\n`;
    assert.deepEqual(ownershipOf(`${take('&page')}\tput_page(page);\n\treturn 0;`), ['local']);
    assert.deepEqual(ownershipOf(`${take('&page')}\tc->page = page;\n\treturn 0;`), ['struct']);
    assert.deepEqual(ownershipOf(`${take('out')}\treturn 0;`), ['out-param']);
  });
});
