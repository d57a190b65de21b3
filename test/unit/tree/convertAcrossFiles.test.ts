import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { convertSites } from '../../../src/analyzer/fixes/convertSites';
import { applyEdits } from '../../../src/analyzer/fixes/edit';
import { CodeText } from '../../../src/analyzer/tokens/codeText';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { createNativeBackend } from '../../../src/tree/nativeBackend';
import { scan } from '../../../src/tree/scan';

const SHAPE = 'test/fixtures/convert/cross-file';

function filesOf(tracking: 'get' | 'pin'): Record<string, string> {
  const folder = join(SHAPE, tracking);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

describe('conversion of what a scan finds', () => {
  it('changes the releases in other files, and nothing else', async () => {
    const root = resolve(SHAPE, 'get');
    const files = filesOf('get');
    const request = { root, top: root, release: NEWEST_RELEASE };
    const { sites } = await scan(request, createNativeBackend());
    const conversion = convertSites(sites, 'pin', {
      sites,
      release: NEWEST_RELEASE,
      source: (file) => (file in files ? new CodeText(files[file]) : null),
    });
    assert.ok(conversion.ok, JSON.stringify(conversion));
    for (const { file, edits } of conversion.files) files[file] = applyEdits(files[file], edits);
    assert.deepEqual(files, filesOf('pin'));
  });
});
