import { successors, type Cfg, type CfgNode } from '../cfg/cfg';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { Guide } from './guide';
import type { Trace } from './state';

/** What is decided at a condition, or whether a switch goes to one of its cases. */
interface Decision {
  readonly at: SyntaxNode;
  readonly truth: boolean;
  /** Where it leads. */
  readonly to: number;
}

type Decided = Map<SyntaxNode, boolean>;

/**
 * Ways through a function with more paths than can be followed. Each leads from a node that takes
 * pages to one decision behind it, the shortest way there; what comes after is left open.
 */
export class Ways {
  private readonly taken = new Map<SyntaxNode, Set<boolean>>();

  constructor(
    private readonly cfg: Cfg,
    private readonly takesPages: (syntax: SyntaxNode) => boolean,
  ) {}

  /** One guide after the other, to the last decisions of the function first, without those passed. */
  *guides(): Generator<Guide> {
    for (const [start, node] of this.cfg.nodes.entries()) {
      const syntax = syntaxOf(node);
      if (syntax === null || !this.takesPages(syntax)) continue;
      const before = this.behind(start);
      const towards = this.towards(start, before);
      const reached = [...before.keys()].sort((a, b) => this.cfg.order[b] - this.cfg.order[a]);
      for (const at of reached)
        for (const last of decisionsOf(this.cfg.nodes[at]))
          if (!this.isTaken(last)) yield guideOf(this.wayTo(at, last, before, towards));
    }
  }

  /** A path that was followed to its end: its decisions need no way of their own. */
  passed(trace: Trace | null): void {
    for (let step = trace; step !== null; step = step.before) {
      if (step.truth === null) continue;
      const known = this.taken.get(step.node);
      if (known) known.add(step.truth);
      else this.taken.set(step.node, new Set([step.truth]));
    }
  }

  private isTaken({ at, truth }: Decision): boolean {
    return this.taken.get(at)?.has(truth) ?? false;
  }

  /** The nodes behind the start, each with the one before it on a shortest way. */
  private behind(start: number): ReadonlyMap<number, number | null> {
    const before = new Map<number, number | null>([[start, null]]);
    // A map can grow while it is gone through.
    for (const [at] of before)
      for (const next of successors(this.cfg.nodes[at]))
        if (!before.has(next)) before.set(next, at);
    return before;
  }

  /** What has to be decided before the start to come to it at all. */
  private towards(start: number, behind: ReadonlyMap<number, unknown>): Decided {
    const leading = new Set([start]);
    for (let more = true; more;) {
      more = false;
      for (const [at, node] of this.cfg.nodes.entries())
        if (!leading.has(at) && successors(node).some((next) => leading.has(next))) {
          leading.add(at);
          more = true;
        }
    }
    const decided: Decided = new Map();
    for (const [at, node] of this.cfg.nodes.entries()) {
      if (behind.has(at) || !leading.has(at)) continue;
      for (const { at: condition, truth, to } of decisionsOf(node))
        if (!leading.has(to) && !decided.has(condition)) decided.set(condition, !truth);
    }
    return decided;
  }

  private wayTo(
    target: number,
    last: Decision,
    before: ReadonlyMap<number, number | null>,
    towards: Decided,
  ): Decided {
    const decided = new Map(towards);
    decide(decided, this.cfg.nodes[target], last);
    let to = target;
    for (let at = before.get(to) ?? null; at !== null; at = before.get(to) ?? null) {
      const node = this.cfg.nodes[at];
      const ways = decisionsOf(node).filter((decision) => decision.to === to);
      if (ways.length === 1) decide(decided, node, ways[0]);
      to = at;
    }
    return decided;
  }
}

function guideOf(decided: Decided): Guide {
  return {
    follows: (condition, truth) => (decided.get(condition) ?? truth) === truth,
    admits: () => true,
  };
}

/** A case that is taken leaves the others of its switch out. */
function decide(decided: Decided, node: CfgNode, { at, truth }: Decision): void {
  if (node.kind === 'switch')
    for (const other of decisionsOf(node)) if (other.at !== at) decided.set(other.at, !other.truth);
  if (!decided.has(at)) decided.set(at, truth);
}

function syntaxOf(node: CfgNode): SyntaxNode | null {
  switch (node.kind) {
    case 'statement':
      return node.syntax;
    case 'branch':
      return node.condition;
    case 'switch':
    case 'return':
      return node.value;
    default:
      return null;
  }
}

/** The decisions that a node takes for good; how often a loop goes round is left open. */
function decisionsOf(node: CfgNode): Decision[] {
  if (node.kind === 'switch')
    return [
      ...node.cases.map(({ from, target }) => ({ at: from, truth: true, to: target })),
      { at: node.value, truth: false, to: node.otherwise },
    ];
  if (node.kind !== 'branch' || node.condition === null || node.loop !== null) return [];
  const { condition: at } = node;
  return [
    { at, truth: true, to: node.whenTrue },
    { at, truth: false, to: node.whenFalse },
  ];
}
