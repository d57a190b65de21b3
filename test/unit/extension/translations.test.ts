import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { config, t } from '@vscode/l10n';
import { attribute } from '../../../src/extension/replay/attribute';

type Texts = Record<string, string>;
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Texts;

/** The code that shows texts: what the model and the analyzer say is the same in all languages. */
function sources(): { readonly name: string; readonly code: string }[] {
  return ['src/extension', 'src/webview'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.ts'))
      .map(({ parentPath, name }) => ({
        name,
        code: readFileSync(join(parentPath, name), 'utf8'),
      })),
  );
}

/** The texts that the code asks a translation for. */
function asked(): Set<string> {
  const texts = new Set<string>();
  for (const { code } of sources())
    for (const [, text = ''] of code.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)) texts.add(text);
  return texts;
}

describe('texts to translate', () => {
  it('of the code are all in the bundle, and no others: npm run l10n writes it', () => {
    const bundle = read('media/l10n/bundle.l10n.json');
    assert.deepEqual(Object.keys(bundle).sort(), [...asked()].sort());
  });

  it('are asked for as they are, never put together', () => {
    const odd = sources().flatMap(({ name, code }) =>
      [...code.matchAll(/\bt\(\s*[^'\s].*/g)].map(([text]) => `${name}: ${text}`),
    );
    assert.deepEqual(odd, []);
  });

  it('of the panel are no words in its templates', () => {
    const bare = sources()
      .filter(({ name }) => name.endsWith('View.ts'))
      .flatMap(({ name, code }) =>
        [
          ...code.matchAll(/(?:\s(?:label|title|heading|aria-label)="[A-Z]|<h2[^>]*>\s*[A-Z]).*/g),
        ].map(([text]) => `${name}: ${text}`),
      );
    assert.deepEqual(bare, []);
  });

  it('of the panel come with the page, whatever is in them', () => {
    const table = JSON.stringify({ none: `<b>"keine" & 'nichts'</b>` });
    assert.doesNotMatch(attribute(table), /[<>"']/);
    const back = attribute(table).replaceAll(/&#(\d+);/g, (_, code) =>
      String.fromCharCode(Number(code)),
    );
    assert.equal(back, table);
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
