import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { analyzeFile } from '../../../../src/analyzer/analyzeFile';
import { Surroundings } from '../../../../src/analyzer/flow/surroundings';
import type { Neighbourhood } from '../../../../src/analyzer/neighbourhood';
import { NEWEST_RELEASE, parseRelease } from '../../../../src/kernel';
import { createNativeBackend } from '../../../../src/tree/nativeBackend';
import { KnownWords, wordsOf } from '../../../../src/tree/treeWords';

/**
 * Fixtures are C files, or folders of them that stand for a folder of a tree; a folder `far` in them
 * stands for another one, `include` for what everybody includes. A comment at the end of
 * a line says which site it is, `takes a`, or whose pages it gives back, `gives a b`. No other line
 * may be named as a release.
 */
const FOLDER = 'test/fixtures/pairing';
const backend = createNativeBackend();

type Files = ReadonlyMap<string, string>;

function filesOf(path: string): Files {
  if (!statSync(path).isDirectory()) return new Map([[basename(path), readFileSync(path, 'utf8')]]);
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return new Map(
    names
      .filter((name) => statSync(join(path, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(path, name), 'utf8')]),
  );
}

const isNear = (name: string) => !name.startsWith('far/');

function neighbourhoodOf(files: Files): Neighbourhood {
  const words = new KnownWords([...files].map(([name, text]) => wordsOf(name, text)));
  return {
    read: (path) => files.get(path) ?? null,
    naming: (path, word) =>
      [...files]
        .filter(([name]) => name !== path && isNear(name) === isNear(path))
        .filter(([, text]) => new RegExp(`\\b${word}\\b`).test(text))
        .map(([name]) => name),
    mentioning: (wanted) => words.holding(wanted),
    defining: (name) => words.defining(name),
    isSearched: () => true,
    headersOf: (path) =>
      [...(files.get(path) ?? '').matchAll(/#include "(.+)"/g)]
        .flatMap(([, name]) => [name, `include/${name}`])
        .filter((name) => files.has(name)),
  };
}

/** `site a: file:line file:line` for each mark, sorted. */
function expected(files: Files): Record<string, string[]> {
  const releases: Record<string, string[]> = {};
  for (const [file, text] of files) {
    text.split('\n').forEach((line, index) => {
      const mark = /\/\* (takes|gives) ([\w ]+) \*\/$/.exec(line);
      for (const site of mark?.[2].split(' ') ?? []) {
        const of = (releases[site] ??= []);
        if (mark?.[1] === 'gives') of.push(`${file}:${String(index + 1)}`);
      }
    });
  }
  return sorted(releases);
}

function said(files: Files): Record<string, string[]> {
  const releases: Record<string, string[]> = {};
  const release = parseRelease('6.12') ?? NEWEST_RELEASE;
  const around = new Surroundings(backend, neighbourhoodOf(files), release, (path) => path);
  for (const [file, text] of files) {
    const { sites } = analyzeFile({ backend, file, treePath: file, text, release, around });
    for (const site of sites) {
      const mark = /\/\* takes (\w+) \*\/$/.exec(text.split('\n')[site.line - 1]);
      releases[mark?.[1] ?? `${file}:${String(site.line)}`] = site.releases.map(
        (one) => `${one.file}:${String(one.line)}`,
      );
    }
  }
  return sorted(releases);
}

const sorted = (releases: Record<string, string[]>) =>
  Object.fromEntries(
    Object.entries(releases)
      .map(([site, lines]): [string, string[]] => [site, [...new Set(lines)].sort()])
      .sort(([a], [b]) => a.localeCompare(b)),
  );

describe('the releases of a site', () => {
  for (const name of readdirSync(FOLDER)) {
    it(name, () => {
      const files = filesOf(join(FOLDER, name));
      assert.deepEqual(said(files), expected(files));
    });
  }
});
