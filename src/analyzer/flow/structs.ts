import { normalise } from '../normalise/normalise';
import { SourceText } from '../syntax/sourceText';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { readDeclarator, typeOfSpecifiers } from './functionCode';
import type { Member } from './machine';

type Members = ReadonlyMap<string, Member>;

const NO_MEMBERS: Members = new Map();

/** Looks up struct members in a file's text and in the headers it includes, each struct once. */
export class Structs {
  private readonly known = new Map<string, Members>();

  /** @param texts The texts to look in, the nearest first; asked for as far as needed. */
  constructor(
    private readonly backend: SyntaxBackend,
    private readonly texts: () => Iterable<string>,
  ) {}

  /** A struct's member; its own name and no type when the struct is not at hand. */
  member(tag: string, name: string): Member {
    let members = this.known.get(tag);
    if (members === undefined) {
      members = this.find(tag);
      this.known.set(tag, members);
    }
    return members.get(name) ?? { name, type: null };
  }

  private find(tag: string): Members {
    for (const text of this.texts()) {
      const body = definitionOf(tag, text);
      if (body !== null) return this.read(body);
    }
    return NO_MEMBERS;
  }

  /** The definition is parsed by itself: headers are long, and most of them is not asked for. */
  private read(definition: string): Members {
    const tree = this.backend.parse(normalise(definition));
    const source = new SourceText('', definition);
    const specifier = [...descendants(tree.materialize())].find(
      (node) => isStruct(node) && node.childByField('body') !== null,
    );
    tree.dispose();
    const members = new Map<string, Member>();
    if (specifier) addMembers(specifier, source, members, null);
    return members;
  }
}

/** The text `struct tag { ... };`, or null where the text does not define it. */
function definitionOf(tag: string, text: string): string | null {
  if (!text.includes(` ${tag}`)) return null;
  const match = new RegExp(`\\b(?:struct|union)\\s+${tag}\\s*\\{`).exec(text);
  if (match === null) return null;
  const end = closingBrace(text, match.index + match[0].length);
  return `${text.slice(match.index, end)};`;
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

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i + 1;
  }
  return text.length;
}
