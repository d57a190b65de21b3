import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FileProgram } from '../../../../src/analyzer/flow/fileProgram';
import { Library, ownerQuestion } from '../../../../src/analyzer/flow/library';
import { Surroundings } from '../../../../src/analyzer/flow/surroundings';
import { SourceFile } from '../../../../src/analyzer/syntax/sourceFile';
import { NEWEST_RELEASE } from '../../../../src/kernel';
import { createNativeBackend } from '../../../../src/tree/nativeBackend';

const backend = createNativeBackend();

const STRUCT = 'struct ring {\n\tstruct page *pages[8];\n\tint n;\n};\n';
const PUT = 'void put(struct ring *ring)\n{\n\tunpin_user_pages(ring->pages, ring->n);\n}\n';

/** The files that are opened from main.c to learn who gives back `struct ring.pages`. */
function opened(files: Readonly<Record<string, string>>): string[] {
  const around = new Surroundings(
    backend,
    {
      read: (path) => files[path] ?? null,
      naming: (path, word) =>
        Object.keys(files).filter((name) => name !== path && files[name].includes(word)),
      mentioning: () => [],
      defining: () => [],
      isSearched: () => true,
      headersOf: () => [],
    },
    NEWEST_RELEASE,
    (path) => path,
  );
  const main = new FileProgram(new SourceFile(backend, 'main.c', files['main.c']), NEWEST_RELEASE);
  const parts = new Library(main, 'main.c', around).ask([ownerQuestion('ring', 'pages')]);
  return [...parts.keys()].map(({ source }) => source.file);
}

describe('who gives back what is kept in a struct', () => {
  it('is looked for in other sources when a header defines the struct', () => {
    const include = '#include "ring.h"\n';
    const files = { 'main.c': include, 'ring.h': STRUCT, 'put.c': include + PUT };
    assert.deepEqual(opened(files), ['put.c']);
  });

  it('is not looked for elsewhere when the source defines the struct for itself', () => {
    assert.deepEqual(opened({ 'main.c': STRUCT, 'put.c': PUT }), []);
  });

  it('is not looked for in a source that has another struct of that name', () => {
    assert.deepEqual(opened({ 'main.c': '', 'put.c': STRUCT + PUT }), []);
  });

  it('is not looked for in another version of the source', () => {
    const take = 'int take(struct ring *ring)\n{\n\treturn 0;\n}\n';
    assert.deepEqual(opened({ 'main.c': take, 'main-old.c': take + PUT }), []);
    assert.deepEqual(opened({ 'main.c': `static ${take}`, 'put.c': `static ${take}${PUT}` }), [
      'put.c',
    ]);
  });
});
