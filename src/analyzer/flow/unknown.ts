import type { SyntaxNode } from '../syntax/syntaxNode';
import type { Linear } from './linear';
import type { Frame } from './machine';
import type { State } from './state';

/** A value of which nothing is known; a new one each time round a loop. */
export function unknown(state: State, node: SyntaxNode, frame: Frame): Linear {
  return state.symbols.once(`? ${frame.id}:${node.start}:${state.epoch}`, () =>
    state.symbols.make(frame.code.source.short(node, 40), { kind: 'unknown' }, null),
  );
}
