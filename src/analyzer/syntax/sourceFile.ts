import { normalise } from '../normalise/normalise';
import { SourceText } from './sourceText';
import type { FunctionSpan, SyntaxBackend, SyntaxTree } from './syntaxBackend';
import type { SyntaxNode } from './syntaxNode';

/** A function definition of a file; its nodes are made when they are first asked for. */
export class FunctionUnit {
  private made: SyntaxNode | null = null;

  constructor(
    readonly span: FunctionSpan,
    private readonly source: SourceText,
    private readonly tree: SyntaxTree,
  ) {}

  get syntax(): SyntaxNode {
    return (this.made ??= this.tree.materialize(this.span.start, this.span.end));
  }

  get body(): SyntaxNode | null {
    return this.syntax.childByField('body');
  }

  /** The name, or the empty string where the head could not be read. */
  get name(): string {
    const name = declaredName(this.syntax.childByField('declarator'));
    return name ? this.source.of(name) : '';
  }

  get isStatic(): boolean {
    const declarator = this.syntax.childByField('declarator');
    const head = this.source.text.slice(this.span.start, declarator?.start);
    return /\bstatic\b/.test(head);
  }

  /** Names of the parameters in order; empty for one without a name. */
  get parameters(): readonly string[] {
    const list = parameterList(this.syntax.childByField('declarator'));
    if (!list) return [];
    return list.namedChildren
      .filter(({ type }) => type === 'parameter_declaration')
      .map((parameter) => {
        const name = declaredName(parameter.childByField('declarator'));
        return name ? this.source.of(name) : '';
      });
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

/**
 * A parsed file. Holds memory of the parser until `dispose`; what was materialised before stays.
 */
export class SourceFile {
  readonly source: SourceText;
  readonly functions: readonly FunctionUnit[];

  private constructor(
    readonly file: string,
    readonly text: string,
    readonly tree: SyntaxTree,
    /** The parser that made the tree. */
    readonly backend: SyntaxBackend,
  ) {
    this.source = new SourceText(file, text);
    this.functions = tree.functions().map((span) => new FunctionUnit(span, this.source, tree));
  }

  /**
   * Normalises and parses the text. Of `#if` arms that exclude each other and cannot all be parsed,
   * those that hold one of the offsets `keep` are kept.
   */
  static parse(
    backend: SyntaxBackend,
    file: string,
    text: string,
    keep: readonly number[] = [],
    previous?: SourceFile,
  ): SourceFile {
    const tree = backend.parse(normalise(text, keep), previous?.tree);
    return new SourceFile(file, text, tree, backend);
  }

  /** The function whose definition covers the offset. */
  functionAt(offset: number): FunctionUnit | null {
    return this.functions.find(({ span }) => span.start <= offset && offset < span.end) ?? null;
  }

  /** The functions whose source contains the word. */
  functionsNaming(word: string): FunctionUnit[] {
    const pattern = new RegExp(`\\b${word}\\b`);
    return this.functions.filter(({ span }) => pattern.test(this.text.slice(span.start, span.end)));
  }

  dispose(): void {
    this.tree.dispose();
  }
}
