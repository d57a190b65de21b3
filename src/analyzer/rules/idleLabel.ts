import { borrows } from '../flow/models/borrowers';
import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import { siteStep } from './evidence';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/** By its name a label is where pages are given back. */
const SAYS_SO =
  /(?:^|_)(?:unpin\d*(?:_|$)|(?:put|release|drop)(?:_[a-z]+)?_(?:pages?|folios?)\d*$)/;

/** Memory, and nothing that is in it. */
const FREES = /^(?:kfree|kvfree|vfree|kfree_sensitive|free_page)$/;

/**
 * A label of the site's function says that pages are given back under it, and nothing there gives any
 * back, or calls what could.
 */
export function* reportIdleLabel(facts: SiteFacts): Iterable<Report> {
  const { call } = facts;
  if (!call.node || call.unit?.hasError === true) return;
  const { source } = call.file;
  for (const label of descendants(functionAround(call.node))) {
    const name = label.type === 'labeled_statement' ? label.childByField('label') : null;
    if (name === null || label.start < call.node.end || !SAYS_SO.test(source.of(name))) continue;
    const under = statementsUnder(label);
    if (under === null || under.some((one) => source.of(one).includes('#'))) continue;
    const callees = under.flatMap((one) => [...descendants(one)]).filter(isCall);
    const isHarmless = (callee: string) => borrows(callee) || FREES.test(callee);
    if (!callees.every((one) => isHarmless(source.of(one.childByField('function') ?? one))))
      continue;
    const { taken, give } = words(facts);
    yield {
      severity: 'error',
      confidence: 'medium',
      at: { start: name.start, end: name.end },
      message:
        `pages ${taken} by ${call.site.api}() in line ${call.site.line} are not ${give} under ` +
        `${source.of(name)}: nothing there gives pages back`,
      path: [
        siteStep(facts),
        {
          file: call.site.file,
          line: source.line(name),
          message: `${source.of(name)} has pages to give back, by its name, and does not`,
        },
      ],
    };
    return;
  }
}

const isCall = ({ type }: SyntaxNode) => type === 'call_expression';

/** What stands under a label, up to the next one; null when that stands in the same place. */
function statementsUnder(label: SyntaxNode): SyntaxNode[] | null {
  const isReal = ({ type }: SyntaxNode) => type !== 'comment';
  const own = label.namedChildren.filter((one) => isReal(one) && one.field !== 'label');
  if (own.some(({ type }) => type === 'labeled_statement')) return null;
  const siblings = label.parent?.namedChildren.filter(isReal) ?? [];
  const behind = siblings.slice(siblings.indexOf(label) + 1);
  const next = behind.findIndex(({ type }) => type === 'labeled_statement');
  return [...own, ...behind.slice(0, next === -1 ? behind.length : next)];
}
