import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Site } from '../../../src/analyzer/records';
import { MAKEFILE, oneSite, temporaryTree } from '../tree/temporaryTree';
import { run } from './run';

const badFlag = 'int g(void)\n{\n\treturn pin_user_pages_fast(addr, 1, FOLL_GET, pages);\n}\n';
const tree = temporaryTree({ Makefile: MAKEFILE, 'd/a.c': oneSite('f'), 'd/b.c': badFlag });

describe('gup-review sites', () => {
  it('prints the sites as JSON with the fields of the contract', async () => {
    const { code, out, err } = await run('sites', tree, '--format', 'json');
    assert.deepEqual([code, err], [0, []]);
    const printed = JSON.parse(out) as Record<string, unknown> & { sites: Site[] };
    assert.deepEqual(Object.keys(printed), ['version', 'kernel', 'root', 'sites', 'skipped']);
    assert.deepEqual([printed.version, printed.kernel, printed.skipped], [1, '6.12', []]);
    const { id, ...site } = printed.sites[0];
    assert.match(id, /^[0-9a-f]{14}$/);
    assert.deepEqual(site, {
      file: 'd/a.c',
      line: 3,
      column: 9,
      function: 'f',
      api: 'pin_user_pages_fast',
      tracking: 'pin',
      flags: { text: 'FOLL_WRITE', bits: ['FOLL_WRITE'] },
      nrPages: '1',
      pages: 'pages',
      ownership: 'struct',
      owner: 'pages',
      releases: [],
      notFollowed: 'kept in pages; released in another file',
      case: {
        numbers: [1, 5],
        why: 'no FOLL_LONGTERM, and what is done with the pages is not seen',
      },
      exits: [{ file: 'd/a.c', line: 3, holds: 'kept' }],
    });
  });

  it('prints them as text, with the release', async () => {
    const { code, out } = await run('sites', join(tree, 'd/a.c'), '--kernel', '6.1');
    assert.equal(code, 0);
    assert.match(out, /d\/a\.c:3:9: pin_user_pages_fast\(\) in f\(\): pin, flags FOLL_WRITE/);
    assert.match(out, /^1 site in 1 files, Linux 6\.1$/m);
  });

  it('has the same ids for a file by itself as for its tree', async () => {
    const ids = async (...args: string[]) => {
      const { out } = await run('sites', '--format', 'json', ...args);
      return (JSON.parse(out) as { sites: Site[] }).sites.map((site) => site.id);
    };
    const both = await ids(tree);
    assert.deepEqual(await ids(join(tree, 'd/b.c'), join(tree, 'd/a.c')), [...both].reverse());
  });

  it('leaves out what the .gitignore files say, unless told otherwise', async () => {
    const ignoring = temporaryTree({
      ...{ Makefile: MAKEFILE, '.gitignore': '*.mod.c\n' },
      ...{ 'a.c': oneSite('f'), 'a.mod.c': oneSite('g') },
    });
    assert.match((await run('sites', ignoring)).out, /^1 site in 1 files/m);
    assert.match((await run('sites', ignoring, '--no-ignore')).out, /^2 sites in 2 files/m);
    const named = await run('check', join(ignoring, 'a.mod.c'), '--format', 'json');
    assert.match(named.out, /"files": 1/);
  });

  it('says what it assumes without a Makefile, and names what it skips', async () => {
    const odd = temporaryTree({ 'a.c': oneSite('f'), 'b.c': '\0get_dump_page' });
    const { code, out, err } = await run('sites', odd);
    assert.equal(code, 0);
    assert.match(out, /1 site in 2 files/);
    assert.match(err[0], /^gup-review: note: .*: no kernel Makefile there or above, .* 7\.1$/);
    assert.deepEqual(err.slice(1), ['gup-review: skipped b.c: binary file']);
  });
});

