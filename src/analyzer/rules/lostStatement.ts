import { isAcquire } from '../../kernel';
import { entryOf, type FunctionEntry } from '../flow/functionEntry';
import { releaseNamed } from '../flow/releases';
import { armsOf, type IdleStatement, idleStatements } from '../syntax/idleStatements';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { Span } from '../sites/callTokens';
import { siteStep } from './evidence';
import { type IdlePage, idlePages } from './idlePage';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/** A statement that has to do with the site's pages, and lost what it was there for. */
export interface LostStatement {
  readonly idle: IdleStatement;
  readonly entry: FunctionEntry;
  /** It stands before a release and asks whether pages are written to: what it did was to mark them. */
  readonly marked: boolean;
}

/** All of them in the file of the site, in its own function or in others. */
export function* lostStatements(facts: SiteFacts): Generator<LostStatement> {
  const { call } = facts;
  for (const { entry, syntax, isOwn } of functionsOfPages(facts)) {
    const all = once(statements, entry, () => idleStatements(syntax, call.file.source));
    for (const idle of all) {
      if (isOwn && idle.node.end < call.tokens.start) continue;
      const marked = asksForWrites(facts, idle) && isGivenBackAfter(facts, idle);
      if (marked || isOfPages(facts, idle, isOwn)) yield { idle, entry, marked };
    }
  }
}

/** What the text of a function alone tells. Several rules ask for it, at every key. */
const statements = new WeakMap<FunctionEntry, readonly IdleStatement[]>();
const pages = new WeakMap<FunctionEntry, readonly IdlePage[]>();

function once<T>(
  known: WeakMap<FunctionEntry, readonly T[]>,
  entry: FunctionEntry,
  read: () => Iterable<T>,
): readonly T[] {
  const found = known.get(entry) ?? [...read()];
  known.set(entry, found);
  return found;
}

interface FunctionOfPages {
  readonly entry: FunctionEntry;
  readonly syntax: SyntaxNode;
  /** It is the function of the site. */
  readonly isOwn: boolean;
}

/** Functions of the file that may have the site's pages in their hands. */
function* functionsOfPages(facts: SiteFacts): Generator<FunctionOfPages> {
  const { call, flow } = facts;
  const member = /\.(\w+)$/.exec(flow?.owner ?? '')?.[1] ?? null;
  const entries = call.file.functions.flatMap((unit) => entryOf(unit) ?? []);
  const first = entries.find(({ acquires }) => acquires);
  const isFirst = first?.unit === call.unit && !takesBefore(facts);
  for (const entry of entries) {
    const isOwn = entry.unit === call.unit;
    const isTheirs = member !== null && new RegExp(`(?:->|\\.)${member}\\b`).test(entry.text);
    // What cannot be told apart by a member is told of once.
    if (!isOwn && !isTheirs && (entry.acquires || !isFirst)) continue;
    // One that names none is not worth being parsed: what gives pages back has a word for them in its name.
    if (!isOwn && !namesPages(entry)) continue;
    const { syntax, hasError } = entry.unit;
    if (syntax !== null && !hasError) yield { entry, syntax, isOwn };
  }
}

const naming = new WeakMap<FunctionEntry, boolean>();

function namesPages(entry: FunctionEntry): boolean {
  const known = naming.get(entry) ?? PAGES.test(entry.text);
  naming.set(entry, known);
  return known;
}

/** Whether the function has another site before this one. */
function takesBefore({ call: { unit, file, tokens } }: SiteFacts): boolean {
  return [...(unit?.nodes() ?? [])].some(
    (node) =>
      node.type === 'call_expression' &&
      node.start < tokens.start &&
      isAcquire(file.source.of(node.childByField('function') ?? node)),
  );
}

/** Words for pages, and for what they are kept in. */
const PAGES = /page|folio|pinned|scatterlist|bvec|\bbv_|pfn|(?:\b|_)sgl?(?:\b|_)/i;

function isOfPages(
  { call: { file } }: SiteFacts,
  { kind, node }: IdleStatement,
  isOwn: boolean,
): boolean {
  const { otherwise } = armsOf(node);
  if (kind === 'case') return node.parent !== null && givesBack(node.parent, file.source);
  if (kind === 'arm' && otherwise !== null) return givesBack(node, file.source);
  return isOwn || PAGES.test(file.source.of(node));
}

