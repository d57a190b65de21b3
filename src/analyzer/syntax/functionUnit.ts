import { normalise } from '../normalise/normalise';
import type { Stretch } from './functionSpans';
import { isDecidedAlike, type OutsideStore, silenceIdle } from './idle';
import { isSameCode, standWhere } from './sameCode';
import type { SourceFile } from './sourceFile';
import { descendants, type SyntaxNode } from './syntaxNode';

interface ParsedFunction {
  readonly syntax: SyntaxNode;
  readonly hasError: boolean;
  /** What of it depends on the rest of the file. */
  readonly outside: readonly OutsideStore[];
}

const LEADS = /[{}]|\b(?:if|else|switch|case|default|for|while|do|goto|break|continue|return)\b/;

/** A function definition of a file; it is parsed, by itself, when it is first asked for. */
export class FunctionUnit {
  private read: ParsedFunction | null | undefined;

  /** @param keep Offsets in the function that `#if` arms are kept for. */
  constructor(
    public span: Stretch,
    private file: SourceFile,
    public keep: readonly number[],
  ) {}

  /**
   * Takes the function over into another state of its file, in which its own text is the same; false
   * where the rest of the file makes other code of it.
   */
  moveTo(file: SourceFile, span: Stretch): boolean {
    if (this.read && !isDecidedAlike(this.read.outside, file.text)) return false;
    const by = span.start - this.span.start;
    if (by !== 0) this.read?.syntax.move(by);
    this.file = file;
    this.span = span;
    return true;
  }

  /**
   * Takes the function over into another state of its file if it is the same code there: everybody
   * who holds on to its nodes finds them where the code now stands.
   */
  becomeIfSame(other: FunctionUnit): boolean {
    // What was never looked at is not worth a comparison; what is broken is about to change.
    if (!this.read || this.read.hasError) return false;
    const { parsed } = other;
    if (parsed === null || parsed.hasError) return false;
    const before = { root: this.read.syntax, text: this.file.text };
    if (!isSameCode(before, { root: parsed.syntax, text: other.file.text })) return false;
    standWhere(this.read.syntax, parsed.syntax);
    this.read = { ...this.read, outside: parsed.outside };
    this.file = other.file;
    this.span = other.span;
    this.keep = other.keep;
    return true;
  }

  /** The definition as it is written. */
  get text(): string {
    return this.file.text.slice(this.span.start, this.span.end);
  }

  private get parsed(): ParsedFunction | null {
    if (this.read === undefined) this.read = this.parse();
    return this.read;
  }

  private parse(): ParsedFunction | null {
    const tree = this.file.backend.parse(normalise(this.text, this.keep));
    try {
      // An arm that was left out may have left a head behind.
      const last = tree.functions().at(-1);
      if (last === undefined) return null;
      const { hasError } = last;
      const syntax = tree.materialize(last, this.span.start);
      const { text } = this.file;
      const outside = hasError ? [] : silenceIdle(syntax, text);
      return { syntax, hasError, outside };
    } finally {
      tree.dispose();
    }
  }

  /** The `function_definition`; null when the parser did not find one. */
  get syntax(): SyntaxNode | null {
    return this.parsed?.syntax ?? null;
  }

  /** Every node of the definition, parents before children. */
  nodes(): Iterable<SyntaxNode> {
    return this.syntax ? descendants(this.syntax) : [];
  }

  /** True when the parser met an error anywhere inside. */
  get hasError(): boolean {
    return this.parsed?.hasError ?? true;
  }

  /**
   * True when an error hides where a path goes: a brace is missing, or is part of what could not be read,
   * or a word is that leads somewhere. A statement that is being typed seldom does that.
   */
  get isTorn(): boolean {
    if (!this.hasError) return false;
    const { syntax } = this;
    return syntax === null || [...descendants(syntax)].some((node) => this.tears(node));
  }

  private tears({ type, missing, start, end }: SyntaxNode): boolean {
    if (missing) return type === '{' || type === '}';
    return type === 'ERROR' && LEADS.test(this.file.text.slice(start, end));
  }

  get body(): SyntaxNode | null {
    return this.syntax?.childByField('body') ?? null;
  }

  /** The name, or the empty string where the head could not be read. */
  get name(): string {
    const name = declaredName(this.declarator);
    return name ? this.file.source.of(name) : '';
  }

  get isStatic(): boolean {
    const head = this.file.text.slice(this.span.start, this.declarator?.start);
    return /\bstatic\b/.test(head);
  }

  /** Names of the parameters in order; empty for one without a name. */
  get parameters(): readonly string[] {
    const list = parameterList(this.declarator);
    if (!list) return [];
    return list.namedChildren
      .filter(({ type }) => type === 'parameter_declaration')
      .map((parameter) => {
        const name = declaredName(parameter.childByField('declarator'));
        return name ? this.file.source.of(name) : '';
      });
  }

  private get declarator(): SyntaxNode | null {
    return this.syntax?.childByField('declarator') ?? null;
  }
}

/** The identifier that a declarator declares. */
export function declaredName(declarator: SyntaxNode | null): SyntaxNode | null {
  let at = declarator;
  while (at && at.type !== 'identifier') {
    at =
      at.childByField('declarator') ??
      at.children.find(({ type }) => type === 'identifier' || type.endsWith('_declarator')) ??
      null;
  }
  return at;
}

function parameterList(declarator: SyntaxNode | null): SyntaxNode | null {
  let list: SyntaxNode | null = null;
  for (let at = declarator; at; at = at.childByField('declarator')) {
    if (at.type === 'function_declarator') list = at.childByField('parameters') ?? list;
  }
  return list;
}
