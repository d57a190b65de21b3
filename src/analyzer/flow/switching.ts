import type { CfgNode } from '../cfg/cfg';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { assume, comparison } from './conditions';
import type { Frame, Machine } from './machine';
import type { State } from './state';
import { unknown } from './unknown';

export type SwitchNode = Extract<CfgNode, { kind: 'switch' }>;

/**
 * The cases that a switch can lead to, each with the states that it does in.
 *
 * @param follows Whether a case is worth following; asked with the value and false for all others.
 */
export function takenArms(
  machine: Machine,
  before: State,
  { value: tested, cases, otherwise }: SwitchNode,
  frame: Frame,
  follows: (at: SyntaxNode, truth: boolean) => boolean,
): { readonly state: State; readonly target: number }[] {
  const taken: { state: State; target: number }[] = [];
  const { source } = frame.code;
  for (const value of machine.evaluate(before, tested, frame)) {
    let rest = [value.state];
    for (const { from, to, target } of cases) {
      const next: State[] = [];
      const isFollowed = follows(from, true);
      for (const state of rest)
        for (const bound of machine.evaluate(state, from, frame)) {
          const test = to
            ? unknown(bound.state, from, frame)
            : comparison(bound.state, '==', value.value, bound.value, null, null);
          for (const s of isFollowed ? assume(bound.state.clone(), test, true) : []) {
            s.step('branch', source, from, `case ${source.short(from)}`);
            taken.push({ state: s, target });
          }
          next.push(...assume(bound.state, test, false));
        }
      rest = next;
    }
    if (follows(tested, false)) for (const state of rest) taken.push({ state, target: otherwise });
  }
  return taken;
}
