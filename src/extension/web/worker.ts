/** The analyzer as a worker of a browser: see tree/service/messages.ts for what is said. */
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import { createWasmBackend, type WasmAssets } from '../../analyzer/syntax/wasmBackend';
import { Service } from '../../tree/service/service';
import type { ToWorker } from './messages';

let load: (assets: WasmAssets) => void;
const parser = new Promise<SyntaxBackend>((resolve) => {
  load = (assets) => {
    resolve(createWasmBackend(assets));
  };
});

const service = new Service(parser, {
  disk: null,
  reply: (message) => {
    postMessage(message);
  },
  turn: () =>
    new Promise((turned) => {
      setTimeout(turned, 0);
    }),
  complain: (text) => {
    console.error(text);
  },
});

onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'parser') load(data.assets);
  else service.receive(data);
};
