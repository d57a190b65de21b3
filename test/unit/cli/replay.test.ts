import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replay, type ReplayOptions } from '../../../src/cli/replay';

const FILE = 'test/sample/linux-6.12/drivers/sample/wrong_release.c';
const SITE = `${FILE}:9`;

async function run(
  target: string,
  options: ReplayOptions = {},
): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await replay(target, options, (line) => lines.push(line));
  return { code, text: lines.join('\n') };
}

describe('gup-review replay', () => {
  it('names the site and shows what the acquire does to the pages', async () => {
    const { text } = await run(SITE, { memory: 'unpopulated' });
    assert.match(text, /^test\/sample\/.*wrong_release\.c:9: pin_user_pages_fast\(\) in wrong_rel/);
    assert.match(text, /p0\.buf\[0\]: .*refcount none → 1025 = 1 × 1024 \+ 1/);
    assert.match(text, /kernel 6\.12, unpopulated, 4 pages/);
  });

  it('gives the same as JSON', async () => {
    const { text } = await run(SITE, { format: 'json' });
    const json: unknown = JSON.parse(text);
    assert.ok(typeof json === 'object' && json !== null && 'replays' in json);
    assert.ok(Array.isArray(json.replays) && json.replays.length > 1);
  });

  it('runs one path by its number', async () => {
    const { text, code } = await run(SITE, { path: '3' });
    assert.equal(text.match(/^path /gm)?.length, 1);
    assert.match(text, /No page was taken/);
    assert.equal(code, 0);
  });

  it('runs on the kernel asked for', async () => {
    assert.match((await run(SITE, { kernel: '5.11' })).text, /kernel 5\.11/);
  });

  it('says which argument is wrong', async () => {
    await assert.rejects(run(FILE), /not of the form FILE:LINE/);
    await assert.rejects(run(`${FILE}:10`), /those of this file are on 9/);
    await assert.rejects(run('no/such/file.c:1'), /no\/such\/file\.c: /);
    await assert.rejects(run(SITE, { memory: 'paper' }), /--memory: 'paper' is none of/);
    await assert.rejects(run(SITE, { path: '99' }), /--path: the site has 3 paths/);
    await assert.rejects(run(SITE, { kernel: 'new' }), /--kernel: 'new'/);
  });
});
