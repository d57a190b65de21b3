import { argumentsOf } from '../sites/flagExpression';
import type { FunctionUnit } from '../syntax/functionUnit';
import type { SourceFile } from '../syntax/sourceFile';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { SiteFacts } from './rule';

/** Calls between who makes an iterator and who takes pages from it. */
const MOST_HOPS = 4;

/** Makes an iterator over memory that is to be filled; ITER_DEST was READ up to 6.1 (linux/uio.h). */
const FILLED = /\b(?:iov_iter_\w+|import_\w+)\s*\([^;()]*\b(?:ITER_DEST|READ)\s*,/;

/**
 * Whether the iterator that a site takes pages from may be one that is to be filled: a function of the
 * file that it comes from makes one.
 */
export function mayBeFilled({ call: { file, unit, node } }: SiteFacts): boolean {
  const [iterator] = node ? argumentsOf(node) : [];
  return unit !== null && iterator !== undefined && isMadeToFill(file, unit, iterator, 0);
}

function isMadeToFill(
  file: SourceFile,
  unit: FunctionUnit,
  iterator: SyntaxNode,
  hops: number,
): boolean {
  const name = /^&?(\w+)$/.exec(file.source.of(iterator))?.[1];
  if (name === undefined) return false;
  const parameter = unit.parameters.indexOf(name);
  if (parameter === -1) return FILLED.test(unit.text);
  if (hops === MOST_HOPS) return false;
  return file.functionsNaming(unit.name).some((caller) =>
    [...caller.nodes()].some((node) => {
      const callee = node.type === 'call_expression' ? node.childByField('function') : null;
      if (!callee || file.source.of(callee) !== unit.name) return false;
      const given = argumentsOf(node).at(parameter);
      return given !== undefined && isMadeToFill(file, caller, given, hops + 1);
    }),
  );
}
