import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

export const MAKEFILE = 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION =\n';

/** A function with one site on its third line. */
export const oneSite = (name: string): string =>
  `int ${name}(void)\n{\n\treturn pin_user_pages_fast(addr, 1, FOLL_WRITE, pages);\n}\n`;

/** Writes a tree into a fresh folder that goes away after the tests; gives the folder. */
export function temporaryTree(files: Readonly<Record<string, string | Buffer>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gup-review-test-')));
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return root;
}
