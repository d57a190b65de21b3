import { releaseNamed } from '../flow/releases';
import { argumentsOf } from '../sites/flagExpression';
import type { Given } from './dirtyEvidence';
import type { SiteFacts } from './rule';

/** Words for the direction in which memory is only read, and for that in which it is filled. */
const READ_FROM = String.raw`(?:DMA_TO_DEVICE|PCI_DMA_TODEVICE|WRITE|ITER_SOURCE)\b`;
const FILLED = String.raw`(?:DMA_FROM_DEVICE|PCI_DMA_FROMDEVICE|READ|ITER_DEST)\b`;

/** A question about the direction. */
const READS = String.raw`==\s*${READ_FROM}`;
const NOT_FILLS = String.raw`!=\s*${FILLED}`;
const FILLS = String.raw`==\s*${FILLED}`;

/**
 * FOLL_WRITE where memory is read and not where it is filled (include/linux/dma-direction.h; READ and
 * WRITE in include/linux/kernel.h mean what the user does, who reads into his memory).
 */
const WRONG_WAY = new RegExp(
  String.raw`(?:${READS}|${NOT_FILLS})\s*\)?\s*(?:\?\s*FOLL_WRITE\s*:|\w+\s*\|?=\s*FOLL_WRITE\b)` +
    String.raw`|${FILLS}\s*\)?\s*\?\s*\w+\s*:\s*FOLL_WRITE\b`,
);

/**
 * The place in a site's function, from its start, where FOLL_WRITE is asked for in the one direction in
 * which nothing is written; null where it is not, or where it is set otherwise, too.
 */
export function askedWrongWay({ call: { unit } }: SiteFacts): number | null {
  if (unit === null) return null;
  const { text } = unit;
  if (text.match(/\bFOLL_WRITE\b/g)?.length !== 1) return null;
  return WRONG_WAY.exec(text)?.index ?? null;
}

/**
 * Whether a release marks dirty just the pages that the site did not ask to write to: the one question
 * is the other with a `!` in front.
 */
export function marksTheOthers(
  { call }: SiteFacts,
  { name, source, node, caller }: Given,
): boolean {
  const dirties = releaseNamed(name)?.fact.dirties;
  if (typeof dirties !== 'number') return false;
  const [, asked] = /^(.+?)\?FOLL_WRITE:0$/.exec(squeezed(call.site.flags.text)) ?? [];
  const marked = argumentsOf(node).at(dirties);
  if (asked === undefined || marked === undefined) return false;
  const said = squeezed(source.of(marked));
  if (caller === call.site.function) return said === `!${asked}` || asked === `!${said}`;
  // Another function has the object by another name, and asks its member.
  const [one, other] = [memberAsked(said), memberAsked(asked)];
  return one !== null && one.member === other?.member && one.not !== other.not;
}

/** A question that is a member of an object alone, or the opposite of one. */
function memberAsked(question: string): { member: string; not: boolean } | null {
  const [, not, member] = /^(!?)\w+(?:->|\.)([\w.]+)$/.exec(question) ?? [];
  return member === undefined ? null : { member, not: not === '!' };
}

const squeezed = (text: string) => text.replace(/\s+/g, '').replace(/^\((.*)\)$/, '$1');