/** What it does the one way is to give pages back: so it was, the other way, with other pages. */
function givesBack(node: SyntaxNode, source: SiteFacts['call']['file']['source']): boolean {
  for (const one of descendants(node)) {
    const callee = one.type === 'call_expression' ? one.childByField('function') : null;
    if (callee === null) continue;
    const name = source.of(callee);
    if (releaseNamed(name) !== null || GIVES_BACK.test(name)) return true;
  }
  return false;
}

const GIVES_BACK = /^_*free_pages?$|(?:^|_)(?:put|unpin|release)_(?:\w+_)?(?:pages?|folios?)$/;

const ASKS_FOR_WRITES = /write|writ(?:able|ing)|dirty|read|\bro\b|_ro\b|\bdir|DEST|prot|perm/i;

function asksForWrites({ call }: SiteFacts, { kind, node }: IdleStatement): boolean {
  const condition = node.childByField('condition');
  return (
    kind === 'arm' && condition !== null && ASKS_FOR_WRITES.test(call.file.source.of(condition))
  );
}

/** Behind it in the same block pages are given back. */
function isGivenBackAfter({ call }: SiteFacts, { node }: IdleStatement): boolean {
  const behind = node.parent?.namedChildren.filter(({ start }) => start >= node.end) ?? [];
  return behind.some((one) => givesBack(one, call.file.source));
}

/** A statement was to give pages back, or a page was looked up for that. */
export function* reportLostRelease(
  facts: SiteFacts,
  where: 'here' | 'elsewhere',
): Iterable<Report> {
  const { call } = facts;
  const { taken, give } = words(facts);
  const lead = `pages ${taken} by ${call.site.api}() in line ${call.site.line} are not ${give} by`;
  for (const { idle, entry, marked } of lostStatements(facts)) {
    if (marked || (entry.unit === call.unit) !== (where === 'here')) continue;
    const what = `this ${NAMES[idle.kind]}`;
    yield lost(
      `${lead} ${what} of ${entry.name}(): it does nothing`,
      headOf(facts, idle),
      idle.node,
      `${what} has pages at hand and does nothing`,
    );
    return;
  }
  for (const { entry, syntax, isOwn } of functionsOfPages(facts)) {
    if (isOwn !== (where === 'here')) continue;
    for (const { name, node } of once(pages, entry, () => idlePages(syntax, call.file.source))) {
      if (isOwn && node.start < call.tokens.start) continue;
      yield lost(
        `${lead} ${entry.name}(): it looks up \`${name}\` and does nothing with it`,
        { start: node.start, end: node.end },
        node,
        `\`${name}\` is looked up here, and only asked for`,
      );
      return;
    }
  }

  function lost(message: string, at: Span, node: SyntaxNode, step: string): Report {
    const path = [siteStep(facts), lostStep(facts, node, step)];
    return { severity: 'error', confidence: 'medium', at, message, path };
  }
}

const NAMES: Readonly<Record<IdleStatement['kind'], string>> = {
  loop: 'loop',
  arm: '`if`',
  case: 'case',
};

/** The statement up to where its body begins. */
function headOf({ call }: SiteFacts, { node }: IdleStatement): Span {
  const body =
    node.childByField('body') ??
    node.childByField('consequence') ??
    node.namedChildren.find(({ type }) => type === 'expression_statement');
  const head = call.file.text.slice(node.start, body?.start ?? node.end);
  return { start: node.start, end: node.start + head.trimEnd().length };
}

function lostStep({ call }: SiteFacts, node: SyntaxNode, message: string) {
  return { file: call.site.file, line: call.file.source.line(node), message };
}

/** The statement was to mark pages dirty before they are given back; null when there is none. */
export function lostDirtying(facts: SiteFacts): Report | null {
  const { call } = facts;
  for (const { idle, entry, marked } of lostStatements(facts)) {
    if (!marked) continue;
    const message = 'this `if` asks whether pages are written to, and does nothing';
    return {
      severity: 'warning',
      confidence: 'medium',
      at: headOf(facts, idle),
      message:
        `${entry.name}() gives back pages that ${call.site.api}() in line ${call.site.line} took, ` +
        `and does not mark them dirty: ${message}`,
      path: [siteStep(facts), lostStep(facts, idle.node, message)],
    };
  }
  return null;
}
