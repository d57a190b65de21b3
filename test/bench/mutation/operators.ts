import { acquireFunction } from '../../../src/analyzer/flow/acquires';
import { descendants, type SyntaxNode } from '../../../src/analyzer/syntax/syntaxNode';
import { NEWEST_RELEASE } from '../../../src/kernel';
import {
  type CallShape,
  enclosing,
  type FunctionShape,
  isRelease,
  pageWords,
  wordsOf,
} from './functionShape';
import { movedGotos } from './gotos';
import type { Mutant, Operator } from './mutant';

/** What the function's file knows of it beyond its text. */
export interface Around {
  /** Whether a release call belongs to a site of another function of the file. */
  readonly isPaired: (release: CallShape) => boolean;
  /** Whether pages get to a release call only where the function that took them fails. */
  readonly isOfFailure: (release: CallShape) => boolean;
  /** Whether a function of that name gives pages back, by itself or by what it calls. */
  readonly releases: (name: string) => boolean;
}

/** Every small change to the function that breaks how pages are taken or given back. */
export function mutantsOf(shape: FunctionShape, around: Around): Mutant[] {
  const words = pageWords(shape);
  const own = (call: CallShape) =>
    call.name.startsWith('unpin_') ||
    call.args.some((arg) => wordsOf(shape.source.of(arg)).some((word) => words.has(word)));
  const releases = shape.calls.filter(
    (call) =>
      isRelease(call) &&
      !isOfMapping(shape, call) &&
      ((shape.sites.length > 0 && own(call)) || around.isPaired(call)),
  );
  return [
    ...releases.flatMap((call) => [
      ...otherApi(shape, call),
      deleted(shape, call, 'release-deleted'),
      ...otherBounds(shape, call),
      // Nobody relies on what was written where a failure is answered.
      ...(around.isOfFailure(call) ? [] : notDirty(shape, call)),
    ]),
    ...(releases.length > 0 ? dirtyingCalls(shape) : []),
    ...(shape.sites.length > 0 ? movedGotos(shape, around.releases) : []),
    ...(shape.sites.some((site) => takesPages(shape, site)) ? droppedFlags(shape) : []),
  ];
}

/** It gives back what the page table held, once the page is out of it: that is nobody's page of a site. */
function isOfMapping({ calls, source }: FunctionShape, { node, args }: CallShape): boolean {
  const of = (arg: SyntaxNode | undefined) => (arg === undefined ? '' : source.of(arg));
  return calls.some(
    (one) =>
      /^(?:folio|page)_remove_rmap/.test(one.name) &&
      one.node.end <= node.start &&
      of(one.args[0]) === of(args[0]),
  );
}

/** A call without an array to fill takes no page: what its flags say of pages changes nothing. */
function takesPages({ source }: FunctionShape, { name, args }: CallShape): boolean {
  const at = acquireFunction(name, args.length, NEWEST_RELEASE)?.pages ?? null;
  const array = at === null ? undefined : args.at(at);
  return array === undefined || source.of(array) !== 'NULL';
}

/** The call that gives the other kind of reference back, with the arguments it takes. */
const COUNTERPARTS: Readonly<Record<string, (args: readonly string[]) => string>> = {
  unpin_user_page: ([page]) => `put_page(${page})`,
  unpin_user_pages: ([pages, count]) => `release_pages(${pages}, ${count})`,
  unpin_user_pages_dirty_lock: ([pages, count]) => `release_pages(${pages}, ${count})`,
  unpin_user_page_range_dirty_lock: ([page]) => `put_page(${page})`,
  unpin_user_folio: ([folio, count]) => `folio_put_refs(${folio}, ${count})`,
  put_page: ([page]) => `unpin_user_page(${page})`,
  folio_put: ([folio]) => `unpin_user_folio(${folio}, 1)`,
  release_pages: ([pages, count]) => `unpin_user_pages(${pages}, ${count})`,
};

function mutant(operator: Operator, shape: FunctionShape, node: SyntaxNode, text: string): Mutant {
  const before = shape.source.short(node, 60);
  return {
    operator,
    what: `${before} -> ${text === '' ? 'nothing' : text.replace(/\s+/g, ' ')}`,
    edit: { start: node.start, end: node.end, text },
  };
}

function otherApi(shape: FunctionShape, { name, node, args }: CallShape): Mutant[] {
  const make = Object.hasOwn(COUNTERPARTS, name) ? COUNTERPARTS[name] : undefined;
  const texts = args.map((arg) => shape.source.of(arg));
  return make === undefined ? [] : [mutant('wrong-api', shape, node, make(texts))];
}

function deleted(shape: FunctionShape, { node }: CallShape, operator: Operator): Mutant {
  return mutant(operator, shape, node, '(void)0');
}

