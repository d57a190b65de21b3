import { effectsOf, type KernelRelease } from '../../kernel';
import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import type { SourceText } from '../syntax/sourceText';

/**
 * What some code does to mark pages dirty, whichever pages those are: `marks` with a call that tells
 * the file system and the page table, `unlocked` with one that wants the page lock held and does not
 * get it, `flag-only` with a bare SetPageDirty(), which tells neither.
 */
export interface Dirtying {
  readonly kind: 'marks' | 'unlocked' | 'flag-only' | 'none';
  /** The call; null for `none`. */
  readonly node: SyntaxNode | null;
}

const PAGE_LOCKS =
  /^(?:lock_page|trylock_page|lock_page_killable|folio_lock|folio_trylock|folio_lock_killable)$/;

function* callsAround(source: SourceText, node: SyntaxNode): Generator<[string, SyntaxNode]> {
  for (const inner of descendants(functionAround(node))) {
    if (inner.type !== 'call_expression') continue;
    const callee = inner.childByField('function');
    yield [callee === null ? '' : source.of(callee), inner];
  }
}

/** Whether the function around `node` locks a page itself. */
export function takesPageLock(source: SourceText, node: SyntaxNode): boolean {
  for (const [name] of callsAround(source, node)) if (PAGE_LOCKS.test(name)) return true;
  return false;
}

/** What the function around `node` does to mark pages dirty. */
export function dirtyingAround(
  source: SourceText,
  node: SyntaxNode,
  release: KernelRelease,
): Dirtying {
  let found: Dirtying = { kind: 'none', node: null };
  for (const [name, call] of callsAround(source, node)) {
    if (name === 'SetPageDirty') {
      if (found.kind === 'none') found = { kind: 'flag-only', node: call };
      continue;
    }
    for (const effect of effectsOf(name, release) ?? []) {
      if (effect.does !== 'dirties' || isOff(source, call, effect.when)) continue;
      if (effect.locks || takesPageLock(source, node)) return { kind: 'marks', node: call };
      found = { kind: 'unlocked', node: call };
    }
  }
  return found;
}

/**
 * The call that marks dirty just what a release is given: the release itself, or another call in its
 * function on the same text, the bare flag included. Null where there is none.
 */
export function dirtyingOfRelease(
  source: SourceText,
  node: SyntaxNode,
  release: KernelRelease,
): SyntaxNode | null {
  const given = argumentText(source, node, 0);
  if (given === null) return null;
  for (const [name, call] of callsAround(source, node)) {
    if (name === 'SetPageDirty' && argumentText(source, call, 0) === given) return call;
    for (const effect of effectsOf(name, release) ?? []) {
      if (effect.does !== 'dirties' || isOff(source, call, effect.when)) continue;
      if (argumentText(source, call, effect.param) === given) return call;
    }
  }
  return null;
}

function argumentText(source: SourceText, call: SyntaxNode, index: number): string | null {
  const argument = call.childByField('arguments')?.namedChildren.at(index);
  return argument === undefined ? null : source.of(argument).replace(/\s+/g, '');
}

/** The argument that decides says no. */
function isOff(source: SourceText, call: SyntaxNode, when: number | undefined): boolean {
  if (when === undefined) return false;
  const argument = call.childByField('arguments')?.namedChildren.at(when);
  return argument !== undefined && /^(?:false|0)$/.test(source.of(argument));
}

/** Whether a file calls anything anywhere that marks pages dirty. */
export function fileMarksDirty(text: string): boolean {
  return MARKING.test(withoutOff(text));
}

/** The same, calls aside that want the page lock held by their caller. */
export function fileMarksDirtyLocked(text: string): boolean {
  return /\b\w*_dirty_lock\w*\s*\(/.test(withoutOff(text));
}

const MARKING = /\b(?:set_page_dirty|folio_mark_dirty|folio_set_dirty|\w*_dirty_lock)\w*\s*\(/;

/** Without the calls whose make_dirty is plainly no. */
function withoutOff(text: string): string {
  return text.replace(/\b\w+_dirty_lock\s*\([^;{}]*,\s*(?:false|0)\s*\)\s*;/g, '');
}
