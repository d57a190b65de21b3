import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SAMPLE_FILE, SAMPLE_FILES } from '../../../src/extension/sample/sampleTree';
import { RULES } from '../../../src/kernel';

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
}

interface Setting {
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly default?: unknown;
  readonly properties?: Record<string, unknown>;
}

interface Manifest {
  readonly main: string;
  readonly icon?: string;
  readonly bin: Record<string, string>;
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly configuration: { readonly properties: Record<string, Setting> };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly markdown: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly views: Record<string, readonly { readonly id: string }[]>;
    readonly viewsWelcome: readonly { readonly view: string }[];
    readonly menus?: Record<
      string,
      readonly { readonly command: string; readonly when?: string }[]
    >;
  };
}

const english = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const text = readFileSync('package.json', 'utf8').replaceAll(/"%([^%"]+)%"/g, (_, key: string) =>
  JSON.stringify(english[key]),
);
const manifest = JSON.parse(text) as Manifest;
const { commands, configuration, menus = {} } = manifest.contributes;

describe('the manifest', () => {
  it('gives every command a title and the category GUP', () => {
    for (const { command, title, category } of commands) {
      assert.match(command, /^gup\.[a-zA-Z.]+$/);
      assert.ok(title.length > 0 && !title.startsWith('GUP'), `${command}: ${title}`);
      assert.equal(category, 'GUP', command);
    }
  });

  it('says when each command makes sense', () => {
    const palette = new Map(menus.commandPalette?.map(({ command, when }) => [command, when]));
    for (const { command } of commands) assert.ok(palette.get(command), `${command} has a when`);
  });

  it('names only commands that exist in menus', () => {
    const known = new Set(commands.map(({ command }) => command));
    for (const item of Object.values(menus).flat()) {
      assert.ok(known.has(item.command), `${item.command} is declared`);
    }
  });

  it('gives every setting a description, a scope and a default', () => {
    for (const [name, setting] of Object.entries(configuration.properties)) {
      assert.match(name, /^gup\.[a-zA-Z.]+$/);
      assert.ok(setting.description ?? setting.markdownDescription, `${name} is described`);
      assert.ok(setting.scope, `${name} has a scope`);
      assert.notEqual(setting.default, undefined, `${name} has a default`);
    }
  });

  it('lets a user set every rule there is', () => {
    const rules = Object.keys(configuration.properties['gup.rules'].properties ?? {});
    assert.deepEqual(rules.sort(), RULES.map(({ id }) => id).sort());
  });

  it('names only images that exist', () => {
    const images = [...text.matchAll(/"(?:\.\/)?(media\/[^"]+\.(?:png|svg))"/g)];
    assert.ok(images.length > 0);
    for (const [, path = ''] of images) assert.ok(existsSync(path), path);
  });

  it('has all that it says in the table of texts', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    for (const { command, title } of contributes.commands) assert.match(title, /^%.*%$/, command);
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      assert.match(setting.description ?? setting.markdownDescription ?? '', /^%.*%$/, name);
    }
  });

  it('asks only for context that the code sets', () => {
    const code = readdirSync('src/extension', { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.ts'))
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .join('\n');
    const whens = [...text.matchAll(/"when": "([^"]+)"/g)].map(([, when = '']) => when);
    const keys = whens.flatMap((when) => when.match(/(?<!view == )\bgup\.\w+/g) ?? []);
    assert.ok(keys.length > 10);
    for (const key of keys) assert.ok(code.includes(`'${key}'`), key);
  });

  it('has a line of welcome for each view', () => {
    const { views, viewsWelcome } = manifest.contributes;
    const known = new Set(viewsWelcome.map(({ view }) => view));
    for (const { id } of Object.values(views).flat()) assert.ok(known.has(id), id);
  });
});

describe('the walkthrough', () => {
  const [walkthrough] = manifest.contributes.walkthroughs;

  it('explains each step by a page that exists, and presses only buttons that work', () => {
    const known = new Set(commands.map(({ command }) => command));
    for (const { media, description, completionEvents } of walkthrough.steps) {
      assert.ok(existsSync(media.markdown), media.markdown);
      for (const [, command = ''] of description.matchAll(/\(command:([^)]+)\)/g)) {
        assert.ok(known.has(command) || command.endsWith('.focus'), command);
      }
      for (const event of completionEvents) {
        assert.ok(known.has(event.replace('onCommand:', '')), event);
      }
    }
  });

  it('has a sample, all of which ships with the extension', () => {
    const shipped = readdirSync('media/sample', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).replace('media/', ''));
    assert.deepEqual(shipped.sort(), [...SAMPLE_FILES].sort());
    assert.ok(SAMPLE_FILES.includes(SAMPLE_FILE));
  });
});
