// A headless Chromium: the system's where there is one, else one from npm. No root, no system package.
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { cached } from './cache.mjs';
import { npm, say } from './commands.mjs';

/** Its package.json allows Node 20; later ones do not. */
const NPM_CHROMIUM = '143.0.4';
/** A bare system has no font at all, and then the workbench draws no text. */
const NPM_FONTS = '2.37.3';

const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">ttf</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <match target="pattern">
    <edit name="family" mode="append_last"><string>DejaVu Sans</string></edit>
  </match>
</fontconfig>
`;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Containers often give /dev/shm 64 MB, less than the workbench wants.
  '--disable-dev-shm-usage',
];

/** @typedef {{ executable: string, env: Record<string, string> }} Browser */

/** @returns {string | undefined} CHROME_PATH, or a browser on PATH or where installers put it */
function systemBrowser() {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names no file: ${named}`);
    return named;
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...FIXED_PLACES].find((path) => existsSync(path));
}

/** @returns {Promise<Browser>} */
async function npmBrowser() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('no Chromium or Chrome found: install one or set CHROME_PATH to it');
  }
  const folder = await cached(`chromium-${NPM_CHROMIUM}`, async (partial) => {
    say(`Setting up a headless Chromium ${NPM_CHROMIUM} from npm (once, 250 MB in .vscode-test/)`);
    await writeFile(join(partial, 'package.json'), '{ "private": true }');
    const packages = [`@sparticuz/chromium@${NPM_CHROMIUM}`, `dejavu-fonts-ttf@${NPM_FONTS}`];
    await npm(['install', '--ignore-scripts', ...packages], partial);
    await unpack(partial);
    await rm(join(partial, 'node_modules'), { recursive: true });
  });
  return {
    executable: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  };
}

/** @param {string} folder */
async function unpack(folder) {
  const packed = join(folder, 'node_modules/@sparticuz/chromium/bin');
  /** @type {{ extract(folder: string): NodeJS.WritableStream }} */
  const tar = createRequire(join(folder, 'package.json'))('tar-fs');
  /** @param {string} name @param {NodeJS.WritableStream} target */
  const inflate = (name, target) =>
    pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), target);
  // The libraries that a bare system lacks: nss, nspr, expat.
  await inflate('al2023.tar.br', tar.extract(join(folder, 'al2023')));
  await inflate('chromium.br', createWriteStream(join(folder, 'chromium')));
  await chmod(join(folder, 'chromium'), 0o755);
  await mkdir(join(folder, 'fonts'));
  await rename(join(folder, 'node_modules/dejavu-fonts-ttf/ttf'), join(folder, 'fonts/ttf'));
  await writeFile(join(folder, 'fonts/fonts.conf'), FONTS_CONF);
}

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchBrowser() {
  // Imported late: the dependencies may have been installed by this very process.
  const { chromium } = await import('playwright-core');
  const system = systemBrowser();
  const { executable, env } =
    system === undefined ? await npmBrowser() : { executable: system, env: {} };
  console.log(`Browser: ${executable}`);
  return chromium.launch({
    executablePath: executable,
    env: { ...definedVariables(), ...env },
    headless: true,
    args: ARGUMENTS,
  });
}

/** @returns {Record<string, string>} */
function definedVariables() {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
