import { isMessage } from '../../kernel';
import { descendants, SyntaxNode } from './syntaxNode';

/** Stores of a function to a name that it does not declare: whether somebody reads it, the file tells. */
export interface OutsideStore {
  readonly name: string;
  /** How often it is stored to; the function does nothing else with it. */
  readonly times: number;
  /** Whether nothing in the file names it besides. */
  readonly isUnread: boolean;
}

interface Store {
  readonly node: SyntaxNode;
  readonly target: SyntaxNode;
  readonly isNumber: boolean;
}

/** Declarations of variables that something runs for when they go out of scope. */
const CLEANS_UP = /\b(?:__free|__cleanup|CLASS|guard)\b/;

/** What runs code of its own. */
const ACTS = /^(?:call|assignment|update)_expression$|^compound_statement$|^ERROR$/;

/**
 * Makes comments of statements that do nothing to anything that is followed: messages, and stores to
 * variables that nothing reads. Whatever is said of the code is the same without them; so what is known
 * of it stays while one is typed.
 *
 * @param root A function definition without errors, which is changed.
 * @param file The text of its file.
 * @returns The stores to names that the file decides about.
 */
export function silenceIdle(root: SyntaxNode, file: string): OutsideStore[] {
  const nameOf = ({ start, end }: SyntaxNode) => file.slice(start, end);
  const text = nameOf(root);
  const stores = new Map<string, Store[]>();
  const declared = new Map<string, number>();
  for (const node of descendants(root)) {
    if (node.type === 'identifier' && node.field === 'declarator') {
      const name = nameOf(node);
      declared.set(name, (declared.get(name) ?? 0) + 1);
    }
    if (node.type !== 'expression_statement' || !isBetweenStatements(node)) continue;
    const [expression, ...more] = node.namedChildren;
    if (expression === undefined || more.length > 0) continue;
    if (writesMessage(expression, nameOf)) silence(node);
    const store = storeOf(expression);
    if (store === null) continue;
    const name = nameOf(store.target);
    stores.set(name, [...(stores.get(name) ?? []), { ...store, node }]);
  }
  const outside: OutsideStore[] = [];
  for (const [name, found] of stores) {
    const times = found.length;
    const declarations = declared.get(name) ?? 0;
    if (timesNamed(name, text) !== times + declarations) continue;
    const isLocal = declarations > 0;
    // A number has no pages; what else is put in a variable of the file is kept there.
    if (isLocal ? CLEANS_UP.test(text) : !found.every(({ isNumber }) => isNumber)) continue;
    const isUnread = isLocal || timesNamed(name, file) === times;
    if (isUnread) for (const { node } of found) silence(node);
    if (!isLocal) outside.push({ name, times, isUnread });
  }
  return outside;
}

/** Whether another state of the file decides about the stores as the one did that they were found in. */
export const isDecidedAlike = (stores: readonly OutsideStore[], file: string): boolean =>
  stores.every(({ name, times, isUnread }) => (timesNamed(name, file) === times) === isUnread);

/** Comments and strings count: a name there may be one that a macro makes code of. */
const timesNamed = (name: string, text: string): number =>
  text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;

/** Where a comment is no more than that. */
const isBetweenStatements = ({ parent }: SyntaxNode): boolean =>
  parent?.type === 'compound_statement' || parent?.type === 'case_statement';

function writesMessage(node: SyntaxNode, nameOf: (node: SyntaxNode) => string): boolean {
  const callee = node.type === 'call_expression' ? node.childByField('function') : null;
  const list = node.childByField('arguments');
  return (
    callee?.type === 'identifier' && list !== null && isMessage(nameOf(callee)) && isStill(list)
  );
}

/** An assignment to a variable of what takes no action to compute. */
function storeOf(node: SyntaxNode): Omit<Store, 'node'> | null {
  const [target, value] = [node.childByField('left'), node.childByField('right')];
  const isPlain =
    node.type === 'assignment_expression' && node.childByField('operator')?.type === '=';
  if (!isPlain || target?.type !== 'identifier' || value === null || !isStill(value)) return null;
  return { target, isNumber: value.type === 'number_literal' };
}

const isStill = (node: SyntaxNode): boolean =>
  !ACTS.test(node.type) && !node.missing && node.children.every(isStill);

function silence(node: SyntaxNode): void {
  const { parent, named, field, start, end } = node;
  if (parent === null) return;
  const comment = new SyntaxNode('comment', named, field, start, end, false, []);
  parent.adopt(parent.children.map((child) => (child === node ? comment : child)));
}
