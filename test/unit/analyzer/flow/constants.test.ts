import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constantsIn } from '../../../../src/analyzer/flow/constants';

describe('constants', () => {
  const of = (text: string) => Object.fromEntries(constantsIn(text));

  it('are plain numbers and enumerators', () => {
    assert.deepEqual(of('#define A 3\n# define B (0x10UL) /* two */\n#define C f(1)\n'), {
      A: 3,
      B: 16,
    });
    assert.deepEqual(of('enum x { P, Q = 4, R, S = Q << 1, T };'), {
      P: 0,
      Q: 4,
      R: 5,
      S: null,
      T: null,
    });
  });

  it('have no value where the arms of an #if define them differently', () => {
    const arms = (one: string, other: string) =>
      of(`#ifdef CONFIG_X\n# define SHARED ${one}\n#else\n# define SHARED ${other}\n#endif\n`);
    assert.deepEqual(arms('0x10', '0x00'), { SHARED: null });
    assert.deepEqual(arms('0x10', '16'), { SHARED: 16 });
    assert.deepEqual(arms('0', 'flag(3)'), { SHARED: null });
    assert.deepEqual(arms('flag(3)', '0'), { SHARED: null });
  });
});
