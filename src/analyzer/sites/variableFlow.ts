import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { type FlagValue, join, NO_FLAGS, or, and, without, UNKNOWN_FLAGS } from './flagValue';

type State = FlagValue | null;

const joinStates = (a: State, b: State): State => (a && b ? join(a, b) : (a ?? b));

/** Evaluates an expression of flags, the variable itself standing for `self`. */
export type Evaluate = (expression: SyntaxNode, self: FlagValue) => FlagValue;

/**
 * Follows one local variable through the structure of a function: what it holds where the target
 * stands. `null` states are unreachable.
 */
export class VariableFlow {
  /** What the variable holds at the target, joined over every way to it; null if none was seen. */
  atTarget: State = null;
  private breaks: State = null;
  private readonly gotos = new Map<string, State>();

  constructor(
    private readonly source: SourceText,
    private readonly variable: string,
    private readonly target: SyntaxNode,
    private readonly evaluate: Evaluate,
  ) {}

  /** Runs the body from a start value. Twice, so that backward jumps and loops have come round. */
  run(body: SyntaxNode, start: FlagValue): void {
    this.statement(body, start);
    this.statement(body, start);
  }

  private sequence(nodes: readonly SyntaxNode[], start: State): State {
    return nodes.reduce<State>((state, node) => this.statement(node, state), start);
  }

  private statement(node: SyntaxNode, state: State): State {
    switch (node.type) {
      case 'compound_statement':
      case 'preproc_else':
      case 'else_clause':
      case 'ERROR':
        return this.sequence(node.children, state);
      case 'preproc_if':
      case 'preproc_ifdef':
      case 'preproc_elif':
        return this.conditional(node, state);
      case 'if_statement':
        return this.ifStatement(node, state);
      case 'while_statement':
      case 'for_statement':
      case 'do_statement':
        return this.loop(node, state);
      case 'switch_statement':
        return this.switchStatement(node, state);
      case 'break_statement':
        this.breaks = joinStates(this.breaks, state);
        return null;
      case 'continue_statement':
        return null;
      case 'return_statement':
        this.effects(node, state);
        return null;
      case 'goto_statement':
        this.jump(node, state);
        return null;
      case 'labeled_statement': {
        const label = node.childByField('label');
        const jumped = label ? (this.gotos.get(this.source.of(label)) ?? null) : null;
        return this.sequence(node.children, joinStates(state, jumped));
      }
      case 'case_statement':
        return this.sequence(node.children, state);
      default:
        return this.effects(node, state);
    }
  }

  private conditional(node: SyntaxNode, state: State): State {
    const alternative = node.childByField('alternative');
    const own = node.children.filter((child) => child.field !== 'alternative');
    return joinStates(
      this.sequence(own, state),
      alternative ? this.statement(alternative, state) : state,
    );
  }

  private ifStatement(node: SyntaxNode, state: State): State {
    const condition = node.childByField('condition');
    const then = node.childByField('consequence');
    const otherwise = node.childByField('alternative');
    const asked = condition ? this.effects(condition, state) : state;
    const taken = then ? this.statement(then, asked) : asked;
    // A macro that only looks like an `if` after normalisation runs its block once.
    const isScope = !this.source.text.startsWith('if', node.start);
    if (isScope) return taken;
    return joinStates(taken, otherwise ? this.statement(otherwise, asked) : asked);
  }

  private loop(node: SyntaxNode, state: State): State {
    const outer = this.breaks;
    this.breaks = null;
    const body = node.childByField('body');
    const rest = node.children.filter((child) => child !== body && child.named);
    let now = state;
    for (let round = 0; round < 2; round++) {
      const entered = node.type === 'do_statement' ? now : this.sequence(rest, now);
      const after = body ? this.statement(body, entered) : entered;
      now = joinStates(now, this.sequence(rest, after));
    }
    const out = joinStates(now, this.breaks);
    this.breaks = outer;
    return out;
  }

  private switchStatement(node: SyntaxNode, state: State): State {
    const outer = this.breaks;
    this.breaks = null;
    const condition = node.childByField('condition');
    const start = condition ? this.effects(condition, state) : state;
    const body = node.childByField('body');
    let now: State = null;
    for (const child of body?.children ?? []) {
      if (child.type === 'case_statement') now = joinStates(now, start);
      now = this.statement(child, child.type.startsWith('preproc') ? joinStates(now, start) : now);
    }
    const out = joinStates(joinStates(now, start), this.breaks);
    this.breaks = outer;
    return out;
  }

  private jump(node: SyntaxNode, state: State): void {
    const label = node.childByField('label');
    if (!label) return;
    const name = this.source.of(label);
    this.gotos.set(name, joinStates(this.gotos.get(name) ?? null, state));
  }

  /** What evaluating an expression or a declaration does to the variable. */
  private effects(node: SyntaxNode, state: State): State {
    if (node.start === this.target.start && node.type === this.target.type) {
      this.atTarget = joinStates(this.atTarget, state);
    }
    switch (node.type) {
      case 'compound_statement':
        return this.statement(node, state);
      case 'conditional_expression': {
        const [condition, ...arms] = node.namedChildren;
        const asked = this.effects(condition, state);
        return arms.map((arm) => this.effects(arm, asked)).reduce(joinStates, asked);
      }
      case 'binary_expression': {
        const [left, right] = node.namedChildren;
        const first = this.effects(left, state);
        return joinStates(first, right ? this.effects(right, first) : first);
      }
      case 'assignment_expression':
        return this.assignment(node, state);
      case 'init_declarator': {
        const declarator = node.childByField('declarator');
        const value = node.childByField('value');
        const after = value ? this.effects(value, state) : state;
        const mine = declarator && this.source.of(declarator) === this.variable;
        return mine && value && after ? this.evaluate(value, NO_FLAGS) : after;
      }
      case 'pointer_expression':
        // `&flags` handed to somebody: anything may come back.
        return state && this.source.of(node) === `&${this.variable}`
          ? or(state, UNKNOWN_FLAGS)
          : this.within(node, state);
      default:
        return this.within(node, state);
    }
  }

  private within(node: SyntaxNode, state: State): State {
    return node.children.reduce<State>((now, child) => this.effects(child, now), state);
  }

  private assignment(node: SyntaxNode, state: State): State {
    const left = node.childByField('left');
    const right = node.childByField('right');
    const operator = node.childByField('operator');
    const after = right ? this.effects(right, state) : state;
    if (!left || !right || !after) return after;
    if (this.source.of(left) !== this.variable) return this.effects(left, after);
    const value = this.evaluate(right, after);
    switch (operator ? this.source.of(operator) : '') {
      case '=':
        return value;
      case '|=':
        return or(after, value);
      case '&=':
        return isComplement(right)
          ? without(after, this.complemented(right, after))
          : and(after, value);
      default:
        return or(after, UNKNOWN_FLAGS);
    }
  }

  private complemented(node: SyntaxNode, self: FlagValue): FlagValue {
    const inner = unwrapped(node).childByField('argument');
    return inner ? this.evaluate(inner, self) : UNKNOWN_FLAGS;
  }
}

/** The expression inside parentheses. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.type === 'parenthesized_expression' && at.namedChildren.length === 1) {
    at = at.namedChildren[0];
  }
  return at;
}

/** Whether the expression is `~something`. */
export function isComplement(node: SyntaxNode): boolean {
  const inner = unwrapped(node);
  return inner.type === 'unary_expression' && inner.childByField('operator')?.type === '~';
}
