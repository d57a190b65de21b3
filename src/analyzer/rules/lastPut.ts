import type { CallPosition } from '../flow/releases';
import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import { siteSpan, siteStep } from './evidence';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/**
 * The pages of an object are given back by the last put, and the put never sees that it is the last:
 * refcount_dec() does not count down to 0, it saturates there (include/linux/refcount.h,
 * REFCOUNT_DEC_LEAK), so a refcount_read() behind it answers with something else.
 */
export function* reportNeverLast(facts: SiteFacts): Iterable<Report> {
  const { flow, call } = facts;
  for (const { call: release } of flow?.later ?? []) {
    const put = putBefore(release);
    if (put === null || flow === null) continue;
    const { source, caller } = release;
    const { taken, give } = words(facts);
    yield {
      severity: 'error',
      confidence: 'medium',
      at: source.file === call.site.file ? { start: put.start, end: put.end } : siteSpan(facts),
      message:
        `pages ${taken} by ${call.site.api}() stay in ${flow.owner} when ${caller}() puts the last ` +
        `reference: refcount_dec() saturates instead of reaching 0, so they are not ${give}. Use ` +
        'refcount_dec_and_test()',
      path: [
        siteStep(facts, `; they are kept in ${flow.owner}`),
        {
          file: source.file,
          line: source.line(put),
          message: `${caller}() puts a reference with refcount_dec(), and then asks refcount_read() whether it was the last`,
        },
        {
          file: source.file,
          line: source.line(release.node),
          message: `${release.fn.name}() is for a count of 0, which is never read`,
        },
      ],
    };
    return;
  }
}

/** The refcount_dec() of a counter that the way to the release asks for 0 afterwards; null if none. */
function putBefore({ source, node: release }: CallPosition): SyntaxNode | null {
  const before = [...descendants(functionAround(release))].filter(
    ({ start }) => start < release.start,
  );
  for (const put of before) {
    const counter = argumentOf(put, 'refcount_dec');
    if (counter === null) continue;
    const asked = before.some(
      (node) => node.type === 'if_statement' && node.start > put.end && asksForZero(node, counter),
    );
    if (asked) return put;
  }
  return null;

  function argumentOf(node: SyntaxNode, callee: string): string | null {
    if (node.type !== 'call_expression') return null;
    const [fn, list] = [node.childByField('function'), node.childByField('arguments')];
    if (!fn || !list || source.of(fn) !== callee) return null;
    return source.of(list).slice(1, -1).replace(/\s+/g, '');
  }

  function asksForZero(statement: SyntaxNode, counter: string): boolean {
    const condition = statement.childByField('condition');
    if (!condition) return false;
    const text = source.of(condition).replace(/\s+/g, '');
    const read = `refcount_read(${counter})`;
    const at = text.indexOf(read);
    return at !== -1 && /^(?:\)|>0|!=0|==0|<1|>=1|&&|\|\|)/.test(text.slice(at + read.length));
  }
}