describe('gup-review check', () => {
  it('exits with 1 and prints what compilers print', async () => {
    const { code, out } = await run('check', tree);
    assert.equal(code, 1);
    assert.match(out, /^d\/b\.c:3:38: error: FOLL_GET in .* \[flags-illegal\]$/m);
    assert.match(out, /^1 finding at 2 sites in 2 files/m);
  });

  it('exits with 0 when nothing is left to report', async () => {
    assert.equal((await run('check', join(tree, 'd/a.c'))).code, 0);
    assert.equal(
      (await run('check', tree, '--rule', 'removed-api', '--rule', 'missing-dirty')).code,
      0,
    );
  });

  it('leaves out what is less certain than asked for', async () => {
    const redundant = temporaryTree({
      Makefile: MAKEFILE,
      'a.c': 'int f(void)\n{\n\treturn get_user_pages_fast(a, 1, FOLL_GET, p);\n}\n',
    });
    assert.equal((await run('check', redundant)).code, 1);
    assert.equal((await run('check', redundant, '--min-confidence', 'medium')).code, 0);
  });

  it('prints JSON with the fields of the contract', async () => {
    const { out } = await run('check', tree, '--format', 'json');
    const printed = JSON.parse(out) as Record<string, object> & { findings: object[] };
    assert.deepEqual(Object.keys(printed), [
      ...['version', 'kernel', 'findings', 'stats', 'skipped', 'suppressed'],
      'unusedSuppressions',
    ]);
    assert.deepEqual(Object.keys(printed.findings[0]), [
      ...['rule', 'severity', 'confidence', 'file', 'line', 'column', 'endLine', 'endColumn'],
      ...['message', 'site', 'path', 'fingerprint'],
    ]);
    assert.deepEqual(Object.keys(printed.stats), [
      ...['files', 'parsed', 'sites', 'damagedFunctions', 'milliseconds'],
    ]);
  });
});

describe('gup-review explain', () => {
  it('explains flags, functions and rules for a release', async () => {
    for (const word of ['FOLL_PIN', 'pin_user_pages_fast()', 'missing-dirty']) {
      const { code, out } = await run('explain', word, '--kernel', '6.12');
      assert.equal(code, 0);
      assert.match(out, /Linux 6\.12/);
    }
    const { out } = await run('explain', 'FOLL_PIN', '--kernel', '6.12', '--format', 'json');
    assert.equal((JSON.parse(out) as { word: string }).word, 'FOLL_PIN');
  });
});

describe('wrong usage', () => {
  for (const [args, message] of [
    [[], /no command/],
    [['frobnicate'], /there is no command 'frobnicate'/],
    [['sites'], /missing required argument 'paths'/],
    [['sites', '/no/such/path'], /^gup-review: \/no\/such\/path: does not exist$/],
    [['sites', '/dev/null'], /neither a folder nor a regular file/],
    [['sites', tree, '--kernel', 'six'], /--kernel: 'six' is no kernel release/],
    [['sites', tree, '--format', 'xml'], /'xml' is invalid/],
    [['sites', tree, '--jobs', '0'], /--jobs: '0'/],
    [['check', tree, '--rule', 'no-rule'], /there is no rule 'no-rule'/],
    [['check', tree, '--no-such-option'], /unknown option/],
    [['explain', 'nothing'], /'nothing' is no FOLL_\* flag/],
    [['replay', 'nowhere'], /'nowhere' is not of the form FILE:LINE/],
    [['simulate', '/no/such/scenario'], /cannot read/],
  ] as const) {
    it(`exits with 2 and one line: gup-review ${args.join(' ')}`, async () => {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out, err.length], [2, '', 1]);
      assert.doesNotMatch(err[0], /\n/);
      assert.match(err[0], message);
    });
  }

  it('is not asking for help or the version', async () => {
    assert.match((await run('--help')).out, /Usage: gup-review/);
    assert.equal((await run('--version')).out, '1.2.3');
    assert.equal((await run('check', '--help')).code, 0);
  });
});

describe('the command line as a process', () => {
  const script = join('dist', 'gup-review.js');
  const source = Array.from({ length: 200 }, (_, nth) => oneSite(`f${String(nth)}`)).join('\n');
  const files: Record<string, string> = { Makefile: MAKEFILE };
  for (let index = 0; index < 100; index++) files[`drivers/f${String(index)}.c`] = source;
  const large = temporaryTree(files);

  /** Starts the command, does something to it, and tells how it ended. */
  async function end(args: string[], meddle: (child: ReturnType<typeof spawn>) => void) {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.resume();
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('spawn', () => {
      meddle(child);
    });
    return new Promise<string>((resolve) => {
      child.on('close', (code, signal) => {
        resolve(
          [code, signal, complaint]
            .filter((part) => part !== null)
            .join(' ')
            .trim(),
        );
      });
    });
  }

  for (const jobs of ['1', '2']) {
    it(`is interrupted in the middle of a scan with ${jobs} jobs, without aborting`, async () => {
      for (const delay of [250, 600, 900]) {
        const ended = await end(['sites', large, '--jobs', jobs], (child) => {
          setTimeout(() => child.kill('SIGINT'), delay);
        });
        // A process that has not yet set up its handlers ends by the signal itself.
        assert.match(ended, /^(?:130|SIGINT)$/);
      }
    });
  }

  it('takes a reader that goes away for an end, not for an error', async () => {
    const wordy = temporaryTree({ Makefile: MAKEFILE, 'a.c': source + source });
    const ended = await end(['sites', wordy, '--format', 'json'], (child) => {
      child.stdout?.destroy();
    });
    assert.equal(ended, '0');
  });
});
