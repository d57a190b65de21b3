import { releaseFunction } from '../../kernel';
import { argumentsOf } from '../sites/flagExpression';
import type { SiteCall } from '../sites/siteCall';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import type { Report, Rule, SiteFacts } from './rule';

export const wrongReleaseApi: Rule = {
  id: 'wrong-release-api',
  *check({ call }: SiteFacts): Iterable<Report> {
    const array = arrayOf(call);
    const body = call.unit?.body;
    if (array === null || !body) return;
    for (const node of descendants(body)) {
      const name = node.type === 'call_expression' ? calledName(node, call) : '';
      const released = releaseFunction(name);
      if (!released?.tracking || released.tracking === call.site.tracking) continue;
      const argument = argumentsOf(node)[released.release.argument.param];
      if (!argument || variableOf(argument, call) !== array) continue;
      const pinned = call.site.tracking === 'pin';
      yield {
        severity: 'error',
        confidence: 'high',
        at: { start: node.start, end: node.end },
        message:
          `${name}() on pages that ${call.site.api}() in line ${String(call.site.line)} ` +
          (pinned ? 'pinned: use unpin_user_page*()' : 'took without a pin: use put_page()'),
      };
    }
  },
};

function calledName(node: SyntaxNode, { file }: SiteCall): string {
  const callee = node.childByField('function');
  return callee?.type === 'identifier' ? file.source.of(callee) : '';
}

/** The local array or page that only this kind of call fills, or null where that is not certain. */
function arrayOf(call: SiteCall): string | null {
  const { node, unit, fit, file } = call;
  const index = fit.signature?.index.pages;
  const argument = node && index !== undefined ? argumentsOf(node)[index] : undefined;
  const name = argument ? variableOf(argument, call) : null;
  if (!argument || name === null || !unit?.body) return null;
  for (const other of descendants(unit.body)) {
    // Whatever else stores into it, or takes pages into it, may have the other tracking.
    if (other.type === 'assignment_expression') {
      const left = other.childByField('left');
      const right = other.childByField('right');
      if (left && variableOf(left, call) === name && !isAllocation(right, call)) return null;
    }
    if (other.type === 'call_expression' && other.start !== call.tokens.start) {
      const passes = argumentsOf(other).some((one) => file.source.of(one).includes(name));
      const callee = calledName(other, call);
      if (passes && !releaseFunction(callee) && !HARMLESS.test(callee)) return null;
    }
  }
  return name;
}

/** Calls that leave the tracking of the pages they are given alone. */
const HARMLESS =
  /^(?:k?v?z?free|kvfree|set_page_dirty(?:_lock)?|page_address|page_to_\w+|kmap\w*|kunmap\w*|IS_ERR|\w*likely|dev_\w+|pr_\w+|sizeof|ARRAY_SIZE|sg_\w+|flush_dcache_page|mark_page_accessed)$/;

function isAllocation(node: SyntaxNode | null, { file }: SiteCall): boolean {
  return node !== null && /alloc|^NULL$/.test(file.source.of(node));
}

/** The variable in `x`, `&x`, `x[i]`, `&x[i]`, `x + i`, `*x`; null for anything else. */
function variableOf(node: SyntaxNode, call: SiteCall): string | null {
  switch (node.type) {
    case 'identifier':
      return call.file.source.of(node);
    case 'pointer_expression':
    case 'subscript_expression': {
      const inner = node.childByField('argument');
      return inner ? variableOf(inner, call) : null;
    }
    case 'binary_expression': {
      const left = node.childByField('left');
      return left ? variableOf(left, call) : null;
    }
    case 'parenthesized_expression':
      return node.namedChildren.length === 1 ? variableOf(node.namedChildren[0], call) : null;
    default:
      return null;
  }
}
