import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyntaxBackend } from '../analyzer/syntax/syntaxBackend';

/** Which parser to load; `auto` is the native one and, where that does not load, WASM. */
export type ParserChoice = 'auto' | 'native' | 'wasm';

/** The choice that the environment variable GUP_REVIEW_PARSER makes. */
export function parserChoice(): ParserChoice {
  const wanted = process.env.GUP_REVIEW_PARSER;
  return wanted === 'native' || wanted === 'wasm' ? wanted : 'auto';
}

/**
 * Loads a C parser. The native add-on has no prebuilt binary for every platform and fails to load
 * where the system's libstdc++ is too old; its WASM build then gives the same trees.
 *
 * Rejects with one sentence that names both reasons when neither loads.
 */
export async function loadParser(choice: ParserChoice = parserChoice()): Promise<SyntaxBackend> {
  let nativeError = '';
  if (choice !== 'wasm') {
    try {
      const { createNativeBackend } = await import('./nativeBackend');
      return createNativeBackend();
    } catch (error) {
      if (choice === 'native') throw error;
      nativeError = firstLine(error);
    }
  }
  try {
    const { createWasmBackend } = await import('../analyzer/syntax/wasmBackend');
    const folder = assetFolder();
    const [runtime, grammar] = await Promise.all([
      readFile(join(folder, 'tree-sitter.wasm')),
      readFile(join(folder, 'tree-sitter-c.wasm')),
    ]);
    return await createWasmBackend({ runtime, grammar });
  } catch (error) {
    const native = nativeError ? ` (the native one: ${nativeError})` : '';
    throw new Error(`no C parser loads: ${firstLine(error)}${native}`, { cause: error });
  }
}

/** The bundles stand beside the assets; the separately built modules of the tests do not. */
function assetFolder(): string {
  const beside = existsSync(join(__dirname, 'tree-sitter.wasm'));
  return beside ? __dirname : join(__dirname, '..', '..', '..', 'dist');
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
