import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const style = readFileSync('media/replay.css', 'utf8');

describe('the style of the replay panel', () => {
  it('moves nothing for those who asked for less motion', () => {
    const calm = style.replace(
      /@media \(prefers-reduced-motion: no-preference\) \{[^}]*\}\s*\}/,
      '',
    );
    assert.notEqual(calm, style);
    assert.doesNotMatch(calm, /transition|animation|scroll-behavior/);
  });

  it('takes every colour from the theme', () => {
    assert.doesNotMatch(style, /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i);
  });
});
