import { effectsOf, isAcquire } from '../../kernel';
import { type CType, isPointer, namedType, pointee, structTag } from '../flow/ctypes';
import type { FunctionCode } from '../flow/functionCode';
import type { Program } from '../flow/machine';
import { numberOf, type SyntaxNode } from '../syntax/syntaxNode';

/**
 * A place that can hold pages, as a key: a variable of a function, a member of a struct whatever the
 * object, what a function returns. An array and its elements, a pointer and what it points to are one
 * place: where the pages are is asked, not which of them.
 */
export type Location = string;

export const variable = (file: string, caller: string, name: string): Location =>
  `variable ${file} ${caller} ${name}`;
export const returned = (file: string, callee: string): Location => `return ${file} ${callee}`;

/** Whatever an accessor finds in an object. */
export const object = (tag: string): Location => `object ${tag}`;

/** What an acquire that answers with the page itself gives. */
export const acquired = (code: FunctionCode, call: SyntaxNode): Location =>
  `acquired ${code.source.file} ${placeIn(code, call)}`;

/** Names a node of a function, the same however the function is moved about and its lines broken. */
export function placeIn(code: FunctionCode, node: SyntaxNode): string {
  return `${code.name}+${String(numberOf(node))}`;
}

/**
 * Structs that only carry pages from one place to another. What is in them is where they are: an
 * entry of `buf->bvec` is of `buf`, not of every bio_vec there is.
 */
export const CARRIERS: ReadonlySet<string> = new Set([
  ...[
    'scatterlist',
    'sg_table',
    'sg_append_table',
    'bio_vec',
    'skb_frag',
    'iov_iter',
    'folio_iter',
  ],
]);

/** Structs that are a page: what is in a member of theirs has nothing to do with holding it. */
const PAGES = new Set(['page', 'folio']);

/** Macros that give the object which a member is in: their second argument is its type. */
const CONTAINERS = /^(?:container_of|rb_entry\w*|\w*list\w*_entry\w*)$/;

/** Calls that map pages for a while: nobody finds the pages again by such an address. */
const MAPPINGS = /^(?:kmap|vmap|vm_map)/;

/** Operators under which an address or page frame number stays one. */
const KEEPS_PAGES = new Set(['+', '-', '|', '&', '<<', '>>']);

/** A value that is put at places, which have the type. */
interface Filling {
  readonly value: SyntaxNode;
  readonly to: readonly Location[];
  readonly type: CType | null;
}

/** Reads the expressions of one function as places. */
export class Scope {
  constructor(
    readonly code: FunctionCode,
    private readonly program: Program,
  ) {}

  text(node: SyntaxNode): string {
    return this.code.source.of(node);
  }

  /** The places whose pages the expression stands for. */
  places(node: SyntaxNode): Location[] {
    switch (node.type) {
      case 'identifier':
        return this.named(this.text(node));
      case 'field_expression':
        return this.field(node);
      case 'subscript_expression':
      case 'pointer_expression':
      case 'update_expression':
        return this.child(node, 'argument');
      case 'cast_expression':
        return this.child(node, 'value');
      case 'parenthesized_expression':
        return node.namedChildren.flatMap((inner) => this.places(inner));
      case 'comma_expression':
      case 'assignment_expression':
        return this.child(node, 'right');
      case 'conditional_expression':
        return [...this.child(node, 'consequence'), ...this.child(node, 'alternative')];
      case 'binary_expression': {
        const operator = node.childByField('operator')?.type ?? '';
        if (!KEEPS_PAGES.has(operator)) return [];
        const left = this.child(node, 'left');
        const points = (side: string) => isPointer(this.inner(node, side, (type) => type));
        // What is taken off an address is a length, or makes one of it, and so is what is added.
        if (operator === '-') return points('right') ? [] : left;
        return operator === '+' && points('left') ? left : [...left, ...this.child(node, 'right')];
      }
      case 'call_expression':
        return this.result(node);
      default:
        return [];
    }
  }

  private child(node: SyntaxNode, field: string): Location[] {
    const inner = node.childByField(field);
    return inner ? this.places(inner) : [];
  }

  private named(name: string): Location[] {
    const { source, variables } = this.code;
    // A name in capitals is a constant; pages are not kept in those.
    const known = variables.get(name);
    if (!known) return /[a-z]/.test(name) ? [`global ${source.file} ${name}`] : [];
    if (isTooSmall(known.type)) return [];
    return [variable(source.file, this.code.name, name)];
  }

  private field(node: SyntaxNode): Location[] {
    const base = node.childByField('argument');
    const field = node.childByField('field');
    if (!base || !field) return [];
    const tag = structTag(this.typeOf(base));
    if (tag !== null && PAGES.has(tag)) return [];
    const name = this.text(field);
    if (tag !== null) return this.memberOf(tag, name, this.places(base));
    // A member of an anonymous struct belongs to the struct around it.
    const [outer] = base.type === 'field_expression' ? this.field(base) : [];
    if (outer?.startsWith('member ')) return [`${outer}.${name}`];
    return [`member ${this.code.source.file}:?.${name}`];
  }

  /** The place of a member of an object that is at the places. */
  private memberOf(tag: string, name: string, object: Location[]): Location[] {
    const member = this.program.member(tag, name);
    if (isTooSmall(member.type)) return [];
    return CARRIERS.has(tag) ? object : [`member ${tag}.${member.name}`];
  }

