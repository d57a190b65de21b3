import type { SourceText } from './sourceText';
import { descendants, functionAround, type SyntaxNode } from './syntaxNode';

/** A statement that decides, or goes round, for nothing. */
export interface IdleStatement {
  readonly kind: 'loop' | 'arm' | 'case';
  readonly node: SyntaxNode;
}

/** Every such statement below the node, in source order: what it was there for is gone. */
export function* idleStatements(root: SyntaxNode, source: SourceText): Generator<IdleStatement> {
  for (const node of descendants(root)) {
    if (node.type === 'if_statement' && hasIdleArm(node, source)) yield { kind: 'arm', node };
    if (node.type === 'case_statement' && isIdleCase(node, source)) yield { kind: 'case', node };
    if (LOOP.test(node.type) && isIdleLoop(node, source)) yield { kind: 'loop', node };
  }
}

const LOOP = /^(?:for|while|do)_statement$/;

/** As it is written: an arm of `#if` that was left out is something. */
const NOTHING = /^(?:\{(?:;|\(void\)0;|do\{\}while\(0\);)*\}|;|\(void\)0;|do\{\}while\(0\);)$/;

const isNothing = (node: SyntaxNode, source: SourceText): boolean =>
  NOTHING.test(source.of(node).replace(/\s+/g, ''));

/** An arm does nothing, unless it is there to keep the next question from being asked. */
function hasIdleArm(node: SyntaxNode, source: SourceText): boolean {
  // A macro that runs its block once reads like one.
  if (!source.text.startsWith('if', node.start)) return false;
  const { consequence, otherwise } = armsOf(node);
  if (otherwise?.type === 'if_statement') return false;
  const head = node.childByField('condition')?.end ?? node.start;
  return isIdleArm(consequence, head) || isIdleArm(otherwise, consequence?.end ?? head);

  // Who writes a comment where something should be done means nothing to be done.
  function isIdleArm(arm: SyntaxNode | null, from: number): boolean {
    if (arm === null || !isNothing(arm, source)) return false;
    return !/\/[*/]/.test(source.text.slice(from, arm.start));
  }
}

/** A case that says in so many words that it does nothing, and leaves. */
function isIdleCase(node: SyntaxNode, source: SourceText): boolean {
  const value = node.childByField('value');
  const body = node.namedChildren.filter((one) => one !== value);
  const [first, last] = body;
  return (
    body.length === 2 &&
    first?.type === 'expression_statement' &&
    isNothing(first, source) &&
    last?.type === 'break_statement'
  );
}

/** The two statements that an `if` chooses from. */
export function armsOf(node: SyntaxNode): Record<'consequence' | 'otherwise', SyntaxNode | null> {
  const others = node.childByField('alternative')?.namedChildren ?? [];
  return {
    consequence: node.childByField('consequence'),
    otherwise: others.find(({ type }) => type !== 'comment') ?? null,
  };
}

/** It only counts, and nobody reads what it has counted. */
function isIdleLoop(node: SyntaxNode, source: SourceText): boolean {
  if (source.of(node).includes('#') || isOnce(node, source)) return false;
  const counted = new Set(cursorsOf(node, source));
  for (const one of descendants(node)) {
    if (/^(?:return|goto|labeled|asm|gnu_asm|attributed)_/.test(one.type)) return false;
    if (one.type === 'call_expression' && !isQuestion(one, source)) return false;
    const target = targetOf(one);
    if (target === null) continue;
    if (target.type !== 'identifier') return false;
    counted.add(source.of(target));
  }
  for (const name of declaredIn(node, source)) counted.delete(name);
  return [...counted].every((name) => isForgotten(name, node, source));
}

/** `do { ... } while (0)` */
function isOnce(node: SyntaxNode, source: SourceText): boolean {
  const condition = node.childByField('condition');
  return node.type === 'do_statement' && condition !== null && /^\(0\)$/.test(source.of(condition));
}

/** Calls that answer, and leave everything as it is. */
const QUESTION =
  /^(?:min|max|clamp|min_t|max_t|PFN_\w+|DIV_ROUND_UP|likely|unlikely|sizeof|sg_page|sg_next|sg_is_\w+|page_folio|folio_page|page_to_\w+|pfn_to_\w+|virt_to_\w+|offset_in_page|compound_head|nth_page)$/;

function isQuestion(call: SyntaxNode, source: SourceText): boolean {
  const callee = call.childByField('function');
  return callee !== null && QUESTION.test(source.of(callee));
}

/** What a loop macro assigns: any of its plain arguments, as far as is known. */
function cursorsOf(node: SyntaxNode, source: SourceText): string[] {
  if (/^(?:for|while|do)\b/.test(source.of(node))) return [];
  const args = [...descendants(node.childByField('condition') ?? node)];
  return args.filter(({ type }) => type === 'identifier').map((one) => source.of(one));
}

/** What an expression writes to. */
function targetOf(node: SyntaxNode): SyntaxNode | null {
  if (node.type === 'assignment_expression') return node.childByField('left');
  return node.type === 'update_expression' ? node.childByField('argument') : null;
}

function declaredIn(node: SyntaxNode, source: SourceText): string[] {
  return [...descendants(node)]
    .filter(({ type, parent }) => type === 'identifier' && parent?.type === 'init_declarator')
    .filter(({ field }) => field === 'declarator')
    .map((one) => source.of(one));
}

/**
 * Whether nothing behind the loop reads the variable; what the loop itself starts from may be given
 * another value before it is read.
 */
function isForgotten(name: string, loop: SyntaxNode, source: SourceText): boolean {
  const again = loopAround(loop);
  if (again !== null && !leaves(loop) && !isDeclaredIn(again, name, source)) return false;
  const { end } = functionAround(loop);
  const mention = new RegExp(`(?<![\\w.>])${name}\\b\\s*(=(?!=))?`);
  const next = mention.exec(source.text.slice(loop.end, end));
  const first = loop.childByField('initializer');
  const isOwn = first !== null && mention.exec(source.of(first))?.[1] !== undefined;
  return next === null || (isOwn && next[1] !== undefined);
}

/** The next loop outwards, which comes back to this one. */
function loopAround(loop: SyntaxNode): SyntaxNode | null {
  for (let at = loop.parent; at !== null; at = at.parent) if (LOOP.test(at.type)) return at;
  return null;
}

/** The variable is a new one in each round. */
function isDeclaredIn(loop: SyntaxNode, name: string, source: SourceText): boolean {
  const mention = new RegExp(`\\b${name}\\b`);
  return [...descendants(loop)].some(
    (one) => one.type === 'declaration' && mention.test(source.of(one)),
  );
}

/** What follows leaves for good. */
function leaves({ parent, end }: SyntaxNode): boolean {
  const after = parent?.namedChildren.find(({ start, type }) => start >= end && type !== 'comment');
  return /^(?:return|goto)_statement$/.test(after?.type ?? '');
}
