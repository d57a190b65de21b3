import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { last, mapped, run } from './scenario';

const device = (mmap: object = {}): object[] => [
  { op: 'mmap', region: 'a', kind: 'device', mode: 'p2pdma', share: 'shared', pages: 2, ...mmap },
];
const gup = (fn: string, flags: readonly string[] = []): object => ({
  op: 'gup',
  fn,
  region: 'a',
  flags,
  handle: 'h',
});

describe('peer-to-peer DMA memory (FOLL_PCI_P2PDMA, 6.2; mm/gup.c, try_grab_folio())', () => {
  for (const kernel of ['6.5', '6.12'])
    it(`is -EREMOTEIO for those who do not ask for it, on ${kernel}`, () => {
      for (const fn of ['get_user_pages', 'pin_user_pages', 'pin_user_pages_fast']) {
        const steps = run(kernel, [...device(), gup(fn)]);
        assert.equal(last(steps).rc, '-EREMOTEIO', fn);
        assert.equal(mapped(last(steps), 'p0.a[0]').page.ref, 1);
      }
      const only = run(kernel, [...device(), gup('get_user_pages_fast_only')]);
      assert.equal(last(only).rc, 0);
    });

  it('is taken and counted like any page with the flag', () => {
    for (const fn of ['pin_user_pages', 'pin_user_pages_fast']) {
      const steps = run('6.12', [...device(), gup(fn, ['PCI_P2PDMA', 'WRITE'])]);
      assert.equal(last(steps).rc, 1);
      assert.equal(mapped(last(steps), 'p0.a[0]').page.ref, 1025);
    }
  });

  it('goes back to the device with its last reference', () => {
    const steps = run('6.12', [
      ...device(),
      gup('pin_user_pages', ['PCI_P2PDMA']),
      { op: 'munmap', region: 'a' },
      { op: 'release', handle: 'h', how: 'unpin_user_page' },
    ]);
    assert.notEqual(steps[2].pages.page1, 'freed');
    assert.equal(last(steps).pages.page1, 'freed');
  });

  it('is not for long: FOLL_LONGTERM with FOLL_PCI_P2PDMA is refused', () => {
    const steps = run('6.12', [
      ...device(),
      gup('pin_user_pages_fast', ['PCI_P2PDMA', 'LONGTERM']),
    ]);
    assert.equal(last(steps).rc, '-EINVAL');
    assert.equal(last(steps).warns, 1);
  });

  it('is not mapped privately, and not before 6.2', () => {
    assert.equal(last(run('6.12', device({ share: 'private' }))).rc, '-EINVAL');
    assert.equal(last(run('6.1', device())).rc, '-EINVAL');
  });
});
