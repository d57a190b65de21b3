import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { config, t } from '@vscode/l10n';

type Texts = Record<string, string>;
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Texts;

/** The texts that the code asks a translation for. */
function asked(): Set<string> {
  const texts = new Set<string>();
  for (const entry of readdirSync('src/extension', { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.ts')) continue;
    const code = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [, text = ''] of code.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)) texts.add(text);
  }
  return texts;
}

describe('texts to translate', () => {
  it('of the code are all in the bundle, and no others: npm run l10n writes it', () => {
    const bundle = read('media/l10n/bundle.l10n.json');
    assert.deepEqual(Object.keys(bundle).sort(), [...asked()].sort());
  });

  it('of the manifest are all in package.nls.json, and no others', () => {
    const manifest = readFileSync('package.json', 'utf8');
    const keys = new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key));
    assert.deepEqual(Object.keys(read('package.nls.json')).sort(), [...keys].sort());
  });

  it('keep their places for words in a translation', () => {
    config({ contents: { '{0} findings': 'Funde: {0}' } });
    assert.equal(t('{0} findings', 3), 'Funde: 3');
    config({ contents: {} });
    assert.equal(t('{0} findings', 3), '3 findings');
  });
});
