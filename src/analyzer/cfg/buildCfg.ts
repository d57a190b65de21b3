import type { SyntaxNode } from '../syntax/syntaxNode';
import { successors, type Cfg, type CfgNode, type SwitchCase } from './cfg';
import type { SourceText } from '../syntax/sourceText';

const STATEMENT = /_statement$|^declaration$|^preproc_/;

/**
 * Builds the control-flow graph of a compound statement, backwards: every statement is given the
 * node that follows it. Conditions stay whole; what `&&`, `||` and `?:` do is left to evaluation.
 */
export function buildCfg(
  body: SyntaxNode,
  source: SourceText,
  comesBack: (callee: string) => boolean,
): Cfg {
  return new Builder(source, comesBack).build(body);
}

interface Targets {
  readonly onBreak: number | null;
  readonly onContinue: number | null;
}

class Builder {
  private readonly nodes: CfgNode[] = [];
  private readonly labels = new Map<string, { kind: 'join'; next: number }>();
  private readonly labelNodes = new Map<string, number>();
  private readonly end: number;
  private damaged = false;

  constructor(
    private readonly source: SourceText,
    private readonly comesBack: (callee: string) => boolean,
  ) {
    this.end = this.add({ kind: 'end' });
  }

  build(body: SyntaxNode): Cfg {
    const entry = this.statement(body, this.end, { onBreak: null, onContinue: null });
    return {
      nodes: this.nodes,
      entry,
      order: reversePostOrder(this.nodes, entry),
      damaged: this.damaged,
    };
  }

  private add(node: CfgNode): number {
    return this.nodes.push(node) - 1;
  }

  /** The node of a label; made on first mention, filled in when the label is met. */
  private label(name: string): number {
    const known = this.labelNodes.get(name);
    if (known !== undefined) return known;
    const join = { kind: 'join' as const, next: this.end };
    const index = this.add(join);
    this.labels.set(name, join);
    this.labelNodes.set(name, index);
    return index;
  }

  private sequence(statements: readonly SyntaxNode[], next: number, targets: Targets): number {
    let after = next;
    for (let i = statements.length - 1; i >= 0; i--)
      after = this.statement(statements[i], after, targets);
    return after;
  }

  private statement(node: SyntaxNode, next: number, targets: Targets): number {
    switch (node.type) {
      case 'compound_statement':
      case 'preproc_else':
      case 'attributed_statement':
      case 'else_clause':
        return this.sequence(inside(node), next, targets);
      case 'expression_statement':
        return this.expressionStatement(node, next);
      case 'declaration':
        return this.add({ kind: 'statement', syntax: node, next });
      case 'if_statement':
        return this.ifStatement(node, next, targets);
      case 'while_statement':
        return this.whileLoop(node, next);
      case 'do_statement':
        return this.doLoop(node, next);
      case 'for_statement':
        return this.forLoop(node, next);
      case 'switch_statement':
        return this.switchStatement(node, next, targets);
      case 'case_statement':
        // A case outside of a switch that was understood: its statements still run.
        return this.sequence(caseBody(node), next, targets);
      case 'labeled_statement':
        return this.labelled(node, next, targets);
      case 'goto_statement': {
        const name = node.childByField('label') ?? node.namedChildren.at(0);
        return name ? this.label(this.source.of(name)) : next;
      }
      case 'break_statement':
        return targets.onBreak ?? next;
      case 'continue_statement':
        return targets.onContinue ?? next;
      case 'return_statement':
        return this.add({
          kind: 'return',
          syntax: node,
          value: node.namedChildren.find((c) => c.type !== 'comment') ?? null,
        });
      case 'preproc_ifdef':
      case 'preproc_if':
      case 'preproc_elif':
      case 'preproc_elifdef':
        return this.config(node, next, targets);
      case 'ERROR':
        this.damaged = true;
        return this.sequence(inside(node), next, targets);
      default:
        return next;
    }
  }

