import { borrows, effectsOf, isAcquire, type KernelRelease } from '../../kernel';
import { acquireFunction } from '../flow/acquires';
import { type CType, structTag } from '../flow/ctypes';
import type { FunctionCode } from '../flow/functionCode';
import type { Program } from '../flow/machine';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { AfterSite } from './afterSite';
import { namedRelease } from './namedRelease';
import {
  argumentsOf,
  calleeName,
  canHoldPages,
  CARRIERS,
  isTooSmall,
  placeIn,
  type Location,
  returned,
  Scope,
  variable,
} from './scope';

/**
 * One way pages can go:
 * - `within`: from place to place inside a function, or to a member and back.
 * - `into`: from an argument into a function that is called.
 * - `out`: from a function's parameter or result back to who called it.
 */
export interface Flow {
  readonly from: Location;
  readonly to: Location;
  readonly kind: 'within' | 'into' | 'out';
  /** The call that pages go into or come out of; empty within a function, and where it is not known. */
  readonly call: string;
  /** Of `into`: the function that is called tells how it went. */
  readonly answers: boolean;
}

/** A call that gives pages back, or passes them to a function that may. */
export interface PageCall {
  readonly code: FunctionCode;
  readonly node: SyntaxNode;
  readonly name: string;
  /** Places that the pages may come from. */
  readonly pages: readonly Location[];
  /** The parameter of a function at hand that they become; null for a release function. */
  readonly parameter: Location | null;
  /** The parameter is a number that stands for a page, such as its frame's: no page is passed. */
  readonly isNumber: boolean;
  /** The function called tells how it went. */
  readonly answers: boolean;
}

/** A call by which what is in the pages is written. */
export type PageWrite = Pick<PageCall, 'code' | 'node' | 'name' | 'pages'>;

/** A call of a function that is neither at hand nor well known. */
export interface UnknownCall {
  readonly code: FunctionCode;
  readonly name: string;
  readonly pages: readonly Location[];
  /** Structs of the objects it is given: it may answer with what is in them. */
  readonly objects: readonly string[];
}

/** The site that pages are followed from, in the function that it stands in. */
export interface Origin extends AfterSite {
  /** What the call fills. */
  readonly filled: ReadonlySet<Location>;
}

/** What a function does with pages, whatever the order of its statements. */
export interface FunctionFlows {
  readonly flows: readonly Flow[];
  readonly releases: readonly PageCall[];
  /** Calls of functions at hand that are given something. */
  readonly calls: readonly PageCall[];
  readonly unknown: readonly UnknownCall[];
  readonly writes: readonly PageWrite[];
  /** Places that its own calls of acquire functions fill. */
  readonly acquires: readonly Location[];
}

/**
 * Reads the flows of a function.
 *
 * @param origin Where the function holds the site: what runs before it is no way for its pages.
 */
export function flowsOf(
  code: FunctionCode,
  program: Program,
  origin: Origin | null = null,
): FunctionFlows {
  const reader = new Reader(code, program, origin);
  for (const node of descendants(code.syntax)) reader.visit(node);
  reader.finish();
  return reader;
}

/** The argument of an acquire function that says where the pages go, or null. */
function pagesParameter(name: string, count: number, release: KernelRelease): number | null {
  return isAcquire(name) ? (acquireFunction(name, count, release)?.pages ?? null) : null;
}

/** Whether a pointer of the type points at page pointers or at what carries them, not at a page. */
function pointsAtStore(type: CType | null): boolean {
  if (type?.kind !== 'pointer') return false;
  const { to } = type;
  return (
    to?.kind === 'pointer' || (to?.kind === 'struct' && (CARRIERS.has(to.tag) || isBio(to.tag)))
  );
}

/** A bio keeps the pages that are added to it, and finds its way by pointers as they do. */
const isBio = (tag: string | null): boolean => tag === 'bio';

class Reader implements FunctionFlows {
  flows: Flow[] = [];
  releases: PageCall[] = [];
  calls: PageCall[] = [];
  readonly unknown: UnknownCall[] = [];
  readonly writes: PageWrite[] = [];
  readonly acquires: Location[] = [];
  /** Pages that the function takes another reference of. */
  private readonly referenced = new Set<Location>();
  /** Places at an offset into what another one points at. */
  private readonly offsets: { readonly from: readonly Location[]; readonly to: Location }[] = [];
  /** Where in the function something comes to a place. */
  private readonly arrivals = new Map<Location, SyntaxNode[]>();
  private visited: SyntaxNode | null = null;
  private readonly scope: Scope;

  constructor(
    private readonly code: FunctionCode,
    private readonly program: Program,
    private readonly origin: Origin | null,
  ) {
    this.scope = new Scope(code, program);
  }

  /** The places in which pages of the site can be when the node runs. */
  private possible(places: readonly Location[], node: SyntaxNode): readonly Location[] {
    const { origin } = this;
    if (origin === null) return places;
    // What outlives the function may hold pages of an earlier call.
    return places.filter(
      (place) =>
        !place.startsWith('variable ') ||
        (origin.isAfter(node) && (!origin.filled.has(place) || origin.isHolding(node))),
    );
  }

