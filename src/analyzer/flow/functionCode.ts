import { buildCfg } from '../cfg/buildCfg';
import type { Cfg } from '../cfg/cfg';
import type { SourceText } from '../syntax/sourceText';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { namedType, type CType } from './ctypes';

export interface Parameter {
  readonly name: string;
  readonly type: CType | null;
}

/** A local variable as its declaration has it. */
export interface Variable {
  readonly type: CType | null;
  readonly isStatic: boolean;
  /** `__free(kvfree)`: the function that runs when it goes out of scope. */
  readonly cleanup: string | null;
}

/** A function definition, ready to be executed. */
export interface FunctionCode {
  readonly name: string;
  readonly source: SourceText;
  readonly syntax: SyntaxNode;
  readonly parameters: readonly Parameter[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly returns: CType | null;
  readonly isStatic: boolean;
  /** Built when first asked for. */
  readonly cfg: Cfg;
}

/** Reads a `function_definition`; null when it has no name or no body that could be read. */
export function readFunction(
  node: SyntaxNode,
  source: SourceText,
  comesBack: (callee: string) => boolean,
): FunctionCode | null {
  const body = node.childByField('body');
  const declarator = node.childByField('declarator');
  if (body === null || declarator === null) return null;
  const base = typeOfSpecifiers(node, source);
  const { name, type, parameters } = readDeclarator(declarator, base, source);
  if (name === null || parameters === null) return null;
  const variables = new Map<string, Variable>();
  const list = readParameters(parameters, source);
  for (const p of list) variables.set(p.name, { type: p.type, isStatic: false, cleanup: null });
  for (const inner of descendants(body))
    if (inner.type === 'declaration')
      for (const [variable, known] of declaredVariables(inner, source))
        variables.set(variable, known);
  const head = source.text.slice(node.start, declarator.start);
  let cfg: Cfg | null = null;
  return {
    name,
    source,
    syntax: node,
    parameters: list,
    variables,
    returns: type,
    isStatic: /\bstatic\b/.test(head),
    get cfg() {
      return (cfg ??= buildCfg(body, source, comesBack));
    },
  };
}

function declaredVariables(node: SyntaxNode, source: SourceText): [string, Variable][] {
  const base = typeOfSpecifiers(node, source);
  const isStatic = node.children.some(
    (c) => c.type === 'storage_class_specifier' && source.of(c) === 'static',
  );
  const found: [string, Variable][] = [];
  for (const child of node.children) {
    if (child.field !== 'declarator') continue;
    const { name, type, parameters } = readDeclarator(child, base, source);
    if (name === null || (parameters !== null && child.type === 'function_declarator')) continue;
    const cleanup = /__free\(\s*(\w+)\s*\)/.exec(source.of(child));
    found.push([name, { type, isStatic, cleanup: cleanup?.[1] ?? null }]);
  }
  return found;
}

/** The type that the specifiers of a declaration, a parameter or a cast name, without declarators. */
export function typeOfSpecifiers(node: SyntaxNode, source: SourceText): CType | null {
  const type = node.childByField('type');
  if (type === null) return null;
  if (type.type === 'struct_specifier' || type.type === 'union_specifier') {
    const tag = type.childByField('name');
    return tag ? { kind: 'struct', tag: source.of(tag) } : null;
  }
  return namedType(source.of(type));
}

interface ReadDeclarator {
  readonly name: string | null;
  readonly type: CType | null;
  readonly parameters: SyntaxNode | null;
}

export function readDeclarator(
  node: SyntaxNode,
  base: CType | null,
  source: SourceText,
): ReadDeclarator {
  let type = base;
  let parameters: SyntaxNode | null = null;
  let at: SyntaxNode | null = node;
  while (at !== null) {
    switch (at.type) {
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
        return { name: source.of(at), type, parameters };
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
        type = { kind: 'pointer', to: type };
        break;
      case 'array_declarator':
      case 'abstract_array_declarator':
        type = { kind: 'array', of: type };
        break;
      case 'function_declarator':
        parameters ??= at.childByField('parameters');
        break;
    }
    const inner: SyntaxNode | undefined =
      at.childByField('declarator') ??
      at.children.find((c) => c.named && /declarator$|identifier$/.test(c.type));
    at = inner ?? null;
  }
  return { name: null, type, parameters };
}

function readParameters(list: SyntaxNode, source: SourceText): Parameter[] {
  const parameters: Parameter[] = [];
  for (const child of list.children) {
    if (child.type !== 'parameter_declaration') continue;
    const declarator = child.childByField('declarator');
    const base = typeOfSpecifiers(child, source);
    if (declarator === null) {
      if (source.of(child).trim() !== 'void') parameters.push({ name: '', type: base });
      continue;
    }
    const { name, type, parameters: inner } = readDeclarator(declarator, base, source);
    // A function pointer, or an array parameter, which is a pointer.
    const decayed: CType | null =
      inner !== null ? null : type?.kind === 'array' ? { kind: 'pointer', to: type.of } : type;
    parameters.push({ name: name ?? '', type: decayed });
  }
  return parameters;
}