  private expressionStatement(node: SyntaxNode, next: number): number {
    const expression = node.namedChildren.find((c) => c.type !== 'comment');
    if (expression === undefined) return next;
    if (hasError(node)) this.damaged = true;
    const callee =
      expression.type === 'call_expression' ? expression.childByField('function') : null;
    if (callee !== null && !this.comesBack(this.source.of(callee)))
      return this.add({ kind: 'stop' });
    return this.add({ kind: 'statement', syntax: expression, next });
  }

  private ifStatement(node: SyntaxNode, next: number, targets: Targets): number {
    const consequence = node.childByField('consequence');
    const alternative = node.childByField('alternative');
    const condition = node.childByField('condition');
    const whenTrue = consequence ? this.statement(consequence, next, targets) : next;
    const whenFalse = alternative ? this.statement(alternative, next, targets) : next;
    // A macro with a block, such as scoped_guard(): runs it once.
    if (condition === null || !this.source.text.startsWith('if', node.start)) return whenTrue;
    return this.add({ kind: 'branch', condition, loop: null, whenTrue, whenFalse });
  }

  private whileLoop(node: SyntaxNode, next: number): number {
    // Normalisation makes a `while` of every loop macro; the source tells which.
    if (!this.source.text.startsWith('while', node.start)) return this.eachLoop(node, next);
    const branch = {
      kind: 'branch' as const,
      condition: node.childByField('condition'),
      loop: { statement: node },
      whenTrue: -1,
      whenFalse: next,
    };
    const head = this.add(branch);
    const body = node.childByField('body');
    branch.whenTrue = body ? this.statement(body, head, { onBreak: next, onContinue: head }) : head;
    return head;
  }

  private doLoop(node: SyntaxNode, next: number): number {
    const condition = node.childByField('condition');
    const body = node.childByField('body');
    const start = { kind: 'join' as const, next: -1 };
    const head = this.add(start);
    const once = condition !== null && /^\(\s*(0|false)\s*\)$/.test(this.source.of(condition));
    const test = once
      ? next
      : this.add({ kind: 'branch', condition, loop: null, whenTrue: head, whenFalse: next });
    start.next = body ? this.statement(body, test, { onBreak: next, onContinue: test }) : test;
    return head;
  }

  private forLoop(node: SyntaxNode, next: number): number {
    const update = node.childByField('update');
    const branch = {
      kind: 'branch' as const,
      condition: node.childByField('condition'),
      loop: { statement: node },
      whenTrue: -1,
      whenFalse: next,
    };
    const head = this.add(branch);
    const step = update ? this.add({ kind: 'statement', syntax: update, next: head }) : head;
    const body = node.childByField('body');
    branch.whenTrue = body ? this.statement(body, step, { onBreak: next, onContinue: step }) : step;
    const init = node.childByField('initializer');
    return init ? this.add({ kind: 'statement', syntax: init, next: head }) : head;
  }

  private eachLoop(node: SyntaxNode, next: number): number {
    const each = {
      kind: 'each' as const,
      macro: /^\w+/.exec(this.source.of(node))?.[0] ?? '',
      args: listed(node.childByField('condition')),
      loop: { statement: node },
      body: -1,
      after: next,
    };
    const head = this.add(each);
    const body = node.childByField('body');
    each.body = body ? this.statement(body, head, { onBreak: next, onContinue: head }) : head;
    return head;
  }

  private switchStatement(node: SyntaxNode, next: number, targets: Targets): number {
    const value = node.childByField('condition');
    const body = node.childByField('body');
    if (value === null || body === null) return next;
    const inner: Targets = { onBreak: next, onContinue: targets.onContinue };
    const cases: SwitchCase[] = [];
    let otherwise = next;
    let after = next;
    // Backwards, so that a case falls through to the one below.
    for (const child of [...inside(body)].reverse()) {
      if (child.type !== 'case_statement') {
        after = this.statement(child, after, inner);
        continue;
      }
      after = this.sequence(caseBody(child), after, inner);
      const label = child.childByField('value');
      if (label === null) otherwise = after;
      else cases.push({ from: label, to: rangeEnd(child, label), target: after });
    }
    return this.add({ kind: 'switch', value, cases: cases.reverse(), otherwise });
  }

