// Builds the bundles (extension and analyzer for Node and for browsers, command line, webview) into dist/;
// with --tests also every module, one file each, into out/ for the test runners, with --bench the benchmarks.
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const production = process.argv.includes('--production');
const tests = process.argv.includes('--tests');
const benchmarks = process.argv.includes('--bench');

// Native add-ons cannot be bundled: node-gyp-build finds them by path.
const native = ['tree-sitter', 'tree-sitter-c'];

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  target: 'es2022',
};

/** @type {import('esbuild').BuildOptions} */
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20', external: native };

/** What names a module of Node does not build. @type {import('esbuild').BuildOptions} */
const browser = { ...shared, platform: 'browser' };

/** @param {string} entry @param {string} outfile @param {import('esbuild').BuildOptions} options */
const bundle = (entry, outfile, options) =>
  existsSync(entry) ? build({ ...options, entryPoints: [entry], outfile }) : undefined;

/**
 * Each module that imports VS Code's API would make a copy of it of its own, getter by getter, while
 * the extension starts; so they share one. @type {import('esbuild').Plugin}
 */
const sharedApi = {
  name: 'shared-api',
  setup: ({ onResolve, onLoad }) => {
    const namespace = 'shared-api';
    onResolve({ filter: /^vscode$/ }, ({ path, namespace: from }) =>
      from === namespace ? { path, external: true } : { path, namespace },
    );
    onLoad({ filter: /./, namespace }, () => ({ contents: "export * from 'vscode';" }));
  },
};

/** What is read while VS Code starts the extension: short, and with its names for stack traces. */
const extension = { minifyWhitespace: true, minifySyntax: true, plugins: [sharedApi] };

/** The WASM runtime and grammar are looked up beside the bundles. */
async function copyParserAssets() {
  await mkdir('dist', { recursive: true });
  await copyFile('node_modules/web-tree-sitter/tree-sitter.wasm', 'dist/tree-sitter.wasm');
  await copyFile('node_modules/tree-sitter-c/tree-sitter-c.wasm', 'dist/tree-sitter-c.wasm');
}

/**
 * What an icon of the panel needs of the icon font's style sheet: each icon loads it into its own
 * shadow tree, and of the whole one most would be rules for icons that no script names.
 */
async function writeIconStyles() {
  const names = ['dist/webview.js', 'dist/controls.js'];
  const scripts = (await Promise.all(names.map((name) => readFile(name, 'utf8')))).join('\n');
  const styles = await readFile('node_modules/@vscode/codicons/dist/codicon.css', 'utf8');
  const used = styles.replace(/^\.codicon-([\w-]+):before \{.*\}.*\n/gm, (rule, name) =>
    new RegExp(`["'\`]${name}["'\`]`).test(scripts) ? rule : '',
  );
  // The font is the page's: one that a shadow tree names is not loaded.
  await writeFile('dist/icons.css', used.replace(/@font-face \{[^}]*\}/, ''));
}

/** What every opened panel loads anew, through three processes. */
const panel = { ...browser, minify: true };

/** @param {string} folder @returns {Promise<string[]>} */
async function typescriptFiles(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile() && /\.tsx?$/.test(e.name) && !e.name.endsWith('.d.ts'))
    .map((e) => join(e.parentPath, e.name));
}

await Promise.all([
  bundle('src/extension/node/main.ts', 'dist/extension.js', {
    ...node,
    ...extension,
  }),
  bundle('src/extension/web/main.ts', 'dist/web/extension.js', {
    ...browser,
    ...extension,
    format: 'cjs',
  }),
  bundle('src/extension/web/worker.ts', 'dist/web/worker.js', {
    ...browser,
    format: 'iife',
    // The WASM runtime imports these where it meets a Node, which here it does not.
    external: ['fs/promises', 'module'],
    logOverride: { 'empty-import-meta': 'silent' },
  }),
  bundle('src/cli/main.ts', 'dist/gup-review.js', {
    ...node,
    banner: { js: '#!/usr/bin/env node' },
  }),
  bundle('src/tree/worker.ts', 'dist/worker.js', node),
  bundle('src/tree/service/main.ts', 'dist/service.js', node),
  bundle('src/webview/boot.ts', 'dist/boot.js', { ...panel, format: 'iife' }),
  bundle('src/webview/main.ts', 'dist/webview.js', { ...panel, format: 'iife' }),
  bundle('src/webview/controls.ts', 'dist/controls.js', { ...panel, format: 'iife' }),
  // The icon font is copied beside the style sheet, where the panel's content policy allows it.
  bundle('media/replay.css', 'dist/webview.css', {
    ...panel,
    loader: { '.ttf': 'copy' },
    assetNames: '[name]',
  }),
  copyParserAssets(),
]);
await writeIconStyles();

// Benchmarks are bundled as the product is: between separate modules every constant is a getter.
if (benchmarks)
  await build({
    ...node,
    external: [...native, 'vscode'],
    entryPoints: await typescriptFiles('test/bench'),
    outdir: 'out',
    outbase: '.',
  });

if (tests) {
  await rm('out', { recursive: true, force: true });
  // The extension host of a browser loads one file.
  const stand = (/** @type {string} */ name) => resolve(`test/editor/web/${name}`);
  await build({
    ...browser,
    entryPoints: ['test/editor/web/index.ts'],
    outfile: 'out/web/index.js',
    format: 'cjs',
    external: ['vscode'],
    alias: { 'node:assert/strict': stand('assert.ts'), mocha: stand('mocha.cjs') },
  });
  await build({
    entryPoints: [...(await typescriptFiles('src')), ...(await typescriptFiles('test'))],
    outdir: 'out',
    outbase: '.',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // import() of a file without its extension only works as require().
    supported: { 'dynamic-import': false },
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}
