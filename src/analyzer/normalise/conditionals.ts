import type { Draft } from './draft';
import type { Token } from './lexer';

/**
 * `#if` groups that cut through a statement cannot be parsed: both arms of
 *
 *     #ifdef CONFIG_A
 *         if (a) {
 *     #else
 *         if (b) {
 *     #endif
 *
 * open a brace that is closed once. Of such a group one arm is kept and the rest blanked; groups
 * whose arms are whole statements or declarations stay, for the parser knows those.
 */

interface Arm {
  directive: Token;
  readonly items: Item[];
}
interface Group {
  readonly arms: Arm[];
  endif: Token | null;
}
type Item = Token | Group;

const isGroup = (item: Item): item is Group => 'arms' in item;

const directiveName = (token: Token): string => /^#\s*(\w*)/.exec(token.text)?.[1] ?? '';

function buildItems(tokens: readonly Token[]): Item[] {
  const top: Item[] = [];
  const open: { group: Group; arm: Arm }[] = [];
  for (const token of tokens) {
    const inner = open.at(-1);
    const here = inner?.arm.items ?? top;
    const name = token.kind === 'directive' ? directiveName(token) : '';
    if (name === 'if' || name === 'ifdef' || name === 'ifndef') {
      const arm: Arm = { directive: token, items: [] };
      const group: Group = { arms: [arm], endif: null };
      here.push(group);
      open.push({ group, arm });
    } else if (inner && (name.startsWith('elif') || name === 'else')) {
      inner.arm = { directive: token, items: [] };
      inner.group.arms.push(inner.arm);
    } else if (inner && name === 'endif') {
      inner.group.endif = token;
      open.pop();
    } else here.push(token);
  }
  return top;
}

/** The tokens of the items that are code, nested groups included. */
function* code(items: readonly Item[]): Generator<Token> {
  for (const item of items) {
    if (isGroup(item)) for (const arm of item.arms) yield* code(arm.items);
    else if (item.kind !== 'directive') yield item;
  }
}

function isBalanced(tokens: readonly Token[]): boolean {
  const open: string[] = [];
  for (const { kind, text } of tokens) {
    if (kind !== 'punct') continue;
    if (text === '(' || text === '[' || text === '{') open.push(text);
    else if (text === ')' || text === ']' || text === '}') {
      const expected = text === ')' ? '(' : text === ']' ? '[' : '{';
      if (open.pop() !== expected) return false;
    }
  }
  return open.length === 0;
}

/** After these a statement or declaration can begin. */
const BOUNDARY = new Set([';', '{', '}', ':']);
/** Nothing whole begins with these. */
const CONTINUES = new Set(['else', ',', '=', '?', ':', '&&', '||', '|', '+', '/', '.', '->', '{']);

/** What a condition asks, with its polarity: `#ifndef A` is A, negated. */
function conditionOf(directive: Token): { about: string; positive: boolean } {
  const text = directive.text.replace(/\/\*.*?\*\/|\/\/.*|\\\r?\n/gs, ' ').trim();
  const match = /^#\s*(\w+)\s*(.*)$/s.exec(text);
  const name = match?.[1] ?? '';
  const rest = (match?.[2] ?? '').replace(/\s+/g, '');
  const negated = /^!(?:defined)?\(?(\w+)\)?$/.exec(rest);
  if (name === 'ifndef') return { about: rest, positive: false };
  if (negated?.[1] !== undefined) return { about: negated[1], positive: false };
  return { about: /^(?:defined|IS_ENABLED)?\(?(\w+)\)?$/.exec(rest)?.[1] ?? rest, positive: true };
}

class Conditionals {
  /** What was assumed of a condition, so that two groups about the same one agree. */
  private readonly assumed = new Map<string, boolean>();
  private previous: Token | null = null;
  /** The last tokens before `previous`, latest first. */
  private before: readonly (Token | null)[] = [];
  /** Open parentheses, brackets and braces of the kept text; inside a function body or not. */
  private readonly nesting: string[] = [];

  constructor(
    private readonly draft: Draft,
    private readonly wanted: readonly number[],
  ) {}

