import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  compareReleases,
  formatRange,
  formatRelease,
  inRange,
  parseRelease,
  releaseOfMakefile,
  RELEASES,
  seriesOf,
} from '../../../src/kernel';
import { at } from './at';

const anyRelease = fc.record({
  version: fc.integer({ min: 2, max: 8 }),
  patchlevel: fc.integer({ min: 0, max: 20 }),
  sublevel: fc.integer({ min: 0, max: 300 }),
  stable: fc.integer({ min: 0, max: 9 }),
  rc: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 9 })),
});

describe('parseRelease', () => {
  it('reads what people, tags and Makefiles write', () => {
    assert.equal(formatRelease(at('6.12')), '6.12');
    assert.equal(formatRelease(at('6.12.117')), '6.12.117');
    assert.equal(formatRelease(at('v6.1-rc7')), '6.1-rc7');
    assert.equal(formatRelease(at('2.6.39.4')), '2.6.39.4');
    assert.equal(formatRelease(at('4.18.0-477.el8.x86_64')), '4.18');
    assert.equal(formatRelease(at('4.4.50+')), '4.4.50');
    assert.equal(formatRelease(at('6.12.0')), '6.12');
  });

  it('answers null for what is no release', () => {
    for (const text of ['', '6', 'six', '6.', '6.12.', '.12', '6.x', '99999.1', '6.12 or so']) {
      assert.equal(parseRelease(text), null, text);
    }
  });

  it('reads back what it formats', () => {
    fc.assert(
      fc.property(anyRelease, (r) => {
        assert.equal(compareReleases(at(formatRelease(r)), r), 0);
      }),
    );
  });
});

describe('compareReleases', () => {
  it('orders candidates before the release and stables after it', () => {
    const ordered = ['2.6.24', '2.6.39', '2.6.39.4', '3.0', '5.9', '5.10', '6.1-rc1', '6.1-rc7'];
    ordered.push('6.1', '6.1.1', '6.1.192', '6.2', '6.12', '7.0');
    const shuffled = [...ordered].reverse().sort((a, b) => compareReleases(at(a), at(b)));
    assert.deepEqual(shuffled, ordered);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(anyRelease, anyRelease, anyRelease, (a, b, c) => {
        assert.equal(compareReleases(a, a), 0);
        assert.equal(Math.sign(compareReleases(a, b)), -Math.sign(compareReleases(b, a)) + 0);
        if (compareReleases(a, b) <= 0 && compareReleases(b, c) <= 0) {
          assert.ok(compareReleases(a, c) <= 0);
        }
      }),
    );
  });
});

describe('ranges', () => {
  it('hold the candidates and stables of their bounds', () => {
    const range = { since: '5.10', until: '6.1' } as const;
    for (const inside of ['5.10-rc1', '5.10', '5.10.7', '6.0', '6.1-rc7', '6.1.192']) {
      assert.ok(inRange(at(inside), range), inside);
    }
    for (const outside of ['5.9.16', '5.1', '6.2-rc1', '6.10', '2.6.39']) {
      assert.ok(!inRange(at(outside), range), outside);
    }
  });

  it('compare with a point release when the bound names one', () => {
    assert.ok(!inRange(at('6.12.116'), { since: '6.12.117' }));
    assert.ok(inRange(at('6.12.117'), { since: '6.12.117' }));
    assert.ok(inRange(at('2.6.32'), { since: '2.6.31', until: '2.6.32' }));
    assert.ok(!inRange(at('2.6.33'), { since: '2.6.31', until: '2.6.32' }));
  });

  it('read well', () => {
    assert.equal(formatRange({ since: '6.3' }), 'since 6.3');
    assert.equal(formatRange({ until: '5.5' }), 'up to 5.5');
    assert.equal(formatRange({ since: '5.2', until: '5.5' }), '5.2 to 5.5');
    assert.equal(formatRange({ since: '6.5', until: '6.5' }), 'in 6.5');
    assert.equal(formatRange({}), 'in every release');
  });
});

describe('releaseOfMakefile', () => {
  const makefile = (lines: string[]) => ['# SPDX', ...lines, 'NAME = Baby', '', 'all:'].join('\n');

  it('reads a stable, a candidate and a 2.6 tree', () => {
    const stable = ['VERSION = 6', 'PATCHLEVEL = 12', 'SUBLEVEL = 117', 'EXTRAVERSION ='];
    assert.deepEqual(releaseOfMakefile(makefile(stable)), at('6.12.117'));
    const candidate = ['VERSION = 6', 'PATCHLEVEL = 1', 'SUBLEVEL = 0', 'EXTRAVERSION = -rc7'];
    assert.deepEqual(releaseOfMakefile(makefile(candidate)), at('6.1-rc7'));
    const old = ['VERSION = 2', 'PATCHLEVEL = 6', 'SUBLEVEL = 39', 'EXTRAVERSION = .4'];
    assert.deepEqual(releaseOfMakefile(makefile(old)), at('2.6.39.4'));
  });

  it('keeps the numbers when the extra version is a vendor’s own', () => {
    const vendor = ['VERSION=5', 'PATCHLEVEL=15', 'SUBLEVEL=0', 'EXTRAVERSION=-_custom!'];
    assert.deepEqual(releaseOfMakefile(makefile(vendor)), at('5.15'));
  });

  it('answers null for other Makefiles', () => {
    assert.equal(releaseOfMakefile(''), null);
    assert.equal(releaseOfMakefile('obj-y += gup.o\n'), null);
    assert.equal(releaseOfMakefile('VERSION = 6\n'), null);
    assert.equal(releaseOfMakefile('VERSION = $(shell cat v)\nPATCHLEVEL = x\n'), null);
  });
});

describe('RELEASES', () => {
  it('lists every series once, in order', () => {
    const releases = RELEASES.map(at);
    for (const [i, r] of releases.slice(1).entries()) {
      const previous = releases[i];
      assert.ok(previous && compareReleases(previous, r) < 0, formatRelease(r));
    }
    assert.ok(RELEASES.includes('2.6.24') && RELEASES.includes('5.19') && RELEASES.includes('7.1'));
    assert.equal(seriesOf(at('6.12.117')), '6.12');
    assert.equal(seriesOf(at('2.6.39.4')), '2.6.39');
  });
});
