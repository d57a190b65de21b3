import { type CfgNode, successors } from '../cfg/cfg';
import type { FunctionCode } from '../flow/functionCode';
import type { SyntaxNode } from '../syntax/syntaxNode';

/** What of a site's function can run while its pages are held. */
export interface AfterSite {
  /** Whether the node can run after the site. */
  isAfter(node: SyntaxNode): boolean;
  /** Whether the argument that the site filled can still hold its pages there. */
  isHolding(node: SyntaxNode): boolean;
  /** Whether the second node can run after the first. */
  follows(first: SyntaxNode, second: SyntaxNode): boolean;
}

/**
 * Follows control from a call on.
 *
 * @param refills Calls that fill the very same argument again: behind them its pages are others.
 */
export function afterSite(
  code: FunctionCode,
  site: SyntaxNode,
  refills: readonly SyntaxNode[],
): AfterSite {
  const nodeAt = placesOf(code);
  const start = nodeAt(site);
  const others = new Set(refills.map(nodeAt));
  others.delete(start);
  const after = reachable(code, start, new Set());
  const holding = others.size === 0 ? after : reachable(code, start, others);
  const within = (nodes: ReadonlySet<number>) => (node: SyntaxNode) => {
    const at = nodeAt(node);
    // What is not in the graph, such as a part that could not be read, may run at any time.
    return at === null || at === start || nodes.has(at);
  };
  const behind = new Map<number, ReadonlySet<number>>();
  const follows = (first: SyntaxNode, second: SyntaxNode) => {
    const [from, to] = [nodeAt(first), nodeAt(second)];
    if (from === null || to === null || from === to) return true;
    const known = behind.get(from) ?? reachable(code, from, new Set());
    behind.set(from, known);
    return known.has(to);
  };
  return {
    isAfter: start === null ? () => true : within(after),
    isHolding: within(holding),
    follows,
  };
}

/** The nodes of the graph behind one, as far as the last ones that `ends` names. */
function reachable(
  { cfg }: FunctionCode,
  start: number | null,
  ends: ReadonlySet<number | null>,
): ReadonlySet<number> {
  const found = new Set<number>();
  const pending = start === null ? [] : [...successors(cfg.nodes[start])];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    if (!ends.has(at)) pending.push(...successors(cfg.nodes[at]));
  }
  return found;
}

/** Tells which node of the graph holds a piece of syntax: the smallest around it. */
function placesOf({ cfg }: FunctionCode): (node: SyntaxNode) => number | null {
  const spans = cfg.nodes.flatMap((node, index) =>
    syntaxOf(node).map(({ start, end }) => ({ start, end, index })),
  );
  return ({ start, end }) => {
    let best: (typeof spans)[number] | null = null;
    for (const span of spans) {
      if (start < span.start || end > span.end) continue;
      if (best === null || span.end - span.start < best.end - best.start) best = span;
    }
    return best?.index ?? null;
  };
}

function syntaxOf(node: CfgNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'statement':
    case 'return':
      return [node.syntax];
    case 'branch':
      return node.condition ? [node.condition] : [];
    case 'each':
      return node.args;
    case 'switch':
      return [node.value];
    default:
      return [];
  }
}