  /** What `{ .a = x, .b = { .c = y } }` puts where, in an object of the type that is at the places. */
  *literal(list: SyntaxNode, type: CType | null, object: Location[]): Generator<Filling> {
    const tag = structTag(type);
    if (tag === null || PAGES.has(tag)) return;
    for (const pair of list.children) {
      const designator = pair.childByField('designator');
      const value = pair.childByField('value');
      if (designator?.type !== 'field_designator' || value === null) continue;
      const name = this.text(designator).slice(1);
      const to = this.memberOf(tag, name, object);
      const inner = this.program.member(tag, name).type;
      if (value.type === 'initializer_list') yield* this.literal(value, inner, to);
      else yield { value, to, type: inner };
    }
  }

  /** What a call gives: what a helper makes of its arguments, or what the function returns. */
  private result(call: SyntaxNode): Location[] {
    const name = calleeName(call, this.code);
    if (MAPPINGS.test(name)) return [];
    if (isAcquire(name)) return [acquired(this.code, call)];
    const args = argumentsOf(call);
    const effects = effectsOf(name, this.program.release);
    const passed = (effects ?? []).flatMap((effect) =>
      (effect.does === 'aliases' || effect.does === 'retrieves') && effect.to === 'return'
        ? [effect.from]
        : effect.does === 'keeps' && effect.into === 'return'
          ? [effect.param]
          : [],
    );
    if (passed.length > 0)
      return passed.flatMap((i) => (i < args.length ? this.inside(args[i]) : []));
    const callee = this.program.functionNamed(name, this.code.source);
    if (callee)
      return isTooSmall(callee.returns) ? [] : [returned(callee.source.file, callee.name)];
    // Arithmetic written as a macro: ALIGN_DOWN(addr, size).
    const isMacro = effects === undefined && /^[A-Z_0-9]+$/.test(name);
    return isMacro ? args.flatMap((argument) => this.places(argument)) : [];
  }

  /** What a helper finds in its argument. */
  inside(node: SyntaxNode): Location[] {
    const tag = structTag(this.typeOf(node));
    const isOwner = tag !== null && !CARRIERS.has(tag) && !PAGES.has(tag);
    return isOwner ? [...this.places(node), object(tag)] : this.places(node);
  }

  typeOf(node: SyntaxNode): CType | null {
    switch (node.type) {
      case 'identifier':
        return this.code.variables.get(this.text(node))?.type ?? null;
      case 'parenthesized_expression':
        return node.namedChildren.length === 1 ? this.typeOf(node.namedChildren[0]) : null;
      case 'field_expression': {
        const base = node.childByField('argument');
        const field = node.childByField('field');
        const tag = base ? structTag(this.typeOf(base)) : null;
        return tag === null || !field ? null : this.program.member(tag, this.text(field)).type;
      }
      case 'subscript_expression':
        return this.inner(node, 'argument', pointee);
      case 'pointer_expression':
        return this.text(node).startsWith('&')
          ? this.inner(node, 'argument', (type) => ({ kind: 'pointer', to: type }))
          : this.inner(node, 'argument', pointee);
      case 'cast_expression': {
        const type = node.childByField('type');
        return type ? namedPointer(this.text(type)) : null;
      }
      case 'assignment_expression':
      case 'binary_expression':
        return this.inner(node, 'left', (type) => type);
      case 'conditional_expression':
        return this.inner(node, 'alternative', (type) => type);
      case 'call_expression':
        return this.resultType(node);
      default:
        return null;
    }
  }

  private inner(
    node: SyntaxNode,
    field: string,
    map: (type: CType | null) => CType | null,
  ): CType | null {
    const inner = node.childByField(field);
    return inner ? map(this.typeOf(inner)) : null;
  }

  private resultType(call: SyntaxNode): CType | null {
    const name = calleeName(call, this.code);
    const args = argumentsOf(call);
    if (CONTAINERS.test(name) && args.length > 1) return namedPointer(`${this.text(args[1])} *`);
    return this.program.functionNamed(name, this.code.source)?.returns ?? null;
  }
}

/**
 * Whether what has the type is pages or can be an address or number that stands for them, and not an
 * object that has pages in its members: those are places of their own.
 */
export function canHoldPages(type: CType | null): boolean {
  if (isTooSmall(type)) return false;
  const inner = isPointer(type) ? pointee(type) : type;
  return inner?.kind !== 'struct' || PAGES.has(inner.tag) || CARRIERS.has(inner.tag);
}

/** Whether neither an address nor a page frame number fits: it is a count, an errno or a flag. */
export const isTooSmall = (type: CType | null): boolean =>
  type?.kind === 'void' || (type?.kind === 'int' && type.bits <= 32);

/** The type that `struct x *` names. */
function namedPointer(text: string): CType | null {
  const base = namedType(text.replaceAll('*', ' '));
  return [...text.matchAll(/\*/g)].reduce<CType | null>((to) => ({ kind: 'pointer', to }), base);
}

/** The name of a function that is called by its name, else the empty string. */
export function calleeName(call: SyntaxNode, { source }: FunctionCode): string {
  const callee = call.childByField('function');
  return callee?.type === 'identifier' ? source.of(callee) : '';
}

/** The argument expressions of a call. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = call.childByField('arguments');
  return list ? list.namedChildren.filter(({ type }) => type !== 'comment') : [];
}