  private labelled(node: SyntaxNode, next: number, targets: Targets): number {
    const name = node.childByField('label');
    const statements = inside(node).filter((c) => c !== name);
    const target = this.sequence(statements, next, targets);
    if (name === null) return target;
    const text = this.source.of(name);
    const index = this.label(text);
    const join = this.labels.get(text);
    if (join !== undefined) join.next = target;
    return index;
  }

  private config(node: SyntaxNode, next: number, targets: Targets): number {
    const name = node.childByField('name') ?? node.childByField('condition');
    const alternative = node.childByField('alternative');
    const own = inside(node).filter((c) => c !== name && c !== alternative);
    const whenFalse = alternative ? this.statement(alternative, next, targets) : next;
    const text = name ? this.source.of(name) : '';
    if (text === '0') return whenFalse;
    const whenTrue = this.sequence(own, next, targets);
    if (text === '1') return whenTrue;
    const negated = /^#\s*ifndef/.test(this.source.of(node));
    return this.add({
      kind: 'config',
      condition: text.replace(/^(IS_ENABLED|defined)\s*\(?\s*(\w+)\)?$/, '$2'),
      whenTrue: negated ? whenFalse : whenTrue,
      whenFalse: negated ? whenTrue : whenFalse,
    });
  }
}

/** Statements directly inside a node, ERROR regions included, comments and punctuation not. */
function inside(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter(
    (c) => (c.named && STATEMENT.test(c.type)) || c.type === 'ERROR' || c.type === 'else_clause',
  );
}

function caseBody(node: SyntaxNode): readonly SyntaxNode[] {
  const label = node.childByField('value');
  return inside(node).filter((c) => c !== label && !(c.type === 'ERROR' && followsLabel(node, c)));
}

/** `case 1 ... 4:` parses as a value and an ERROR before the colon. */
function followsLabel(node: SyntaxNode, child: SyntaxNode): boolean {
  const colon = node.children.find((c) => c.type === ':');
  return colon !== undefined && child.start < colon.start;
}

function rangeEnd(node: SyntaxNode, label: SyntaxNode): SyntaxNode | null {
  const error = node.children.find((c) => c.type === 'ERROR' && c.start >= label.end);
  return error !== undefined && followsLabel(node, error)
    ? (error.namedChildren.at(-1) ?? null)
    : null;
}

/** The expressions of a comma list. */
function listed(node: SyntaxNode | null): readonly SyntaxNode[] {
  if (node === null) return [];
  if (node.type === 'parenthesized_expression' || node.type === 'comma_expression')
    return node.namedChildren.flatMap(listed);
  return [node];
}

function hasError(node: SyntaxNode): boolean {
  return (
    node.type === 'ERROR' || node.children.some((c) => c.type !== 'argument_list' && hasError(c))
  );
}

function reversePostOrder(nodes: readonly CfgNode[], entry: number): number[] {
  const order = nodes.map(() => 0);
  const seen = new Set<number>([entry]);
  const stack: { node: number; next: number }[] = [{ node: entry, next: 0 }];
  let position = nodes.length;
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    // Last target first: what stands after a loop then comes after its body.
    const targets = [...successors(nodes[top.node])].reverse();
    if (top.next < targets.length) {
      const target = targets[top.next++];
      if (!seen.has(target)) {
        seen.add(target);
        stack.push({ node: target, next: 0 });
      }
    } else {
      stack.pop();
      order[top.node] = --position;
    }
  }
  return order;
}
