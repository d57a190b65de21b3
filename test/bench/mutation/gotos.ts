import { descendants, type SyntaxNode } from '../../../src/analyzer/syntax/syntaxNode';
import { type CallShape, enclosing, type FunctionShape, isRelease } from './functionShape';
import type { Mutant } from './mutant';

interface Label {
  readonly name: string;
  readonly start: number;
}

/**
 * Each goto moved to the nearest later label such that a release is left out. A goto that nothing
 * can be held at is passed over: one that stands before every site, outside their loops, and one that
 * is taken just when the site's result says that it failed. So is a label whose code goes back to where
 * the goto led: nothing is left out, or it never ends.
 */
export function movedGotos(shape: FunctionShape, releases: (name: string) => boolean): Mutant[] {
  const { source, syntax } = shape;
  const labels: Label[] = [];
  const gotos: { node: SyntaxNode; label: SyntaxNode }[] = [];
  for (const node of descendants(syntax)) {
    const label = node.childByField('label');
    if (label === null) continue;
    if (node.type === 'labeled_statement')
      labels.push({ name: source.of(label), start: node.start });
    else if (node.type === 'goto_statement') gotos.push({ node, label });
  }
  /** What stands under the label, up to the next one, ends in a goto of that name, whatever is asked. */
  const leadsTo = ({ name, start }: Label, target: string) => {
    const end = labels.find((one) => one.start > start)?.start ?? syntax.end;
    return gotos.some(
      ({ node, label }) =>
        source.of(label) === target &&
        start < node.start &&
        node.start < end &&
        isUnasked(node, name),
    );
  };
  const isUnasked = ({ parent }: SyntaxNode, name: string) =>
    parent?.type === 'compound_statement'
      ? parent.parent?.type === 'function_definition'
      : parent?.type === 'labeled_statement' &&
        source.of(parent.childByField('label') ?? parent) === name;
  const gives = (call: CallShape) => isRelease(call) || releases(call.name);
  const found: Mutant[] = [];
  for (const { node, label } of gotos) {
    const target = labels.find(({ name }) => name === source.of(label));
    if (target === undefined || holdsNothing(shape, node)) continue;
    const later = labels.find(
      ({ start }) =>
        start > target.start &&
        shape.calls.some(
          (call) => gives(call) && target.start <= call.node.start && call.node.start < start,
        ),
    );
    if (later === undefined || leadsTo(later, target.name)) continue;
    found.push({
      operator: 'goto-moved',
      what: `goto ${target.name} -> goto ${later.name}`,
      edit: { start: label.start, end: label.end, text: later.name },
    });
  }
  return found;
}

function holdsNothing({ sites, source }: FunctionShape, node: SyntaxNode): boolean {
  const before = sites.filter((site) => {
    if (site.node.start < node.start) return true;
    for (
      let loop = enclosing(node, /^(for|while|do)_statement$/);
      loop !== null;
      loop = enclosing(loop, /^(for|while|do)_statement$/)
    )
      if (loop.start <= site.node.start && site.node.end <= loop.end) return true;
    return false;
  });
  if (before.length === 0) return true;
  const [site] = sites;
  return sites.length === 1 && isOnFailureOf(site, node, (n) => source.of(n));
}

/** The goto is what follows `ret = site(...); if (ret < 0)`, outside of any loop. */
function isOnFailureOf(
  site: CallShape,
  node: SyntaxNode,
  textOf: (node: SyntaxNode) => string,
): boolean {
  const assignment = site.node.parent;
  const result = assignment?.type === 'assignment_expression' && assignment.childByField('left');
  if (!result || enclosing(site.node, /^(for|while|do)_statement$/) !== null) return false;
  const test = enclosing(node, /^if_statement$/);
  const condition = test?.childByField('condition');
  const consequence = test?.childByField('consequence');
  if (!test || !condition || !consequence) return false;
  if (node.start < consequence.start || consequence.end < node.end) return false;
  const text = textOf(condition).replace(/\s+/g, '');
  const name = textOf(result).replace(/\s+/g, '');
  if (text !== `(${name}<0)` && text !== `(${name}<=0)` && text !== `(IS_ERR(${name}))`)
    return false;
  const statement = assignment.parent;
  const siblings = test.parent?.namedChildren.filter(({ type }) => type !== 'comment') ?? [];
  return siblings[siblings.indexOf(test) - 1] === statement;
}
