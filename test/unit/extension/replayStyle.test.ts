import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
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

describe('the icons of the replay panel', () => {
  const rules = readFileSync('dist/icons.css', 'utf8');

  it('have their glyphs in the style sheet that the build makes', () => {
    const sources = readdirSync('src/webview/views').map((name) =>
      readFileSync(`src/webview/views/${name}`, 'utf8'),
    );
    const named = [...sources.join('\n').matchAll(/\bicon(?:=|: )["']([\w-]+)["']/g)];
    const verdicts = ['pass', 'info', 'question', 'circle-slash', 'error'];
    const names = [...named.map(([, name = '']) => name), ...verdicts, 'pin', 'pinned', 'play'];
    assert.ok(names.length > 15);
    for (const name of names) assert.match(rules, new RegExp(`\\.codicon-${name}:before`));
  });

  it('bring no rules for the hundreds that the panel does not have', () => {
    assert.doesNotMatch(rules, /codicon-(rocket|squirrel|octoface):/);
    assert.doesNotMatch(rules, /@font-face/);
  });
});
