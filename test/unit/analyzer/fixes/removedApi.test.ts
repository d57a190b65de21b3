import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixed, refused } from './askFix';

describe('removed-api', () => {
  const rule = 'removed-api';
  const call = (text: string, kernel: string) => {
    const body = `	ret = ${text};\n`;
    const at = /\w+(?=\()/.exec(text)?.[0] ?? '';
    return fixed({ rule, body, at, kernel }).body.replace(/^\tret = |;\n$/g, '');
  };

  it('drops parameters that are gone when nothing was passed for them', () => {
    assert.equal(
      call('get_user_pages(addr, n, FOLL_WRITE, pages, NULL)', '6.12'),
      'get_user_pages(addr, n, FOLL_WRITE, pages)',
    );
    assert.equal(
      call('get_user_pages_remote(NULL, mm, addr, 1, 0, &page, NULL, &locked)', '6.12'),
      'get_user_pages_remote(mm, addr, 1, 0, &page, &locked)',
    );
  });

  it('says by flags what was a truth value', () => {
    assert.equal(
      call('get_user_pages(current, current->mm, addr, n, 1, 0, pages, NULL)', '5.11'),
      'get_user_pages(addr, n, FOLL_WRITE, pages, NULL)',
    );
    assert.equal(
      call('get_user_pages_remote(NULL, mm, addr, 1, !ro, 0, &page, NULL)', '4.9'),
      'get_user_pages_remote(NULL, mm, addr, 1, (!ro) ? FOLL_WRITE : 0, &page, NULL)',
    );
  });

  it('takes the later name', () => {
    assert.equal(
      call('__get_user_pages_fast(addr, 1, write, &page)', '6.12'),
      'get_user_pages_fast_only(addr, 1, write ? FOLL_WRITE : 0, &page)',
    );
  });

  it('is left where something was passed', () => {
    const body = '	ret = get_user_pages(addr, n, FOLL_WRITE, pages, vmas);\n';
    assert.equal(
      refused({ rule, body, at: 'get_user_pages', kernel: '6.12' }),
      'vmas cannot be passed any more',
    );
  });

  it('is left where nothing does the same', () => {
    const body = '	ret = get_user_pages_locked(addr, n, FOLL_WRITE, pages, &locked);\n';
    assert.equal(
      refused({ rule, body, at: 'get_user_pages_locked', kernel: '6.12' }),
      '&locked cannot be passed any more',
    );
  });
});
