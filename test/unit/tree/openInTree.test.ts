import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { DiskFiles } from '../../../src/tree/diskFiles';
import { diskWords } from '../../../src/tree/diskWords';
import { loadParser } from '../../../src/tree/parser';
import { scan } from '../../../src/tree/scan';
import { OpenDocuments } from '../../../src/tree/service/openDocuments';
import { MAKEFILE, temporaryTree } from './temporaryTree';

const take =
  '#include "x.h"\nint take(void)\n{\n\tstruct page *pages[4];\n' +
  '\tif (pin_user_pages_fast(0, 4, 0, pages) != 4)\n\t\treturn -1;\n\tdrop(pages);\n\treturn 0;\n}\n';
const dropBy = (api: string) =>
  `#include "x.h"\nvoid drop(struct page **pages)\n{\n\tint i;\n\n\tfor (i = 0; i < 4; i++)\n\t\t${api}(pages[i]);\n}\n`;
const files = {
  Makefile: MAKEFILE,
  'drivers/x/take.c': take,
  'drivers/x/x.h': 'void drop(struct page **pages);\n',
  'drivers/x/drop.c': dropBy('put_page'),
};
const dropInline = (api: string) => dropBy(api).replace('void drop', 'static inline void drop_all');
const release = NEWEST_RELEASE;

describe('an open file', () => {
  const open = async () => {
    const root = temporaryTree({ ...files, 'drivers/x/inline.h': dropInline('put_page') });
    const backend = await loadParser();
    const documents = new OpenDocuments(backend, {
      files: (top) => new DiskFiles(top),
      words: diskWords,
    });
    const review = (file = 'drivers/x/take.c', text = take) =>
      documents.analyse({ root, file, text, release, onDisk: true, seesTree: false });
    return { root, backend, documents, review };
  };
  const rules = ({ findings }: { findings: readonly { rule: string }[] }) =>
    findings.map(({ rule }) => rule);

  it('has the same sites and findings as in a scan of its tree', async () => {
    const { root, backend, review } = await open();
    const scanned = await scan({ root, top: root, release }, backend);
    const { sites, findings } = review();
    assert.ok(sites[0].releases.some(({ file }) => file === 'drivers/x/drop.c'));
    const ofFile = <T extends { file: string }>(records: readonly T[], file: string) =>
      records.filter((record) => record.file === file);
    assert.deepEqual(sites, ofFile(scanned.sites, 'drivers/x/take.c'));
    assert.deepEqual(findings, ofFile(scanned.findings, 'drivers/x/take.c'));
  });

  it('is followed to far callers once its tree was asked about', async () => {
    const { root, documents } = await open();
    const file = 'virt/grab.c';
    const text = `#include <linux/grab.h>\nint grab(unsigned long at, struct page **page)\n{\n\treturn get_user_pages_fast(at, 1, 0, page);\n}\n`;
    for (const [path, content] of [
      [file, text],
      ['include/linux/grab.h', 'int grab(unsigned long at, struct page **page);\n'],
      [
        'arch/use.c',
        `#include <linux/grab.h>\nvoid use(void)\n{\n\tstruct page *page;\n\n\tif (grab(0, &page) == 1)\n\t\tput_page(page);\n}\n`,
      ],
    ]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const alone = { root, file, text, release, onDisk: true, seesTree: false };
    assert.deepEqual(documents.analyse(alone).sites[0].releases, []);
    assert.equal(await documents.fetch(alone), false);
    const input = { ...alone, seesTree: true };
    const releases = () => documents.analyse(input).sites[0].releases.map((one) => one.file);
    assert.deepEqual(releases(), []);
    assert.equal(documents.isWanting(input), true);
    assert.equal(await documents.fetch(input), true);
    assert.deepEqual(releases(), ['arch/use.c']);
    assert.equal(documents.isWanting(input), false);
    assert.equal(await documents.fetch(input), false);
    const { sites } = await scan({ root, top: root, release }, await loadParser());
    assert.deepEqual(
      documents.analyse(input).sites[0],
      sites.find((site) => site.file === file),
    );
  });

  it('sees what another open file says now, and the disk again when that is closed', async () => {
    const { root, documents, review } = await open();
    const wrong = rules(review());
    assert.ok(wrong.includes('wrong-release-api'), wrong.join());
    review('drivers/x/drop.c', dropBy('unpin_user_page'));
    assert.ok(!rules(review()).includes('wrong-release-api'));
    documents.close({ root, file: 'drivers/x/drop.c' });
    assert.deepEqual(rules(review()), wrong);
  });

  it('sees a change on the disk once it is told of it', async () => {
    const { root, documents, review } = await open();
    const wrong = rules(review());
    writeFileSync(join(root, 'drivers/x/drop.c'), dropBy('unpin_user_page'));
    assert.deepEqual(rules(review()), wrong);
    documents.forgetOthers();
    assert.ok(!rules(review()).includes('wrong-release-api'));
  });

  it('sees what an open header says now', async () => {
    const { review } = await open();
    const use = () =>
      review('drivers/x/use.c', take.replace('x.h', 'inline.h').replace('drop(', 'drop_all('));
    assert.ok(rules(use()).includes('wrong-release-api'));
    review('drivers/x/inline.h', dropInline('unpin_user_page'));
    assert.ok(!rules(use()).includes('wrong-release-api'));
    review('drivers/x/inline.h', dropInline('put_page'));
    assert.ok(rules(use()).includes('wrong-release-api'));
  });
});
