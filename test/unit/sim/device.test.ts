import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, pageOf, run } from './scenario';

const map = (mode: string, more: object = {}): object => ({
  op: 'mmap',
  region: 'a',
  kind: 'device',
  pages: 4,
  mode,
  ...more,
});
const insert = (fn: string, src: unknown[], page = 0): object => ({
  op: 'insert',
  fn,
  region: 'a',
  page,
  src,
});

describe('pages that a driver maps', () => {
  for (const kernel of ['5.11', '6.1', '6.5', '6.12']) {
    it(`${kernel}: vm_insert_page() counts a driver page and munmap gives it back`, () => {
      const steps = run(kernel, [
        map('empty', { share: 'shared' }),
        insert('vm_insert_page', [3]),
        { op: 'munmap', region: 'a' },
      ]);
      const { label, page } = mapped(steps[1], 'p0.a[0]');
      assert.deepEqual([page.ref, page.mapcount, page.byte0], [2, 1, 0xd3]);
      assert.equal(pageOf(last(steps), label).ref, 1);
    });

    it(`${kernel}: vm_insert_pages() says how many it did not insert`, () => {
      const steps = run(kernel, [
        map('empty', { share: 'shared' }),
        insert('vm_insert_page', [0], 2),
        insert('vm_insert_pages', [1, 2, 3], 1),
        insert('vm_insert_pages', [1, 2, 3], 3),
      ]);
      assert.deepEqual([steps[2].rc, steps[2].not_inserted], ['-EBUSY', 2]);
      assert.deepEqual([steps[3].rc, steps[3].not_inserted], ['-EFAULT', 3]);
    });

    it(`${kernel}: vm_map_pages() starts at vm_pgoff, vm_map_pages_zero() does not`, () => {
      const small = map('empty', { share: 'shared', pages: 2, file_page: 1 });
      const [, offset] = run(kernel, [small, insert('vm_map_pages', [0, 1, 2])]);
      assert.equal(mapped(offset, 'p0.a[0]').page.byte0, 0xd1);
      const [, zero] = run(kernel, [small, insert('vm_map_pages_zero', [0, 1])]);
      assert.equal(mapped(zero, 'p0.a[0]').page.byte0, 0xd0);
      assert.equal(last(run(kernel, [small, insert('vm_map_pages', [0, 1])])).rc, '-ENXIO');
    });

    it(`${kernel}: the slow walk refuses VM_PFNMAP, the lockless one finds a private copy in it`, () => {
      const pin = (fn: string): object => ({
        op: 'gup',
        fn,
        region: 'a',
        flags: ['WRITE'],
        handle: fn,
      });
      const steps = run(kernel, [
        map('pfnmap'),
        pin('pin_user_pages'),
        { op: 'touch', region: 'a', mode: 'w', value: 7 },
        pin('pin_user_pages'),
        pin('pin_user_pages_fast'),
      ]);
      assert.deepEqual(
        steps.slice(1).map((step) => step.rc),
        ['-EFAULT', 0, '-EFAULT', 1],
      );
      assert.ok(mapped(last(steps), 'p0.a[0]').page.flags.includes('anon'));
    });

    it(`${kernel}: a driver may not insert into VM_PFNMAP`, () => {
      const steps = [map('pfnmap', { share: 'shared' }), insert('vm_insert_page', [0])];
      assert.equal(last(run(kernel, steps)).rc, 'refused');
    });
  }

  for (const kernel of ['5.11', '6.1', '6.5'])
    it(`${kernel}: the zero page is inserted like any page, also where it can be written`, () => {
      const steps = run(kernel, [
        map('empty', { share: 'shared' }),
        insert('vm_insert_page', ['zero']),
        { op: 'touch', region: 'a', mode: 'w', value: 9 },
        insert('vmf_insert_mixed_mkwrite', ['zero'], 1),
      ]);
      const { flags, page } = mapped(steps[2], 'p0.a[0]');
      assert.deepEqual([page.ref, page.mapcount, page.byte0], [1, 1, 9]);
      assert.ok(flags.includes('write') && !flags.includes('special'));
      assert.equal(steps[3].rc, 'VM_FAULT_NOPAGE');
    });

  it('6.12: the zero page goes only where nobody can write it, and is not counted', () => {
    const zero = insert('vm_insert_page', ['zero']);
    const rc = (more: object): unknown => last(run('6.12', [map('empty', more), zero])).rc;
    assert.equal(rc({ share: 'shared' }), '-EINVAL');
    assert.equal(rc({ share: 'shared', prot: 'r' }), '-EINVAL');
    assert.equal(rc({ share: 'shared', prot: 'r', open: 'ro' }), 0);
    const step = last(run('6.12', [map('empty'), zero]));
    const { flags, page } = mapped(step, 'p0.a[0]');
    assert.deepEqual([page.ref, page.mapcount], [0, 0]);
    assert.ok(flags.includes('special'));
  });

  it('6.12: a longterm pin takes a copy of the driver page in a private mapping', () => {
    const pin = (flags: string[]): object => ({
      op: 'gup',
      fn: 'pin_user_pages',
      region: 'a',
      flags,
      handle: 'h',
    });
    const of = (kernel: string, flags: string[]): boolean => {
      const steps = [map('fault'), { op: 'touch', region: 'a', mode: 'r' }, pin(flags)];
      return mapped(last(run(kernel, steps)), 'p0.a[0]').page.flags.includes('anon');
    };
    assert.equal(of('6.12', ['LONGTERM']), true);
    assert.equal(of('6.12', []), false);
    assert.equal(of('6.1', ['LONGTERM']), false);
  });
});
