import type { SourceText } from '../syntax/sourceText';
import { declaredName } from '../syntax/functionUnit';
import { functionAround, type SyntaxNode } from '../syntax/syntaxNode';

/** Where a step of a path stands. */
export interface Standing {
  readonly source: SourceText;
  readonly node: SyntaxNode;
}

/** The function that a step stands in, and how many calls below the outermost one of its path. */
export interface Frame {
  readonly function: string;
  readonly depth: number;
}

interface Function {
  readonly name: string;
  readonly definition: SyntaxNode;
  readonly source: SourceText;
}

/**
 * The frame of each step. Steps tell where they stand and not who called whom: a function that calls the
 * one before is taken for its caller, one that is called by it for its callee.
 */
export function framesOf(steps: readonly Standing[]): Frame[] {
  /** The calls that lead to the step, the outermost known first. */
  let stack: Function[] = [];
  /** How deep the outermost known one is, counted from that of the first step. */
  let base = 0;
  const frames = steps.map((step): Frame => {
    const here = functionOf(step);
    const known = stack.findLastIndex(({ definition }) => definition === here.definition);
    const top = stack.at(-1);
    if (known >= 0) stack = stack.slice(0, known + 1);
    else if (top === undefined || calls(top, here)) stack.push(here);
    else {
      // It returned to somebody: to one that was not met before, unless the path knows who calls that.
      const caller = stack.findLastIndex((one) => calls(one, here));
      if (caller < 0) base--;
      stack = [...stack.slice(0, caller + 1), here];
    }
    return { function: here.name, depth: base + stack.length - 1 };
  });
  const outermost = Math.min(...frames.map(({ depth }) => depth));
  return frames.map((frame) => ({ ...frame, depth: frame.depth - outermost }));
}

function functionOf({ source, node }: Standing): Function {
  const definition = functionAround(node);
  const name = declaredName(definition.childByField('declarator'));
  return { definition, source, name: name === null ? '' : source.of(name) };
}

function calls({ source, definition }: Function, { name }: Function): boolean {
  const body = definition.childByField('body');
  return name !== '' && body !== null && new RegExp(`\\b${name}\\s*\\(`).test(source.of(body));
}
