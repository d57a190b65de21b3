import { type Slip, slipOf } from '../bounds/slips';
import { releaseNamed } from '../flow/releases';
import type { Given } from './dirtyEvidence';
import { siteSpan, siteStep } from './evidence';
import type { Report, SiteFacts } from './rule';

/**
 * A release of the site's pages that is written for one page more or fewer than its own count: where
 * paths could not tell how many pages are held, the text of the release still can.
 */
export function* reportOffByOne(facts: SiteFacts): Iterable<Report> {
  const { api, line, file } = facts.call.site;
  for (const given of releasesOf(facts)) {
    const fact = releaseNamed(given.name)?.fact;
    const slip = fact === undefined || addsUp(facts, given) ? null : slipOf(given, fact);
    if (slip === null) continue;
    const { source, node, name, caller } = given;
    yield {
      severity: 'error',
      confidence: 'medium',
      at: source.file === file ? { start: node.start, end: node.end } : siteSpan(facts),
      message: `${name}() gives back ${AMOUNTS[slip.how]} of ${api}() in line ${line}: ${slip.text}`,
      path: [
        siteStep(facts),
        {
          file: source.file,
          line: source.line(node),
          message: `${caller}() gives them back with ${name}(), off by one: ${slip.text}`,
        },
      ],
    };
  }
}

const AMOUNTS: Readonly<Record<Slip['how'], string>> = {
  more: 'one page more than there are',
  fewer: 'all pages but one',
  none: 'no page',
};

/** All that is known to give pages of the site back, each call once. */
function releasesOf({ flow, paired }: SiteFacts): Given[] {
  const found = new Map<string, Given>();
  const add = (given: Given) => found.set(`${given.source.file}:${given.node.start}`, given);
  for (const { call, release } of paired) add({ ...call, name: release.api });
  for (const { hold } of flow?.ends ?? [])
    for (const { by } of hold.released) add({ ...by, name: by.fn.name });
  for (const { call } of flow?.later ?? []) add({ ...call, name: call.fn.name });
  return [...found.values()];
}

/** On some path it gave back just what was left of the pages. */
function addsUp({ flow }: SiteFacts, { node }: Given): boolean {
  return (flow?.ends ?? []).some(
    ({ hold }) =>
      hold.held.length === 0 &&
      !hold.assumed &&
      !hold.unsettled &&
      hold.released.some(({ by }) => by.node === node),
  );
}
