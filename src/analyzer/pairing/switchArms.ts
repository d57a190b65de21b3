import type { FunctionCode } from '../flow/functionCode';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { argumentsOf, calleeName } from './scope';

/** A piece of syntax, and the function it stands in. */
export interface Standing {
  readonly node: SyntaxNode;
  readonly code: FunctionCode;
}

/**
 * Whether a release can run for a site as far as switches on one and the same value tell: `case GET:`
 * and `case PIN:` of one command do not meet, be it in the function of the site or in one it calls.
 */
export function canMeet(site: Standing, release: Standing): boolean {
  const arms = armsAround(site.node, site.code);
  if (arms.length === 0) return true;
  const theirs = armsAround(release.node, release.code);
  const meet = (value: string, other: Arm) =>
    arms.every((arm) => arm.value !== value || canBothRun(arm, other));
  if (release.code === site.code) return theirs.every((arm) => meet(arm.value, arm));
  if (theirs.length === 0) return true;
  const calls = callsOf(release.code.name, site.code);
  if (calls.length === 0) return true;
  return calls.some((call) => {
    const args = argumentsOf(call).map((argument) => site.code.source.of(argument));
    return theirs.every((arm) => {
      const index = release.code.parameters.findIndex(({ name }) => name === arm.value);
      return index < 0 || index >= args.length || meet(args[index], arm);
    });
  });
}

const callsOf = (name: string, code: FunctionCode): SyntaxNode[] =>
  [...descendants(code.syntax)].filter(
    (node) => node.type === 'call_expression' && calleeName(node, code) === name,
  );

/** The arm of a `switch` that something stands in. */
interface Arm {
  /** Text of what is switched on: a variable of the function. */
  readonly value: string;
  /** Labels that lead there; null stands for `default`. */
  readonly labels: ReadonlySet<string | null>;
}

/** The arms around a node, of switches on variables that keep their value. */
function armsAround(node: SyntaxNode, code: FunctionCode): Arm[] {
  const arms: Arm[] = [];
  for (let at: SyntaxNode | null = node; at && at !== code.syntax; at = at.parent) {
    if (at.type !== 'case_statement') continue;
    const body: SyntaxNode | null = at.parent;
    const condition = body?.parent?.childByField('condition');
    if (!body || !condition) continue;
    const value = code.source.of(condition).replace(/^\(\s*|\s*\)$/g, '');
    if (code.variables.has(value) && !isAssigned(value, code))
      arms.push({ value, labels: labelsTo(at, body, code) });
  }
  return arms;
}

/** The labels of a case and of those above it that run into it. */
function labelsTo(
  arm: SyntaxNode,
  body: SyntaxNode,
  { source }: FunctionCode,
): ReadonlySet<string | null> {
  const labels = new Set<string | null>();
  const cases = body.namedChildren.filter(({ type }) => type === 'case_statement');
  for (let i = cases.indexOf(arm); i >= 0; i--) {
    if (i < cases.indexOf(arm) && leaves(cases[i])) break;
    const label = cases[i].childByField('value');
    labels.add(label ? source.of(label) : null);
  }
  return labels;
}

const LEAVES = /^(?:break|return|goto|continue)_statement$/;

/** Whether the arm ends by a jump, and so does not run into the next one. */
const leaves = (arm: SyntaxNode): boolean =>
  arm.namedChildren.some(({ type }) => LEAVES.test(type));

const isAssigned = (name: string, { syntax, source }: FunctionCode): boolean =>
  new RegExp(`[^.>\\w]${name}\\s*(?:[-+|&^]?=[^=]|\\+\\+|--)`).test(source.of(syntax));

/** Whether the same value can lead into both arms. */
function canBothRun(a: Arm, b: Arm): boolean {
  // What `default` stands for is left open.
  if (a.labels.has(null) || b.labels.has(null)) return true;
  return [...a.labels].some((label) => b.labels.has(label));
}
