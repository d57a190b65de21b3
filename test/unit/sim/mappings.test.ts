import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mapped, run } from './scenario';

describe('mappings and what they ask for', () => {
  for (const kernel of ['6.1', '6.12']) {
    it(`${kernel}: mprotect() fills a private locked mapping that becomes writable`, () => {
      const steps = run(kernel, [
        { op: 'mmap', region: 'a', kind: 'anon', pages: 2, prot: 'r' },
        { op: 'mlock', region: 'a' },
        { op: 'mprotect', region: 'a', prot: 'rw' },
      ]);
      assert.equal(mapped(steps[1], 'p0.a[0]').label, 'zero');
      const { flags, page } = mapped(steps[2], 'p0.a[1]');
      assert.ok(flags.includes('write') && page.flags.includes('mlocked'));
    });

    it(`${kernel}: secret memory is shared or not at all`, () => {
      const steps = run(kernel, [{ op: 'mmap', region: 'a', kind: 'secret', share: 'private' }]);
      assert.equal(steps[0].rc, '-EINVAL');
    });

    it(`${kernel}: a hugetlb file grows with a mapping that may write`, () => {
      const map = {
        op: 'mmap',
        kind: 'memfd-hugetlb',
        share: 'shared',
        file_pages: 512,
        track: [0],
      };
      const steps = run(kernel, [
        { ...map, region: 'small', pages: 512 },
        { ...map, region: 'ro', pages: 1024, prot: 'r' },
        { op: 'touch', region: 'ro', page: 512, mode: 'r' },
        { ...map, region: 'rw', pages: 1024 },
        { op: 'touch', region: 'ro', page: 512, mode: 'r' },
      ]);
      assert.deepEqual([steps[2].rc, steps[4].rc], ['SIGBUS', 0]);
    });

    it(`${kernel}: a name is free again when all of its region was unmapped`, () => {
      const steps = run(kernel, [
        { op: 'mmap', region: 'a', kind: 'anon' },
        { op: 'munmap', region: 'a' },
        { op: 'mmap', region: 'a', kind: 'anon', pages: 2 },
        { op: 'touch', region: 'a', page: 1, mode: 'w' },
      ]);
      assert.equal(mapped(steps[3], 'p0.a[1]').page.ref, 1);
    });
  }
});
