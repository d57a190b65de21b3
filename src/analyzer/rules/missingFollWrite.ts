import { dirtyingOfRelease } from '../flow/dirtying';
import type { Confidence } from '../records';
import type { SourceText } from '../syntax/sourceText';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { idleCondition } from './idleCondition';
import { siteSpan, siteStep, throughIterator, writes } from './evidence';
import { askedWrongWay } from './inverted';
import { sameAgain, writesForLong } from './siblingSites';
import type { Report, Rule, SiteFacts } from './rule';

/** The kernel or a device writes to pages that were taken without FOLL_WRITE. */
export const missingFollWrite: Rule = {
  id: 'missing-FOLL_WRITE',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call } = facts;
    if (flow === null || throughIterator(facts)) return;
    const wrong = askedWrongWay(facts);
    if (wrong !== null) yield reportWrongWay(facts, wrong);
    if (call.flags.unknown || call.flags.may.has('FOLL_WRITE')) return;
    const idle = idleCondition(facts);
    if (idle !== null) {
      yield reportIdle(facts, idle);
      return;
    }
    const again = sameAgain(facts);
    if (again !== null) {
      yield reportSameAgain(facts, again);
      return;
    }
    const found = [...writing(facts), ...marking(facts), ...granting(facts), ...besides(facts)];
    const best = found.find(({ confidence }) => confidence !== 'low') ?? found.at(0);
    if (best !== undefined) yield report(facts, best);
  },
};

function reportWrongWay(facts: SiteFacts, at: number): Report {
  const { file, unit, site } = facts.call;
  return {
    severity: 'warning',
    confidence: 'medium',
    at: siteSpan(facts),
    message:
      `${site.api}() is given FOLL_WRITE when the device only reads, and not when it fills the pages: a ` +
      'page shared with another process or with a file is changed behind its back',
    path: [
      siteStep(facts),
      {
        file: site.file,
        line: file.source.position((unit?.span.start ?? 0) + at).line,
        message: 'FOLL_WRITE is for the other direction: DMA_FROM_DEVICE writes to memory',
      },
    ],
  };
}

function reportIdle(facts: SiteFacts, condition: SyntaxNode): Report {
  const { source } = facts.call.file;
  const text = source.short(condition);
  return {
    severity: 'warning',
    confidence: 'medium',
    at: siteSpan(facts),
    message:
      `${facts.call.site.api}() is never given FOLL_WRITE: the flags are the same both ways of ` +
      `\`${text}\`, which is there to choose them`,
    path: [
      siteStep(facts),
      { file: facts.call.site.file, line: source.line(condition), message: 'this chooses nothing' },
    ],
  };
}

function reportSameAgain(facts: SiteFacts, again: SyntaxNode): Report {
  const { site, file } = facts.call;
  const line = file.source.line(again);
  return {
    severity: 'warning',
    confidence: 'medium',
    at: siteSpan(facts),
    message:
      `${site.api}() is not given FOLL_WRITE, and line ${line} asks for just the same again when it is ` +
      'refused: who falls back to reading has to ask for writing first',
    path: [
      siteStep(facts),
      { file: site.file, line, message: `${site.api}() asks for the same after -EFAULT` },
    ],
  };
}

/** What tells that somebody writes to the pages. */
interface Evidence {
  readonly confidence: Confidence;
  /** Ends in the middle of "pages that …". */
  readonly does: string;
  readonly what: string;
  readonly source: SourceText;
  readonly node: SyntaxNode;
}

/**
 * A write on a path. A device may write to what is mapped for both directions, and so does the kernel
 * itself when it unmaps such a page that it had bounced (swiotlb_tbl_unmap_single()).
 */
function* writing({ flow }: SiteFacts): Generator<Evidence> {
  for (const { hold, state } of flow?.ends ?? []) {
    const use = hold.uses.find(writes);
    if (use === undefined) continue;
    yield {
      confidence: state.approximate ? 'low' : 'medium',
      does: `${use.by} writes to`,
      what: `${use.by} writes to them`,
      source: hold.call.source,
      node: use.node,
    };
  }
}

/** The pages are marked dirty: somebody is meant to have written to them. */
function* marking({ flow, call, paired, release }: SiteFacts): Generator<Evidence> {
  for (const { hold, state } of flow?.ends ?? []) {
    if (state.approximate) continue;
    for (const { by, dirty } of hold.released) if (dirty) yield marks(by.fn.name, by);
    const by = hold.released.at(-1)?.by;
    if (by !== undefined && (hold.dirtied || hold.dirtiedUnlocked)) yield marks(by.caller, by);
  }
  for (const one of flow?.later ?? []) if (one.dirty) yield marks(one.call.fn.name, one.call);
  // Where another call asks to write, it may be for its pages that a release they share marks.
  if (/\bFOLL_WRITE\b/.test(call.file.text)) return;
  for (const { call: at } of paired) {
    const node = dirtyingOfRelease(at.source, at.node, release);
    const callee = node?.childByField('function');
    if (node && callee) yield marks(at.source.of(callee), { source: at.source, node });
  }
}

/** Whoever gets the page is told that it may be written to, because the call succeeded. */
function* granting({ call: { node, file } }: SiteFacts): Generator<Evidence> {
  const { source } = file;
  for (let at = node; at !== null; at = at.parent) {
    const test = at.field === 'condition' ? at.parent : null;
    const then = test?.type === 'if_statement' ? test.childByField('consequence') : null;
    for (const one of then ? descendants(then) : []) {
      if (one.type !== 'assignment_expression') continue;
      const [, name] = GRANTS.exec(source.of(one)) ?? [];
      if (name === undefined) continue;
      const told = `${name} says may be written to`;
      yield { confidence: 'medium', does: told, what: `${name} says yes`, source, node: one };
    }
  }
}

/** The function asks for writing where it takes other pages for as long. */
function* besides(facts: SiteFacts): Generator<Evidence> {
  const node = writesForLong(facts);
  if (node === null) return;
  const { source } = facts.call.file;
  const does = `stay as long as those that line ${source.line(node)} takes to be written to`;
  yield { confidence: 'medium', does, what: 'FOLL_WRITE is asked for here', source, node };
}

const GRANTS = /(?:^|\W)((?:\w+_)?(?:writ(?:e?able|e_ok)|may_write|can_write))\s*=\s*(?:true|1)$/;

function marks(name: string, at: { readonly source: SourceText; readonly node: SyntaxNode }) {
  return {
    confidence: 'medium',
    does: `${name}() marks dirty`,
    what: `${name}() marks them dirty, as after a write`,
    source: at.source,
    node: at.node,
  } as const;
}

function report(facts: SiteFacts, { confidence, does, what, source, node }: Evidence): Report {
  return {
    severity: 'warning',
    confidence,
    at: siteSpan(facts),
    message:
      `${facts.call.site.api}() without FOLL_WRITE takes pages that ${does}: a page ` +
      'shared with another process or with a file is changed behind its back',
    path: [siteStep(facts), { file: source.file, line: source.line(node), message: what }],
  };
}