/** The position of the count among the arguments of a release. */
const COUNT: Readonly<Record<string, number>> = {
  unpin_user_pages: 1,
  unpin_user_pages_dirty_lock: 1,
  release_pages: 1,
  unpin_user_page_range_dirty_lock: 1,
  unpin_user_folio: 1,
  folio_put_refs: 1,
};

function otherBounds(shape: FunctionShape, call: CallShape): Mutant[] {
  const at = Object.hasOwn(COUNT, call.name) ? COUNT[call.name] : undefined;
  const count = at === undefined ? undefined : call.args.at(at);
  if (count !== undefined) {
    const text = shape.source.of(count);
    return [
      mutant('bound-changed', shape, count, `(${text}) + 1`),
      mutant('bound-changed', shape, count, `(${text}) - 1`),
    ];
  }
  const loop = enclosing(call.node, /^(for|while|do)_statement$/);
  if (loop === null || shape.sites.some(({ node }) => within(node, loop))) return [];
  return otherRounds(shape, loop);
}

const within = (node: SyntaxNode, outer: SyntaxNode) =>
  outer.start <= node.start && node.end <= outer.end;

/** One round more or fewer. */
function otherRounds({ source }: FunctionShape, loop: SyntaxNode): Mutant[] {
  const found: Mutant[] = [];
  const change = (node: SyntaxNode, from: RegExp, to: string) => {
    const text = source.of(node);
    if (!from.test(text)) return;
    const after = text.replace(from, to);
    found.push({
      operator: 'bound-changed',
      what: `${text} -> ${after}`.replace(/\s+/g, ' '),
      edit: { start: node.start, end: node.end, text: after },
    });
  };
  const condition = loop.childByField('condition');
  const initializer = loop.childByField('initializer');
  if (condition !== null && loop.type === 'for_statement') {
    change(condition, /^(\w+) < (.*)$/s, '$1 <= $2');
    change(condition, /^(\w+) >= 0$/, '$1 > 0');
  }
  if (initializer !== null) change(initializer, /^((?:int )?\w+ = )0$/, '$11');
  if (condition !== null && loop.type === 'while_statement') {
    change(condition, /^\((--\w+ >)= 0\)$/, '($1 0)');
    change(condition, /^\((\w+)--\)$/, '(--$1)');
    change(condition, /^\((\w+)-- > 0\)$/, '($1-- > 1)');
  }
  return found;
}

function notDirty(shape: FunctionShape, { name, args }: CallShape): Mutant[] {
  if (!name.endsWith('_dirty_lock')) return [];
  const flag = args.at(-1);
  if (flag === undefined || /^(false|0)$/.test(shape.source.of(flag))) return [];
  return [mutant('dirty-dropped', shape, flag, 'false')];
}

function dirtyingCalls(shape: FunctionShape): Mutant[] {
  return shape.calls
    .filter(({ name }) => /^(set_page_dirty|set_page_dirty_lock|folio_mark_dirty)$/.test(name))
    .map((call) => deleted(shape, call, 'dirty-dropped'));
}

/** FOLL_WRITE or FOLL_LONGTERM goes, wherever the function names it to set it. */
function droppedFlags(shape: FunctionShape): Mutant[] {
  const found: Mutant[] = [];
  for (const node of descendants(shape.syntax)) {
    if (node.type !== 'identifier') continue;
    const name = shape.source.of(node);
    if (name !== 'FOLL_WRITE' && name !== 'FOLL_LONGTERM') continue;
    if (isTested(shape, node)) continue;
    if (name === 'FOLL_WRITE' && isOnlyRead(shape)) continue;
    const operator = name === 'FOLL_WRITE' ? 'write-dropped' : 'longterm-dropped';
    found.push(mutant(operator, shape, node, '0'));
  }
  return found;
}

/**
 * Nobody writes to the pages, whatever the flag says: they are those of a buffer that the function
 * promises not to write to, or a device is let at them to read and for nothing else.
 */
function isOnlyRead({ syntax, source, sites }: FunctionShape): boolean {
  const text = source.of(syntax);
  const head = text.slice(0, text.indexOf('{'));
  const isPromised = sites.some(({ args }) =>
    args.some((arg) =>
      wordsOf(source.of(arg)).some((word) =>
        new RegExp(`\\bconst\\b[^,()]*__user\\s*\\*\\s*${word}\\b`).test(head),
      ),
    ),
  );
  const isSent = /\bDMA_TO_DEVICE\b/.test(text) && !/DMA_(?:FROM_DEVICE|BIDIRECTIONAL)/.test(text);
  return isPromised || isSent;
}

/** `flags & FOLL_WRITE` and `flags &= ~FOLL_WRITE` set nothing. */
function isTested({ source }: FunctionShape, node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'unary_expression') return true;
  return parent?.type === 'binary_expression' && parent.childByField('operator')?.type === '&'
    ? true
    : /&\s*~?\s*$/.test(source.text.slice(node.start - 3, node.start));
}
