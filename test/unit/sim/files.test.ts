import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, pageOf, run } from './scenario';

const KERNELS = ['5.11', '6.1', '6.12'];
const shared = (kind: string): object => ({
  op: 'mmap',
  region: 'a',
  kind,
  pages: 2,
  share: 'shared',
});
const write = (region = 'a', value = 65): object => ({ op: 'touch', region, mode: 'w', value });
const read = (region = 'a'): object => ({ op: 'touch', region, mode: 'r' });
const file = (kind: string, action: string, more: object = {}): object => ({
  op: 'file',
  kind,
  action,
  ...more,
});
const pin = { op: 'gup', fn: 'pin_user_pages', region: 'a', flags: ['WRITE'], handle: 'h' };

describe('files behind mappings', () => {
  for (const kernel of KERNELS) {
    it(`${kernel}: truncation takes private copies too, a punched hole leaves them`, () => {
      const both = [
        shared('memfd'),
        { op: 'mmap', region: 'b', kind: 'memfd', pages: 2 },
        write('a'),
        write('b', 66),
      ];
      const truncated = run(kernel, [...both, file('memfd', 'truncate', { page: 0 }), read('b')]);
      assert.equal(last(truncated).rc, 'SIGBUS');
      const punched = run(kernel, [
        ...both,
        file('memfd', 'punch', { page: 0, pages: 1 }),
        read('b'),
        read('a'),
      ]);
      assert.deepEqual([punched[5].value, punched[6].value], [66, 0]);
    });

    it(`${kernel}: a pinned page outlives its file and is freed by the last unpin`, () => {
      const steps = run(kernel, [
        shared('ext2'),
        write(),
        pin,
        file('ext2', 'truncate', { page: 0 }),
        { op: 'release', handle: 'h', how: 'unpin_user_pages_dirty_lock', dirty: true },
      ]);
      const alone = pageOf(steps[3], 'page1');
      assert.deepEqual([alone.ref, alone.mapcount, alone.flags.includes('file')], [1024, 0, false]);
      assert.equal(last(steps).pages.page1, 'freed');
    });

    it(`${kernel}: fsync() cleans and write-protects a page whoever has it pinned`, () => {
      const steps = run(kernel, [
        shared('ext2'),
        pin,
        file('ext2', 'fsync'),
        { op: 'poke', handle: 'h', value: 77 },
        file('ext2', 'fsync'),
        { op: 'munmap', region: 'a' },
        { op: 'release', handle: 'h', how: 'unpin_user_page' },
        file('ext2', 'drop'),
        file('ext2', 'read', { page: 0 }),
      ]);
      const { flags, page } = mapped(steps[2], 'p0.a[0]');
      assert.ok(!flags.includes('write') && !page.flags.includes('dirty'));
      assert.equal(last(steps).value, 0x60, 'the device wrote behind the file system');
    });

    it(`${kernel}: unpinning dirty saves what the device wrote`, () => {
      const steps = run(kernel, [
        shared('ext2'),
        pin,
        file('ext2', 'fsync'),
        { op: 'poke', handle: 'h', value: 77 },
        { op: 'munmap', region: 'a' },
        { op: 'release', handle: 'h', how: 'unpin_user_pages_dirty_lock', dirty: true },
        file('ext2', 'drop'),
        file('ext2', 'read', { page: 0 }),
      ]);
      assert.equal(last(steps).value, 77);
    });

    it(`${kernel}: write() shows in mappings, read() of a hole fills nothing`, () => {
      const steps = run(kernel, [
        shared('memfd'),
        file('memfd', 'read', { page: 1 }),
        file('memfd', 'write', { page: 0, value: 9 }),
        read(),
        file('memfd', 'read', { page: 5 }),
      ]);
      assert.deepEqual([steps[1].rc, steps[1].value, steps[1].ptes['p0.a[1]']], [1, 0, null]);
      assert.equal(steps[3].value, 9);
      assert.equal(steps[4].rc, 0);
    });

    it(`${kernel}: what a file system cannot do it says`, () => {
      assert.equal(last(run(kernel, [shared('ext2'), file('ext2', 'punch')])).rc, '-EOPNOTSUPP');
      assert.equal(last(run(kernel, [shared('secret'), file('secret', 'truncate')])).rc, '-EINVAL');
      const locked = [shared('memfd'), { op: 'mlock', region: 'a' }];
      const remove = { op: 'madvise', region: 'a', advice: 'REMOVE' };
      assert.equal(last(run(kernel, [...locked, remove])).rc, '-EINVAL');
      const privately = { op: 'mmap', region: 'a', kind: 'memfd', pages: 1 };
      assert.equal(last(run(kernel, [privately, remove])).rc, '-EACCES');
    });

    it(`${kernel}: truncation of a DAX file waits for pins, a hole in it shows the zero page`, () => {
      const dax = [shared('fsdax'), write(), { ...pin, fn: 'pin_user_pages_fast' }];
      assert.equal(last(run(kernel, [...dax, file('fsdax', 'truncate')])).rc, '-EBUSY');
      const unpin = { op: 'release', handle: 'h', how: 'unpin_user_page' };
      const punch = file('fsdax', 'punch', { page: 0, pages: 1 });
      const steps = run(kernel, [...dax, unpin, punch, read(), write('a', 5), read()]);
      assert.equal(mapped(steps[5], 'p0.a[0]').label, 'zero');
      assert.equal(last(steps).value, 5);
      assert.notEqual(mapped(last(steps), 'p0.a[0]').label, 'zero');
    });
  }
});
