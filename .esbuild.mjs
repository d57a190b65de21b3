// Builds the four bundles (extension, command line, scan worker, webview) into dist/;
// with --tests also every module, one file each, into out/ for the test runners, with --bench the benchmarks.
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

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

/** @param {string} entry @param {string} outfile @param {import('esbuild').BuildOptions} options */
const bundle = (entry, outfile, options) =>
  existsSync(entry) ? build({ ...options, entryPoints: [entry], outfile }) : undefined;

/** The WASM runtime and grammar are looked up beside the bundles. */
async function copyParserAssets() {
  await mkdir('dist', { recursive: true });
  await copyFile('node_modules/web-tree-sitter/tree-sitter.wasm', 'dist/tree-sitter.wasm');
  await copyFile('node_modules/tree-sitter-c/tree-sitter-c.wasm', 'dist/tree-sitter-c.wasm');
}

/** @param {string} folder @returns {Promise<string[]>} */
async function typescriptFiles(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile() && /\.tsx?$/.test(e.name) && !e.name.endsWith('.d.ts'))
    .map((e) => join(e.parentPath, e.name));
}

await Promise.all([
  bundle('src/extension/extension.ts', 'dist/extension.js', {
    ...node,
    external: [...native, 'vscode'],
  }),
  bundle('src/cli/main.ts', 'dist/gup-review.js', {
    ...node,
    banner: { js: '#!/usr/bin/env node' },
  }),
  bundle('src/tree/worker.ts', 'dist/worker.js', node),
  bundle('src/tree/service/main.ts', 'dist/service.js', node),
  bundle('src/webview/main.ts', 'dist/webview.js', {
    ...shared,
    platform: 'browser',
    format: 'iife',
    // Always: every opened panel loads it anew, through three processes.
    minify: true,
  }),
  // The icon font is copied beside the style sheet, where the panel's content policy allows it.
  bundle('media/replay.css', 'dist/webview.css', {
    ...shared,
    loader: { '.ttf': 'copy' },
    assetNames: '[name]',
  }),
  copyParserAssets(),
]);

// Benchmarks are bundled as the product is: between separate modules every constant is a getter.
if (benchmarks)
  await build({
    ...node,
    entryPoints: await typescriptFiles('test/bench'),
    outdir: 'out',
    outbase: '.',
  });

if (tests) {
  await rm('out', { recursive: true, force: true });
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
