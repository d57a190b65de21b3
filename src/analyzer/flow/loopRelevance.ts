import type { Loop } from '../cfg/cfg';
import type { SourceText } from '../syntax/sourceText';
import { descendants } from '../syntax/syntaxNode';
import { acquireFunction } from './acquires';
import type { Program } from './machine';
import { releaseNamed } from './releases';

/** Whether a loop can do something to pages, so that its rounds have to be told apart. */
export function canTouchPages(loop: Loop, program: Program, source: SourceText): boolean {
  for (const node of descendants(loop.statement)) {
    if (node.type === 'call_expression') {
      const callee = node.childByField('function');
      const name = callee ? source.of(callee) : '';
      const interest = program.glance(name, source)?.interest ?? 'none';
      if (
        releaseNamed(name) !== null ||
        acquireFunction(name, 0, program.release) !== null ||
        interest !== 'none' ||
        /free|page|sg_|bvec|folio/.test(name)
      )
        return true;
    } else if (node.type === 'assignment_expression') {
      const right = node.childByField('right');
      if (right !== null && /page|folio/i.test(source.of(right))) return true;
    }
  }
  return false;
}