  /** Emits the tokens that stay. `next` is what follows the items. */
  run(items: readonly Item[], next: Token | null): Token[] {
    const kept: Token[] = [];
    items.forEach((item, index) => {
      if (!isGroup(item)) {
        kept.push(item);
        this.advance(item);
        return;
      }
      const following = code(items.slice(index + 1, index + 40)).next();
      const after = following.done === true ? next : following.value;
      for (const token of this.isWhole(item, after) ? this.keep(item) : this.flatten(item, after)) {
        kept.push(token);
      }
    });
    return kept;
  }

  private advance(token: Token): void {
    if (token.kind === 'directive') return;
    this.before = [this.previous, this.before[0] ?? null];
    this.previous = token;
    if (token.kind !== 'punct') return;
    if (token.text === '(' || token.text === '[' || token.text === '{')
      this.nesting.push(token.text);
    else if (token.text === ')' || token.text === ']' || token.text === '}') this.nesting.pop();
  }

  private isWhole(group: Group, after: Token | null): boolean {
    const depth = this.nesting.at(-1);
    if (depth === '(' || depth === '[') return false;
    if (
      this.previous &&
      !BOUNDARY.has(this.previous.text) &&
      !(depth === undefined && this.previous.text === ')')
    ) {
      return false;
    }
    if (after?.text === 'else' || this.afterLabel()) return false;
    return group.arms.every((arm) => {
      const tokens = [...code(arm.items)];
      const first = tokens[0];
      const last = tokens.at(-1);
      if (!first || !last) return true;
      if (CONTINUES.has(first.text) || !isBalanced(tokens)) return false;
      if (last.text === ';' || last.text === '}') return true;
      if (last.text === ':') return after?.text !== '}';
      // Outside functions a macro call needs no semicolon, unless it is the head of a function.
      return last.text === ')' && depth === undefined && after?.text !== '{';
    });
  }

  /** `out:` wants a statement, and a group is none; after `case 1:` one may stand. */
  private afterLabel(): boolean {
    const [name, start] = this.before;
    if (this.previous?.text !== ':' || name?.kind !== 'word' || name.text === 'default')
      return false;
    return start === null || start === undefined || BOUNDARY.has(start.text) || start.text === ')';
  }

  private keep(group: Group): Token[] {
    const kept: Token[] = [];
    const before = this.previous;
    for (const arm of group.arms) {
      this.previous = before;
      kept.push(arm.directive, ...this.run(arm.items, null));
    }
    if (group.endif) kept.push(group.endif);
    return kept;
  }

  private flatten(group: Group, after: Token | null): Token[] {
    const chosen = this.choose(group);
    const kept: Token[] = [];
    for (const arm of group.arms) {
      this.draft.blank(arm.directive);
      if (arm === chosen) kept.push(...this.run(arm.items, after));
      else this.drop(arm.items);
    }
    if (group.endif) this.draft.blank(group.endif);
    return kept;
  }

  private drop(items: readonly Item[]): void {
    for (const item of items) {
      if (!isGroup(item)) this.draft.blank(item);
      else {
        for (const arm of item.arms) {
          this.draft.blank(arm.directive);
          this.drop(arm.items);
        }
        if (item.endif) this.draft.blank(item.endif);
      }
    }
  }

  /** The arm to keep: one that is wanted, the one an earlier group with the same condition chose, else the first. */
  private choose(group: Group): Arm | null {
    const [first, second] = group.arms;
    if (!first) return null;
    const wanted = group.arms.find((arm, index) => {
      const end = (group.arms[index + 1]?.directive ?? group.endif)?.start ?? Infinity;
      return this.wanted.some((offset) => offset > arm.directive.end && offset < end);
    });
    if (wanted) return wanted;
    const { about, positive } = conditionOf(first.directive);
    if (!this.assumed.has(about)) this.assumed.set(about, positive && about !== '0');
    const holds = this.assumed.get(about) === positive;
    return holds ? first : (second ?? null);
  }
}

/**
 * Keeps one arm of every `#if` group that would break the parse: one that holds a wanted offset
 * where there is one.
 */
export function resolveConditionals(draft: Draft, wanted: readonly number[] = []): void {
  if (!draft.tokens.some((token) => token.kind === 'directive')) return;
  draft.tokens = new Conditionals(draft, wanted).run(buildItems(draft.tokens), null);
}
