import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compareReleases,
  decodeFlags,
  flagAt,
  flagByName,
  type FlagFact,
  FLAGS,
  flagsAt,
  inRange,
  parseSource,
  RELEASES,
} from '../../../src/kernel';
import { at } from './at';

function flag(name: string): FlagFact {
  const found = flagByName(name);
  assert.ok(found, name);
  return found;
}

function valueIn(name: string, release: string): number | string {
  const found = flagAt(flag(name), at(release));
  return found.exists ? found.value : found.why;
}

describe('flag values', () => {
  it('follow the renumbering of 6.3', () => {
    assert.equal(valueIn('FOLL_WRITE', '6.1'), 0x1);
    assert.equal(valueIn('FOLL_WRITE', '6.12.117'), 0x1);
    assert.equal(valueIn('FOLL_GET', '6.2'), 0x4);
    assert.equal(valueIn('FOLL_GET', '6.3'), 0x2);
    assert.equal(valueIn('FOLL_LONGTERM', '5.11'), 0x10000);
    assert.equal(valueIn('FOLL_LONGTERM', '6.5'), 0x100);
    assert.equal(valueIn('FOLL_PIN', '5.11'), 0x40000);
    assert.equal(valueIn('FOLL_PIN', '6.12'), 0x80000);
    assert.equal(valueIn('FOLL_FORCE', '6.1.192'), 0x10);
  });

  it('say why a flag is not there', () => {
    assert.equal(valueIn('FOLL_LONGTERM', '5.0'), 'FOLL_LONGTERM is not in 5.0: new in 5.2');
    assert.equal(
      valueIn('FOLL_SPLIT', '6.1.192'),
      'FOLL_SPLIT is not in 6.1.192: removed in 5.13, use FOLL_SPLIT_PMD',
    );
    assert.match(String(valueIn('FOLL_ANON', '3.8')), /absent from 2\.6\.32 to 4\.16/);
    assert.match(String(valueIn('FOLL_UNSHARE', '6.12')), /never merged/);
  });

  it('know backports of late stable releases', () => {
    assert.match(String(valueIn('FOLL_NOFAULT', '5.15')), /new in 5\.16/);
    assert.match(String(valueIn('FOLL_NOFAULT', '5.15.16')), /new in 5\.16/);
    // Between the releases that were looked at it may be there, so it is not called absent.
    assert.equal(valueIn('FOLL_NOFAULT', '5.15.60'), 0x80);
    assert.equal(valueIn('FOLL_NOFAULT', '5.15.135'), 0x80);
    assert.equal(valueIn('FOLL_NOFAULT', '5.16'), 0x80);
    assert.equal(valueIn('FOLL_COW', '4.4.50'), 0x4000);
    assert.equal(valueIn('FOLL_ANON', '4.14.177'), 0x8000);
  });

  it('decode a number by the release', () => {
    assert.deepEqual(decodeFlags(0x80, at('5.11')), { names: ['FOLL_SPLIT'], rest: 0 });
    assert.deepEqual(decodeFlags(0x80, at('6.1')), { names: ['FOLL_NOFAULT'], rest: 0 });
    assert.deepEqual(decodeFlags(0x81, at('6.12')), {
      names: ['FOLL_WRITE', 'FOLL_ANON'],
      rest: 0,
    });
    assert.equal(decodeFlags(0x40000001, at('6.12')).rest, 0x40000000);
  });
});

describe('who sets a flag', () => {
  const policies = (name: string, release: string) => {
    const found = flagAt(flag(name), at(release));
    assert.ok(found.exists);
    return found.policies.map(({ policy }) => policy);
  };

  it('depends on the release', () => {
    assert.deepEqual(policies('FOLL_PIN', '6.12'), ['forbidden']);
    assert.deepEqual(policies('FOLL_LONGTERM', '5.9'), ['caller']);
    assert.deepEqual(policies('FOLL_LONGTERM', '5.10'), ['pin-caller']);
    assert.deepEqual(policies('FOLL_TOUCH', '6.1'), ['wrapper']);
    assert.deepEqual(policies('FOLL_TOUCH', '6.7'), ['forbidden']);
    assert.deepEqual(policies('FOLL_NOFAULT', '5.15.135'), ['caller']);
  });

  it('goes with the header', () => {
    const isPublic = (name: string, release: string) => {
      const found = flagAt(flag(name), at(release));
      return found.exists && found.isPublic;
    };
    assert.ok(isPublic('FOLL_PIN', '6.2'));
    assert.ok(!isPublic('FOLL_PIN', '6.3'));
    assert.ok(isPublic('FOLL_LONGTERM', '6.3'));
  });
});

describe('the table of flags', () => {
  it('gives every flag at most one value in every release', () => {
    for (const { name, values } of FLAGS) {
      for (const release of RELEASES) {
        const holding = values.filter((value) => inRange(at(release), value));
        assert.ok(holding.length <= 1, `${name} in ${release}`);
      }
    }
  });

  it('gives a value in exactly the releases the flag lives in', () => {
    for (const { name, since, removed, away, values } of FLAGS) {
      for (const release of RELEASES) {
        const r = at(release);
        const lives =
          since !== undefined &&
          compareReleases(r, at(since)) >= 0 &&
          (removed === undefined || compareReleases(r, at(removed)) < 0) &&
          !away?.some((range) => inRange(r, range));
        const hasValue = values.some((value) => inRange(r, value));
        assert.equal(hasValue, lives, `${name} in ${release}`);
      }
    }
  });

  it('never gives one bit to two flags of a release', () => {
    for (const release of RELEASES) {
      const values = flagsAt(at(release)).map(({ value }) => value);
      assert.equal(new Set(values).size, values.length, release);
      for (const value of values) {
        assert.equal(value & (value - 1), 0, `${release}: ${String(value)} is one bit`);
      }
    }
  });

  it('names sources that can be read', () => {
    for (const fact of FLAGS) {
      assert.ok(fact.sources.length > 0, fact.name);
      for (const text of [...fact.sources, ...fact.values.flatMap(({ sources }) => sources)]) {
        const source = parseSource(text);
        assert.ok(source.kind === 'patch' || (source.line ?? 1) > 0, text);
      }
    }
  });
});
