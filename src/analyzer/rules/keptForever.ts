import { isAcquire } from '../../kernel';
import type { SiteFlow } from '../flow/followFile';
import { entryOf } from '../flow/functionEntry';
import type { PathEnd } from '../flow/rootResult';
import { siteSpan, siteStep, successes, throughIterator } from './evidence';
import { lastUse } from './lastUse';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/**
 * Pages are still held when their function has ended well, and no release is known that could be
 * theirs: what takes the object apart frees it with the pages still in it, or nothing at all in the
 * tree gives them back.
 */
export function* reportKeptForever(facts: SiteFacts): Iterable<Report> {
  const { flow, call } = facts;
  if (flow === null || hasRelease(facts) || !successes(facts).some(isKept(facts))) return;
  const last = flow.ownership === 'struct' ? lastUse(facts, flow.owner) : null;
  if (last === null && !isLeftToNobody(facts)) return;
  const { taken, give } = words(facts);
  const owner = flow.owner === '' ? `what ${call.site.function}() hands out` : flow.owner;
  const apart = last === null ? '' : `${last.name}() takes it apart, and `;
  yield {
    severity: 'error',
    confidence: 'medium',
    at: siteSpan(facts),
    message:
      `pages ${taken} by ${call.site.api}() stay in ${owner}, and nothing gives them back: ` +
      `${apart}they are never ${give}`,
    path: [
      siteStep(facts, `; they are kept in ${owner}`),
      ...(last === null
        ? []
        : [
            {
              file: call.site.file,
              line: last.line,
              message: `${last.name}() takes ${owner} apart with the pages still in it`,
            },
          ]),
    ],
  };
}

/** Whether a release is known that pages can reach which the function has kept. */
function hasRelease({ releases, call: { site } }: SiteFacts): boolean {
  return releases.some(
    (one) =>
      one.file !== site.file || one.function !== site.function || one.on.includes('teardown'),
  );
}

/** A path that leaves all its pages to somebody, and gave none to what is not followed. */
function isKept({ releases }: SiteFacts): (end: PathEnd) => boolean {
  // Where it is not known what a loop gave back, no release may stand where all goes well.
  const canForget = releases.some(({ on }) => on.includes('success'));
  return ({ hold, keepers }) =>
    hold.held.length > 0 &&
    hold.released.length === 0 &&
    !(hold.assumed && canForget) &&
    keepers.length > 0 &&
    !hold.handovers.some(({ what }) => what === 'pages');
}

/**
 * The whole tree was looked through, and who may give them back is part of it. What takes pages on behalf of others is no case of this: the
 * functions of the family itself, and iterators, whose pages the layer below has.
 */
function isLeftToNobody(facts: SiteFacts): boolean {
  const { flow, call, searched, releases } = facts;
  if (flow === null) return false;
  const isFamily =
    call.site.file.endsWith('.h') ||
    call.file.functions.some((one) => isAcquire(entryOf(one)?.name ?? ''));
  const isHandedOn =
    flow.ownership === 'struct'
      ? flow.owner.startsWith('struct ')
      : /^(?:out-param|returned)$/.test(flow.ownership);
  // Where paths were taken together, a release at the end of the function may have been lost.
  const isCertain = flow.complete || releases.every(({ on }) => !on.includes('success'));
  return (
    isHandedOn &&
    isCertain &&
    !isFamily &&
    !throughIterator(facts) &&
    searched() &&
    !isFoundByNumber(facts) &&
    isWithOthers(facts, flow)
  );
}

/** What makes a page of a number, an address or an entry of a page table. */
const BY_NUMBER = /\b(?:\w*pfn_to_(?:\w+_)?page|phys_to_page|virt_to_page|p[tmug]d?e?_page)\s*\(/;

/** The function hands out numbers, and beside it or beside its callers pages are made of such. */
function isFoundByNumber({ call, callersOf }: SiteFacts): boolean {
  if (!/\bpage_to_(?:pfn|phys)\s*\(/.test(call.unit?.text ?? '')) return false;
  const files = [call.file, ...callersOf(call.site.function)];
  return files.some(({ text }) => BY_NUMBER.test(text) && /\b\w*(?:put|unpin)\w*\s*\(/.test(text));
}

/**
 * Whether those that have the pages then are in the tree: one of which just a part was checked out, or
 * a driver's half, lacks the header of the struct, or whoever calls the function.
 */
function isWithOthers(facts: SiteFacts, flow: SiteFlow): boolean {
  const { call, definesStruct, isNamedNear, callersOf } = facts;
  const [, tag] = /^struct (\w+)/.exec(flow.owner) ?? [];
  if (tag !== undefined) return definesStruct(tag);
  const { function: name } = call.site;
  const named = new RegExp(`\\b${name}\\b`);
  const isNamed = call.file.functions.some(
    ({ span, text }) => span.start !== call.unit?.span.start && named.test(text),
  );
  return isNamed || isNamedNear(name) || callersOf(name).length > 0;
}
