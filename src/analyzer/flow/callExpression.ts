import type { SyntaxNode } from '../syntax/syntaxNode';
import { single, type Argument, type Frame, type Machine, type Value } from './machine';
import type { State } from './state';
import { unknown } from './unknown';

/** Evaluates the arguments from left to right, then the call. */
export function callExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const callee = node.childByField('function');
  const list = node.childByField('arguments');
  if (callee === null || list === null) return single(state, unknown(state, node, frame));
  const nodes = list.children.filter((c) => c.named && c.type !== 'comment' && c.type !== 'ERROR');
  let partial: { state: State; args: Argument[] }[] = [{ state, args: [] }];
  for (const argument of nodes)
    partial = partial.flatMap((p) =>
      machine.evaluate(p.state, argument, frame).map((v) => ({
        state: v.state,
        args: [...p.args, { node: argument, value: v.value, type: v.type }],
      })),
    );
  return partial.flatMap((p) =>
    calleeName(machine, p.state, callee, frame).flatMap(({ state: s, name }) =>
      machine.call(s, { name, node, args: p.args, frame }),
    ),
  );
}

/** The function that is called: named directly, or through a pointer whose value is known. */
function calleeName(
  machine: Machine,
  state: State,
  callee: SyntaxNode,
  frame: Frame,
): { state: State; name: string }[] {
  const { source } = frame.code;
  const text = source.of(callee);
  if (callee.type === 'identifier' && !frame.code.variables.has(text))
    return [{ state, name: text }];
  return machine.evaluate(state, callee, frame).map((v) => {
    const origin = v.state.symbols.origin(v.state.normal(v.value));
    return {
      state: v.state,
      name: origin?.kind === 'function' ? origin.name : source.short(callee),
    };
  });
}