  visit(node: SyntaxNode): void {
    this.visited = node;
    switch (node.type) {
      case 'assignment_expression':
        // `size += n` counts.
        if (node.childByField('operator')?.type !== '=') return;
        this.assign(node.childByField('left'), node.childByField('right'));
        break;
      case 'init_declarator':
        this.initialise(node);
        break;
      case 'return_statement':
        for (const value of node.namedChildren) this.giveBack(value);
        break;
      case 'call_expression':
        this.call(node);
        break;
      case 'while_statement':
        this.loop(node);
        break;
    }
  }

  /** `for_each_sg(sgl, sg, n, i)`, which normalisation made a `while` of: its cursor is filled. */
  private loop(node: SyntaxNode): void {
    const macro = /^\w+/.exec(this.code.source.of(node))?.[0] ?? '';
    const condition = node.childByField('condition');
    if (macro === 'while' || !condition) return;
    const args = listed(condition);
    this.helper(macro, args);
  }

  /** What is put at an offset is in the array, unless that is filled by an acquire of its own. */
  finish(): void {
    this.releases = this.releases.map((call) => this.onTime(call));
    this.calls = this.calls.map((call) => this.onTime(call));
    for (const { from, to } of this.offsets) if (!this.acquires.includes(to)) this.add(from, [to]);
    // A page that is kept with a reference of its own is not the caller's any more.
    if (this.origin === null)
      this.flows = this.flows.filter(
        ({ from, to }) => !(this.referenced.has(from) && to.startsWith('member ')),
      );
  }

  /** Without the variables that get pages of the site only later: `put_page(old); old = new;`. */
  private onTime(call: PageCall): PageCall {
    const { origin } = this;
    if (origin === null) return call;
    const pages = call.pages.filter((place) => {
      const arrivals = place.startsWith('variable ') ? this.arrivals.get(place) : undefined;
      return (
        arrivals === undefined ||
        origin.filled.has(place) ||
        arrivals.some((one) => origin.follows(one, call.node))
      );
    });
    return { ...call, pages };
  }

  private add(
    from: readonly Location[],
    to: readonly Location[],
    kind: Flow['kind'] = 'within',
    call: SyntaxNode | null = null,
    answers = true,
  ): void {
    const at = call ? `${this.code.source.file}:${placeIn(this.code, call)}` : '';
    for (const a of from)
      for (const b of to) {
        if (a === b) continue;
        this.flows.push({ from: a, to: b, kind, call: at, answers });
        if (this.origin && this.visited) this.arrive(b, this.visited);
      }
  }

  private arrive(at: Location, node: SyntaxNode): void {
    const known = this.arrivals.get(at);
    if (known) known.push(node);
    else this.arrivals.set(at, [node]);
  }

  private assign(left: SyntaxNode | null, right: SyntaxNode | null): void {
    if (!left || !right) return;
    this.flow(right, this.scope.places(left), this.scope.typeOf(left));
    if (left.type === 'field_expression') this.callBack(left, right);
  }

  /** Who is called back gets the object that names the function: `bio->bi_end_io = user_done;`. */
  private callBack(member: SyntaxNode, value: SyntaxNode): void {
    const object = member.childByField('argument');
    if (!object || value.type !== 'identifier') return;
    const callee = this.program.functionNamed(this.scope.text(value), this.code.source);
    const tag = structTag(this.scope.typeOf(object));
    const first = callee?.parameters.at(0);
    if (!callee || !first || tag === null || structTag(first.type) !== tag) return;
    const parameter = variable(callee.source.file, callee.name, first.name);
    this.add(this.scope.places(object), [parameter]);
  }

  private initialise(node: SyntaxNode): void {
    const value = node.childByField('value');
    let name = node.childByField('declarator');
    while (name && name.type !== 'identifier') name = name.childByField('declarator');
    if (!name || !value) return;
    const [to, type] = [this.scope.places(name), this.scope.typeOf(name)];
    if (value.type !== 'initializer_list') this.flow(value, to, type);
    else
      for (const one of this.scope.literal(value, type, to)) this.flow(one.value, one.to, one.type);
  }

  /**
   * From an expression to places; what a function returns comes out of it. After `p = q` of pointers
   * to where pages are kept, what is put into one is in the other.
   */
  private flow(value: SyntaxNode, to: readonly Location[], type: CType | null): void {
    const isStore = pointsAtStore(type);
    const places = this.scope.places(value);
    const call = bareCall(value);
    for (const from of isStore ? places : this.possible(places, value)) {
      const isResult = from.startsWith('return ');
      // After `p = q + n` what is put at p is in q's memory, but what is at q is not at p.
      if (!isStore || value.type !== 'binary_expression')
        this.add([from], to, isResult ? 'out' : 'within', call);
      if (!isStore) continue;
      if (value.type === 'binary_expression') this.offsets.push({ from: to, to: from });
      else this.add(to, [from], isResult ? 'into' : 'within', call);
    }
  }

