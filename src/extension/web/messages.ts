import type { WasmAssets } from '../../analyzer/syntax/wasmBackend';
import type { ToService } from '../../tree/service/messages';

/** What the worker is told: first the parser, then what any analyzer is. */
export type ToWorker = ToService | { readonly kind: 'parser'; readonly assets: WasmAssets };
