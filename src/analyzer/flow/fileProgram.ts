import { isAcquire, type KernelRelease, releaseFunction } from '../../kernel';
import { SourceText } from '../syntax/sourceText';
import type { FunctionSpan, SyntaxTree } from '../syntax/syntaxBackend';
import { descendants } from '../syntax/syntaxNode';
import type { CType } from './ctypes';
import { readDeclarator, readFunction, typeOfSpecifiers, type FunctionCode } from './functionCode';
import type { Program } from './machine';

/** A function of the file, before it is read. */
export interface FunctionEntry {
  readonly name: string;
  readonly span: FunctionSpan;
  /** Names that are called or mentioned in it. */
  readonly mentions: ReadonlySet<string>;
}

/** The functions and structs of one file, read when they are first asked for. */
export class FileProgram implements Program {
  readonly source: SourceText;
  readonly functions: readonly FunctionEntry[];
  private readonly byName = new Map<string, FunctionEntry>();
  private readonly codes = new Map<FunctionEntry, FunctionCode | null>();
  private readonly members = new Map<string, ReadonlyMap<string, CType | null>>();
  private readonly important = new Map<string, boolean>();

  constructor(
    file: string,
    text: string,
    private readonly tree: SyntaxTree,
    readonly release: KernelRelease,
  ) {
    this.source = new SourceText(file, text);
    const functions: FunctionEntry[] = [];
    for (const span of tree.functions()) {
      const body = text.slice(span.start, span.end);
      const name = functionName(body);
      if (name === null) continue;
      const entry = { name, span, mentions: mentionedNames(body) };
      functions.push(entry);
      // Of several definitions, as in the arms of an #ifdef, the first is taken.
      if (!this.byName.has(name)) this.byName.set(name, entry);
    }
    this.functions = functions;
  }

  functionNamed(name: string): FunctionCode | null {
    const entry = this.byName.get(name);
    return entry ? this.read(entry) : null;
  }

  read(entry: FunctionEntry): FunctionCode | null {
    const known = this.codes.get(entry);
    if (known !== undefined) return known;
    const node = this.tree.materialize(entry.span.start, entry.span.end);
    const definition = [...descendants(node)].find((n) => n.type === 'function_definition');
    const code = definition ? readFunction(definition, this.source) : null;
    this.codes.set(entry, code);
    return code;
  }

  memberType(tag: string, member: string): CType | null {
    let members = this.members.get(tag);
    if (members === undefined) {
      members = this.readStruct(tag);
      this.members.set(tag, members);
    }
    return members.get(member) ?? null;
  }

  matters(code: FunctionCode): boolean {
    return this.isImportant(code.name, new Set());
  }

  /** Whether the function, or one that it calls here, takes or gives back pages. */
  isImportant(name: string, asking: Set<string>): boolean {
    const known = this.important.get(name);
    if (known !== undefined) return known;
    const entry = this.byName.get(name);
    if (entry === undefined || asking.has(name)) return false;
    asking.add(name);
    let important = false;
    for (const mentioned of entry.mentions) {
      important =
        isAcquire(mentioned) ||
        releaseFunction(mentioned) !== undefined ||
        this.isImportant(mentioned, asking);
      if (important) break;
    }
    this.important.set(name, important);
    return important;
  }

  private readStruct(tag: string): ReadonlyMap<string, CType | null> {
    const members = new Map<string, CType | null>();
    const match = new RegExp(`\\b(?:struct|union)\\s+${tag}\\s*\\{`).exec(this.source.text);
    if (match === null) return members;
    const end = closingBrace(this.source.text, match.index + match[0].length);
    const node = this.tree.materialize(match.index, end);
    const specifier = [...descendants(node)].find(
      (n) => /^(struct|union)_specifier$/.test(n.type) && n.childByField('body') !== null,
    );
    const body = specifier?.childByField('body');
    for (const field of body?.children ?? []) {
      if (field.type !== 'field_declaration') continue;
      const base = typeOfSpecifiers(field, this.source);
      for (const child of field.children) {
        if (child.field !== 'declarator') continue;
        const { name, type, parameters } = readDeclarator(child, base, this.source);
        if (name !== null) members.set(name, parameters === null ? type : null);
      }
    }
    return members;
  }
}

/** The name in a definition's head: what stands before its first parenthesis. */
function functionName(definition: string): string | null {
  return /(\w+)\s*\(/.exec(definition)?.[1] ?? null;
}

function mentionedNames(text: string): ReadonlySet<string> {
  return new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i + 1;
  }
  return text.length;
}