  private giveBack(value: SyntaxNode): void {
    if (isTooSmall(this.code.returns)) return;
    const result = returned(this.code.source.file, this.code.name);
    this.add(this.possible(this.scope.places(value), value), [result]);
    if (pointsAtStore(this.code.returns)) this.add([result], this.scope.places(value));
  }

  private call(node: SyntaxNode): void {
    const name = calleeName(node, this.code);
    if (name === '') return;
    const args = argumentsOf(node);
    const placesOf = (index: number) => (index < args.length ? this.scope.places(args[index]) : []);
    const release = namedRelease(name, this.program.release);
    if (release) {
      const pages = this.possible(placesOf(release.param), node);
      if (!release.isStray || this.origin !== null)
        this.releases.push({
          code: this.code,
          node,
          name,
          pages,
          parameter: null,
          isNumber: false,
          answers: false,
        });
      return;
    }
    const pages = pagesParameter(name, args.length, this.program.release);
    if (pages !== null) this.acquires.push(...placesOf(pages));
    // What a well-known helper does is told by its effects, not by its body.
    const effects = this.helper(name, args);
    // What it makes the destination is kept where its body says.
    const isKnown = effects?.some(({ does }) => does !== 'fills') === true;
    for (const effect of effects ?? [])
      if (effect.does === 'fills')
        this.writes.push({
          code: this.code,
          node,
          name,
          pages: this.possible(placesOf(effect.param), node),
        });
    const callee = isKnown ? null : this.program.functionNamed(name, this.code.source);
    if (callee) this.enter(node, callee, placesOf);
    else if (!isKnown && !isAcquire(name) && !borrows(name, this.program.release)) {
      this.unknown.push({
        code: this.code,
        name,
        pages: args.flatMap((argument, index) =>
          canHoldPages(this.scope.typeOf(argument)) ? placesOf(index) : [],
        ),
        objects: args.flatMap((argument) => structTag(this.scope.typeOf(argument)) ?? []),
      });
    }
  }

  /** Where a well-known helper takes pages; its effects, or undefined when it is not one. */
  private helper(name: string, args: readonly SyntaxNode[]) {
    const placesOf = (index: number) => (index < args.length ? this.scope.places(args[index]) : []);
    const effects = effectsOf(name, this.program.release);
    for (const effect of effects ?? []) {
      if (effect.does === 'keeps' && typeof effect.into === 'number')
        this.add(placesOf(effect.param), placesOf(effect.into));
      else if (effect.does === 'acquires' && typeof effect.pages === 'number')
        for (const page of placesOf(effect.pages)) this.referenced.add(page);
      else if (effect.does === 'copies') this.add(placesOf(effect.from), placesOf(effect.to));
      else if (
        (effect.does === 'aliases' || effect.does === 'retrieves') &&
        typeof effect.to === 'number'
      ) {
        const from = effect.from < args.length ? this.scope.inside(args[effect.from]) : [];
        this.add(from, placesOf(effect.to));
        // What is put where a cursor points is in what it walks over.
        if (effect.does === 'aliases') this.add(placesOf(effect.to), placesOf(effect.from));
      }
    }
    return effects;
  }

  private enter(
    node: SyntaxNode,
    callee: FunctionCode,
    placesOf: (index: number) => Location[],
  ): void {
    const args = argumentsOf(node);
    const answers = callee.returns?.kind !== 'void';
    callee.parameters.forEach(({ name, type }, index) => {
      const isStore = index < args.length && pointsAtStore(this.scope.typeOf(args[index]));
      const places = placesOf(index);
      const pages = isStore ? places : this.possible(places, node);
      if (name === '' || pages.length === 0) return;
      const parameter = variable(callee.source.file, callee.name, name);
      this.add(pages, [parameter], 'into', node, answers);
      if (type === null || type.kind === 'pointer') this.add([parameter], pages, 'out', node);
      // Who passes a bio on passes an object that has pages, as other objects do.
      if (isBio(structTag(type))) return;
      this.calls.push({
        code: this.code,
        node,
        name: callee.name,
        pages: this.possible(pages, node),
        parameter,
        isNumber: type?.kind === 'int',
        answers,
      });
    });
  }
}

/** The operands of `(a, b, c)`. */
function listed(node: SyntaxNode): SyntaxNode[] {
  const isList = node.type === 'parenthesized_expression' || node.type === 'comma_expression';
  return isList
    ? node.namedChildren.filter(({ type }) => type !== 'comment').flatMap(listed)
    : [node];
}

/** The call that a value is the result of, casts and parentheses left aside. */
function bareCall(value: SyntaxNode): SyntaxNode | null {
  switch (value.type) {
    case 'call_expression':
      return value;
    case 'cast_expression': {
      const inner = value.childByField('value');
      return inner && bareCall(inner);
    }
    case 'parenthesized_expression':
      return value.namedChildren.length === 1 ? bareCall(value.namedChildren[0]) : null;
    default:
      return null;
  }
}
