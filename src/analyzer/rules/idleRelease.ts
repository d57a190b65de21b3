import { effectsOf } from '../../kernel';
import { entryOf, type FunctionEntry } from '../flow/functionEntry';
import { borrows } from '../flow/models/borrowers';
import { releaseNamed } from '../flow/releases';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { siteStep } from './evidence';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/** By its name a function gives pages back. */
const SAYS_SO =
  /(?:^|_)(?:unpin|put|release|drop)(?:_[a-z0-9]+)*?_(?:pages?|pins|folios?|bvecs?)(?:_|$)|(?:^|_)unpin(?:_|$)|(?:^|_)put_bvecs$/;

/** What the name goes on to say is something else: to remember them, to ask, to make room. */
const SAYS_MORE =
  /(?:^|_)(?:add|list|queue|init|alloc|prepare|need|can|should|may|is|has|nr|num|count|get|set)(?:_|$)/;

const TAKES_PAGES = /\bstruct\s+(?:page|folio|bio_vec|scatterlist)\s*\*/;

/**
 * A function that is there to give pages back, by its name, and has them in its hands, but calls nothing
 * that gives a page back, or could.
 */
export function* reportIdleRelease(facts: SiteFacts): Iterable<Report> {
  const { call, flow } = facts;
  const member = /\.(\w+)$/.exec(flow?.owner ?? '')?.[1] ?? null;
  const all = call.file.functions.flatMap((unit) => entryOf(unit) ?? []);
  for (const entry of all) {
    if (!SAYS_SO.test(entry.name) || SAYS_MORE.test(entry.name)) continue;
    if (
      entry.acquires ||
      entry.releases ||
      !concerns(entry, member) ||
      !isCalled(entry, all, facts)
    )
      continue;
    const { span, syntax } = entry.unit;
    if (syntax === null || !isIdle(facts, entry, all)) continue;
    const start = span.start + entry.text.indexOf(entry.name);
    const { taken, give } = words(facts);
    yield {
      severity: 'error',
      confidence: 'medium',
      at: { start, end: start + entry.name.length },
      message:
        `pages ${taken} by ${call.site.api}() in line ${call.site.line} are not ${give} by ` +
        `${entry.name}(): it calls nothing that gives pages back`,
      path: [
        siteStep(facts),
        {
          file: call.site.file,
          line: call.file.source.position(start).line,
          message: `${entry.name}() has pages to give back, by its name, and only looks at them`,
        },
      ],
    };
  }
}

/** It is handed pages, or reads the member that the site's pages are kept in. */
function concerns({ text }: FunctionEntry, member: string | null): boolean {
  const body = text.indexOf('{');
  const reads = member !== null && new RegExp(`(?:->|\\.)${member}\\b`).test(text.slice(body));
  return reads || TAKES_PAGES.test(text);
}

/** Some function calls it, and no other of the name stands in for it under another configuration. */
function isCalled(
  entry: FunctionEntry,
  all: readonly FunctionEntry[],
  { call }: SiteFacts,
): boolean {
  const called = all.some((one) => one !== entry && one.bodyWords.has(entry.name));
  const isOnly = all.every((one) => one === entry || one.name !== entry.name);
  return called && isOnly && call.unit !== entry.unit;
}

/** All that it calls is known to give no page back, and there is something that it does. */
function isIdle(
  { release }: SiteFacts,
  entry: FunctionEntry,
  all: readonly FunctionEntry[],
): boolean {
  const seen = new Set<FunctionEntry>();
  const todo = [entry];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    const { syntax, hasError } = one.unit;
    if (syntax === null || hasError || one.releases) return false;
    for (const node of descendants(syntax)) {
      if (node.type !== 'call_expression') continue;
      const name = calleeOf(node, one);
      const own = all.find((other) => other.name === name);
      if (own !== undefined) todo.push(own);
      else if (!isHarmless(name)) return false;
    }
  }
  const body = entry.unit.syntax?.childByField('body');
  return (
    body?.namedChildren.some(({ type }) =>
      /^(?:if|for|while|do|expression)_statement$/.test(type),
    ) ?? false
  );

  function isHarmless(name: string): boolean {
    if (releaseNamed(name) !== null) return false;
    return borrows(name) || effectsOf(name, release) !== undefined || PLAIN.test(name);
  }
}

/** Visits, numbers and memory: of general use, and none takes a page. */
const PLAIN =
  /(?:^|_)for_each|^(?:min|max|clamp|min_t|max_t|PFN_\w+|DIV_ROUND_UP|likely|unlikely|READ_ONCE|WRITE_ONCE|container_of|sg_phys|sg_page_iter_\w+)$/;

function calleeOf(node: SyntaxNode, { unit, text }: FunctionEntry): string {
  const callee = node.childByField('function');
  return callee === null
    ? ''
    : text.slice(callee.start - unit.span.start, callee.end - unit.span.start);
}
