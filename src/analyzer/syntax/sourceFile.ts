import { normalise } from '../normalise/normalise';
import { functionStretches, type Stretch } from './functionSpans';
import { SourceText } from './sourceText';
import type { SyntaxBackend } from './syntaxBackend';
import { descendants, type SyntaxNode } from './syntaxNode';

interface ParsedFunction {
  readonly syntax: SyntaxNode;
  readonly hasError: boolean;
}

/** A function definition of a file; it is parsed, by itself, when it is first asked for. */
export class FunctionUnit {
  private read: ParsedFunction | null | undefined;

  constructor(
    public span: Stretch,
    private file: SourceFile,
    /** Offsets in the function that `#if` arms are kept for. */
    private readonly keep: readonly number[],
  ) {}

  /** Equal for units that parse to the same. */
  get key(): string {
    return `${this.keep.join()} ${this.file.text.slice(this.span.start, this.span.end)}`;
  }

  /** Takes the function over into another state of its file, in which its own text is the same. */
  moveTo(file: SourceFile, span: Stretch): void {
    this.read?.syntax.move(span.start - this.span.start);
    this.file = file;
    this.span = span;
  }

  private get parsed(): ParsedFunction | null {
    if (this.read === undefined) this.read = this.parse();
    return this.read;
  }

  private parse(): ParsedFunction | null {
    const { start, end } = this.span;
    const { text, backend } = this.file;
    const tree = backend.parse(normalise(text.slice(start, end), this.keep));
    try {
      // An arm that was left out may have left a head behind.
      const last = tree.functions().at(-1);
      if (last === undefined) return null;
      return { syntax: tree.materialize(last, start), hasError: last.hasError };
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

/** A source by its functions. What is not asked for is never parsed. */
export class SourceFile {
  readonly source: SourceText;
  readonly functions: readonly FunctionUnit[];

  /**
   * @param keep Of `#if` arms that exclude each other and cannot all be parsed, those that hold one of
   *   these offsets are kept.
   * @param previous An earlier state of the file, which is consumed: functions whose text did not
   *   change are taken over as they are, with what is known of them.
   */
  constructor(
    readonly backend: SyntaxBackend,
    readonly file: string,
    readonly text: string,
    keep: readonly number[] = [],
    previous: SourceFile | null = null,
  ) {
    const before = new Map<string, FunctionUnit>();
    for (const unit of previous?.functions ?? []) before.set(unit.key, unit);
    this.source = previous?.source ?? new SourceText(file, text);
    this.source.become(text);
    this.functions = functionStretches(text).map((span) => {
      const inside = keep.filter((offset) => span.start <= offset && offset < span.end);
      const offsets = inside.map((offset) => offset - span.start);
      const unit = new FunctionUnit(span, this, offsets);
      const same = before.get(unit.key);
      if (same === undefined) return unit;
      before.delete(unit.key);
      same.moveTo(this, span);
      return same;
    });
  }

  /** The function whose definition covers the offset. */
  functionAt(offset: number): FunctionUnit | null {
    const unit = this.functions.find(({ span }) => span.start <= offset && offset < span.end);
    return unit?.syntax ? unit : null;
  }

  /** The functions whose source contains the word. */
  functionsNaming(word: string): FunctionUnit[] {
    const pattern = new RegExp(`\\b${word}\\b`);
    return this.functions.filter(({ span }) => pattern.test(this.text.slice(span.start, span.end)));
  }
}
