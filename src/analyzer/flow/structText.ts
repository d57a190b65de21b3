import { normalise } from '../normalise/normalise';
import { hash53 } from '../sites/siteId';
import { SourceText } from '../syntax/sourceText';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { constantsIn, type Constants } from './constants';
import { readDeclarator, typeOfSpecifiers } from './functionCode';
import type { Member } from './machine';

export type Members = ReadonlyMap<string, Member>;

/** Whether the text says what is in the struct or union of that tag. */
export function definesStruct(text: string, tag: string): boolean {
  return new RegExp(`\\b(?:struct|union)\\s+${tag}\\s*\\{`).test(text);
}

const DEFINITION = /\b(?:struct|union)\s+(\w+)\s*\{/g;

/** More definitions than this are not kept; few sources have a tenth of them. */
const MOST_DEFINITIONS = 1000;

/** Members of structs, by the text of the definition: most of a file that is edited stays as it was. */
export class Definitions {
  private readonly known = new Map<string, Members>();

  once(definition: string, read: () => Members): Members {
    // Part of a text would keep all of it in memory.
    const key = `${String(definition.length)} ${String(hash53(definition))}`;
    let members = this.known.get(key);
    if (members === undefined) {
      members = read();
      if (this.known.size >= MOST_DEFINITIONS) this.known.clear();
      this.known.set(key, members);
    }
    return members;
  }
}

/**
 * The structs and constants that one source or header defines. Where each begins is found once; a definition is
 * parsed, by itself, when it is asked for: headers are long, and most of them never is.
 */
export class StructText {
  private offsets: Map<string, number> | null = null;
  private constants: Constants | null = null;
  private readonly read = new Map<string, Members>();

  /**
   * @param text Gives the text, or null while it is not at hand. It is not kept here: a tree has
   *   thousands of headers.
   */
  constructor(
    private readonly backend: SyntaxBackend,
    private readonly text: () => string | null,
    private readonly definitions = new Definitions(),
  ) {}

  /** A constant that is defined here: its value, null where that is no plain number. */
  constant(name: string): number | null | undefined {
    if (this.constants === null) {
      const text = this.text();
      if (text === null) return undefined;
      this.constants = constantsIn(text);
    }
    return this.constants.get(name);
  }

  /** The members of a struct, or null when it is not defined here. */
  members(tag: string): Members | null {
    const known = this.read.get(tag);
    if (known) return known;
    if (this.offsets?.has(tag) === false) return null;
    const text = this.text();
    if (text === null) return null;
    this.offsets ??= offsetsIn(text);
    const start = this.offsets.get(tag);
    if (start === undefined) return null;
    const definition = definitionAt(start, text);
    const members = this.definitions.once(definition, () => membersOf(definition, this.backend));
    this.read.set(tag, members);
    return members;
  }
}

/** The first definition of each tag. */
function offsetsIn(text: string): Map<string, number> {
  const offsets = new Map<string, number>();
  for (const match of text.matchAll(DEFINITION))
    if (!offsets.has(match[1])) offsets.set(match[1], match.index);
  return offsets;
}

/** The text `struct tag { ... };` that begins at the offset. */
function definitionAt(start: number, text: string): string {
  let depth = 0;
  for (let i = text.indexOf('{', start); i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return `${text.slice(start, i + 1)};`;
  }
  return `${text.slice(start)};`;
}

function membersOf(definition: string, backend: SyntaxBackend): Members {
  const tree = backend.parse(normalise(definition));
  const source = new SourceText('', definition);
  const specifier = [...descendants(tree.materialize())].find(
    (node) => isStruct(node) && node.childByField('body') !== null,
  );
  tree.dispose();
  const members = new Map<string, Member>();
  if (specifier) addMembers(specifier, source, members, null);
  return members;
}

const isStruct = (node: SyntaxNode) => /^(struct|union)_specifier$/.test(node.type);

/** `shared`: the storage that all members of an anonymous union have. */
function addMembers(
  specifier: SyntaxNode,
  source: SourceText,
  members: Map<string, Member>,
  shared: string | null,
): void {
  let first = shared;
  for (const field of specifier.childByField('body')?.children ?? []) {
    if (field.type !== 'field_declaration') continue;
    const declarators = field.children.filter((c) => c.field === 'declarator');
    const inner = field.children.find(isStruct);
    if (declarators.length === 0 && inner?.childByField('body')) {
      const union = inner.type === 'union_specifier';
      addMembers(inner, source, members, union ? '' : null);
      continue;
    }
    const base = typeOfSpecifiers(field, source);
    for (const child of declarators) {
      const { name, type, parameters } = readDeclarator(child, base, source);
      if (name === null) continue;
      if (first === '') first = name;
      members.set(name, { name: first ?? name, type: parameters === null ? type : null });
    }
  }
}
