import { effectsOf, type KernelRelease } from '../../kernel';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { SourceText } from '../syntax/sourceText';

/**
 * What some code does to mark pages dirty, whichever pages those are: `marks` with a call that tells
 * the file system and the page table, `flag-only` with a bare SetPageDirty(), which tells neither.
 */
export type Dirtying = 'marks' | 'flag-only' | 'none';

/** The function definition around a node, or the outermost node that is at hand. */
function functionAround(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.type !== 'function_definition' && at.parent !== null) at = at.parent;
  return at;
}

/** What the function around `node` does to mark pages dirty. */
export function dirtyingAround(
  source: SourceText,
  node: SyntaxNode,
  release: KernelRelease,
): Dirtying {
  let found: Dirtying = 'none';
  for (const inner of descendants(functionAround(node))) {
    if (inner.type !== 'call_expression') continue;
    const callee = inner.childByField('function');
    const name = callee === null ? '' : source.of(callee);
    if (name === 'SetPageDirty') found = 'flag-only';
    else if (
      effectsOf(name, release)?.some(
        (effect) => effect.does === 'dirties' && !isOff(source, inner, effect.when),
      ) === true
    )
      return 'marks';
  }
  return found;
}

/** The argument that decides says no. */
function isOff(source: SourceText, call: SyntaxNode, when: number | undefined): boolean {
  if (when === undefined) return false;
  const argument = call.childByField('arguments')?.namedChildren.at(when);
  return argument !== undefined && /^(?:false|0)$/.test(source.of(argument));
}

/** Whether a file calls anything anywhere that marks pages dirty. */
export function fileMarksDirty(text: string): boolean {
  const marking = text.replace(/\b\w+_dirty_lock\s*\([^;{}]*,\s*(?:false|0)\s*\)\s*;/g, '');
  return /\b(?:set_page_dirty|folio_mark_dirty|folio_set_dirty|\w*_dirty_lock)\w*\s*\(/.test(
    marking,
  );
}
