import type { SourceFile } from '../syntax/sourceFile';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { readDeclarator, typeOfSpecifiers } from './functionCode';
import type { Member } from './machine';

/** The members of a struct or union that the file defines; none when it does not. */
export function readStruct(tag: string, file: SourceFile): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  const match = new RegExp(`\\b(?:struct|union)\\s+${tag}\\s*\\{`).exec(file.text);
  if (match === null) return members;
  const end = closingBrace(file.text, match.index + match[0].length);
  const node = file.tree.materialize(match.index, end);
  const specifier = [...descendants(node)].find(
    (n) => isStruct(n) && n.start >= match.index && n.childByField('body') !== null,
  );
  if (specifier) addMembers(specifier, file, members, null);
  return members;
}

const isStruct = (node: SyntaxNode) => /^(struct|union)_specifier$/.test(node.type);

/** `shared`: the storage that all members of an anonymous union have. */
function addMembers(
  specifier: SyntaxNode,
  file: SourceFile,
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
      addMembers(inner, file, members, union ? '' : null);
      continue;
    }
    const base = typeOfSpecifiers(field, file.source);
    for (const child of declarators) {
      const { name, type, parameters } = readDeclarator(child, base, file.source);
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
