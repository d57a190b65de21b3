import { Language, Parser } from 'web-tree-sitter';
import { backendOf, selfCheck } from './parsedTree';
import type { SyntaxBackend } from './syntaxBackend';

/** The bytes of dist/tree-sitter.wasm (the runtime) and of dist/tree-sitter-c.wasm (the grammar). */
export interface WasmAssets {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** The WASM parser. Rejects when the engine has no WebAssembly or the assets do not fit. */
export async function createWasmBackend(assets: WasmAssets): Promise<SyntaxBackend> {
  // Its bytes are here, but the runtime wants to know their address too.
  await Parser.init({ wasmBinary: assets.runtime, locateFile: (name: string) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(assets.grammar));
  return selfCheck(
    backendOf('wasm', (text) => {
      const tree = parser.parse(text);
      if (!tree) throw new Error('the WASM C parser gave no tree');
      return tree;
    }),
  );
}
