import type { KernelRelease } from '../../kernel';
import { dirtyingAround } from '../flow/dirtying';
import { lastJump } from '../flow/leaving';
import type { SourceFile } from '../syntax/sourceFile';
import type { SourceText } from '../syntax/sourceText';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { Given } from './dirtyEvidence';

/** A call that marks pages dirty where it must not be made, or too early to be of use. */
export interface Misplaced {
  readonly call: SyntaxNode;
  readonly name: string;
  /** What is wrong about the place, as a sentence without its capital. */
  readonly why: string;
}

/** Spinning locks (include/linux/spinlock.h, rwlock.h); nobody sleeps with one of them held. */
const TAKES = /^(?:(?:raw_)?spin|read|write)_lock(?:_irq|_irqsave|_bh)?$/;
const GIVES = /^(?:(?:raw_)?spin|read|write)_unlock(?:_irq|_irqrestore|_bh)?$/;

/** Ends a mapping from which a device may write (linux/dma-mapping.h); to the device alone it may not. */
const UNMAPS = /^(?:dma|pci)_unmap_(?:sg|sg_attrs|sgtable|page|page_attrs|single)$/;
const FLUSHES = /^(?:dma|pci)_sync_\w+_for_cpu$|^(?:dma|pci)_unmap_/;

/**
 * Where the pages of a release are marked dirty by a call that takes the page lock, and so may sleep:
 * under a spinlock or in an interrupt; or before the device is done with them.
 *
 * @param file The file of the site: who calls the function that marks them is looked for there.
 */
export function misplacedDirtying(
  file: SourceFile,
  given: Given,
  release: KernelRelease,
): Misplaced | null {
  const { source } = given;
  const { kind, node: call } = dirtyingAround(source, given.node, release);
  if (kind !== 'marks' || call === null) return null;
  const name = calleeOf(source, call);
  const why =
    (name.endsWith('_lock') ? atomicAt(file, source, call, given.caller) : null) ??
    earlyAt(source, call);
  return why === null ? null : { call, name, why };
}

/** Why the call stands where nobody may sleep: in its function, or where that is called in the file. */
function atomicAt(
  file: SourceFile,
  source: SourceText,
  call: SyntaxNode,
  caller: string,
): string | null {
  const held = lockHeldAt(source, call);
  if (held !== null) return `it may sleep, and ${held} is held`;
  if (source.file !== file.file) return null;
  if (isInterrupt(file, caller)) return `it may sleep, and ${caller}() is an interrupt handler`;
  for (const unit of file.functionsNaming(caller)) {
    if (unit.name === caller) continue;
    for (const inner of unit.nodes()) {
      if (inner.type !== 'call_expression' || calleeOf(source, inner) !== caller) continue;
      const lock = lockHeldAt(source, inner);
      if (lock !== null)
        return `it may sleep, and ${unit.name}() calls ${caller}() with ${lock} held`;
      if (isInterrupt(file, unit.name))
        return `it may sleep, and ${unit.name}(), an interrupt handler, calls ${caller}()`;
    }
  }
  return null;
}

/** The call that took a spinlock which is still held where the node stands; null where none is. */
function lockHeldAt(source: SourceText, node: SyntaxNode): string | null {
  const held = new Map<string, string>();
  for (const { parent, child } of fromOutside(node)) {
    // Whoever jumps to a label may come without it.
    if (child.type === 'labeled_statement') held.clear();
    for (const before of parent.namedChildren) {
      if (before === child) break;
      if (before.type === 'labeled_statement') held.clear();
      if (parent.type === 'compound_statement' || parent.type === 'case_statement')
        noteLocks(source, before, held);
    }
  }
  const [lock] = held.values();
  return lock ?? null;
}

function noteLocks(source: SourceText, statement: SyntaxNode, held: Map<string, string>): void {
  const call = callOf(statement);
  const name = call === null ? '' : calleeOf(source, call);
  if (call !== null && TAKES.test(name)) {
    const lock = firstArgument(source, call);
    held.set(lock, `${name}(${lock})`);
  }
  for (const inner of descendants(statement))
    if (
      inner.type === 'call_expression' &&
      GIVES.test(calleeOf(source, inner)) &&
      !leavesBefore(inner, statement)
    )
      held.delete(firstArgument(source, inner));
}

/** Whether a node in a statement is in an arm of it that ends in a jump. */
function leavesBefore(node: SyntaxNode, statement: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at !== null && at !== statement; at = at.parent)
    if (lastJump(at) !== null) return true;
  return false;
}

/** The nodes around a node, each with its child on the way there, the function first. */
function fromOutside(node: SyntaxNode): { parent: SyntaxNode; child: SyntaxNode }[] {
  const ways: { parent: SyntaxNode; child: SyntaxNode }[] = [];
  for (let at = node; at.parent !== null; at = at.parent)
    ways.unshift({ parent: at.parent, child: at });
  return ways;
}

/** Most files register none: each of the names below has one of these words. */
const REGISTERS: readonly string[] = ['_irq', 'tasklet_', 'timer_setup'];

/** Whether the file registers the function to be called in an interrupt or a tasklet, or by a timer. */
function isInterrupt({ text }: SourceFile, name: string): boolean {
  if (!REGISTERS.some((word) => text.includes(word))) return false;
  return new RegExp(
    String.raw`\b(?:request_(?:threaded_)?irq|tasklet_(?:init|setup)|timer_setup)\s*\([^,;]+,\s*&?${name}\b` +
      String.raw`|\bdevm_request_(?:threaded_)?irq\s*\([^,;]+,[^,;]+,\s*&?${name}\b`,
  ).test(text);
}

/** Why it is too early: the memory is still mapped for a device that may write to it. */
function earlyAt(source: SourceText, call: SyntaxNode): string | null {
  const ways = fromOutside(call);
  const [outermost] = ways;
  if (outermost === undefined) return null;
  for (const inner of descendants(outermost.parent)) {
    if (inner.start >= call.start) break;
    if (inner.type === 'call_expression' && FLUSHES.test(calleeOf(source, inner))) return null;
  }
  for (const { parent, child } of ways.reverse()) {
    if (parent.type !== 'compound_statement') continue;
    for (const after of parent.namedChildren.slice(parent.namedChildren.indexOf(child) + 1)) {
      const unmap = callOf(after);
      if (unmap !== null && isUnmap(source, unmap))
        return (
          `it comes before ${calleeOf(source, unmap)}() in line ${source.line(unmap)}: ` +
          'a device may write to them until then'
        );
    }
    if (lastJump(parent) !== null) return null;
  }
  return null;
}

function isUnmap(source: SourceText, call: SyntaxNode): boolean {
  return (
    UNMAPS.test(calleeOf(source, call)) && /_FROM_?DEVICE\b|_BIDIRECTIONAL\b/.test(source.of(call))
  );
}

/** The call that a statement consists of. */
function callOf(statement: SyntaxNode): SyntaxNode | null {
  const inner = statement.type === 'labeled_statement' ? statement.namedChildren.at(-1) : statement;
  const call = inner?.type === 'expression_statement' ? inner.namedChildren.at(0) : undefined;
  return call?.type === 'call_expression' ? call : null;
}

function calleeOf(source: SourceText, call: SyntaxNode): string {
  const callee = call.childByField('function');
  return callee === null ? '' : source.of(callee);
}

function firstArgument(source: SourceText, call: SyntaxNode): string {
  const first = call.childByField('arguments')?.namedChildren.at(0);
  return first === undefined ? '' : source.of(first);
}
