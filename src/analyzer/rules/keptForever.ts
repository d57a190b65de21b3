import { siteSpan, siteStep, successes } from './evidence';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/**
 * Pages stay in an object, what takes the object apart is at hand, and nothing gives the pages back:
 * the array that held them is freed, or the pointer to the page is forgotten.
 */
export function* reportKeptForever(facts: SiteFacts): Iterable<Report> {
  const { flow, call } = facts;
  if (flow?.ownership !== 'struct' || hasRelease(facts)) return;
  const kept = successes(facts).filter(({ hold, keepers }) => {
    const isHere = keepers.some(({ kind }) => kind === 'place');
    return hold.held.length > 0 && isHere && !hold.handovers.some(({ what }) => what === 'pages');
  });
  const [, member] = /\.(\w+)$/.exec(flow.owner) ?? [];
  if (kept.length === 0 || member === undefined) return;
  const last = lastUse(facts, member);
  if (last === null) return;
  const { taken, give } = words(facts);
  yield {
    severity: 'error',
    confidence: 'medium',
    at: siteSpan(facts),
    message:
      `pages ${taken} by ${call.site.api}() stay in ${flow.owner}, and nothing gives them back: ` +
      `${last.name}() takes it apart, and they are never ${give}`,
    path: [
      siteStep(facts, `; they are kept in ${flow.owner}`),
      {
        file: call.site.file,
        line: last.line,
        message: `${last.name}() takes ${flow.owner} apart with the pages still in it`,
      },
    ],
  };
}

/** Whether a release is known that pages can reach which the function has kept. */
function hasRelease({ releases, call: { site } }: SiteFacts): boolean {
  return releases.some(
    (one) =>
      one.file !== site.file ||
      one.function !== site.function ||
      !one.on.every((on) => on === 'error' || on === 'partial'),
  );
}

/** Another function of the file that frees what the member points to, or clears the member. */
function lastUse({ call }: SiteFacts, member: string): { name: string; line: number } | null {
  const freed = new RegExp(
    `\\b\\w*free\\w*\\s*\\([^;()]*(?:->|\\.)${member}\\s*\\)|(?:->|\\.)${member}\\s*=\\s*NULL\\b`,
  );
  for (const unit of call.file.functions) {
    if (unit.span.start === call.unit?.span.start) continue;
    const found = freed.exec(call.file.text.slice(unit.span.start, unit.span.end));
    if (found === null) continue;
    const { line } = call.file.source.position(unit.span.start + found.index);
    return { name: unit.name, line };
  }
  return null;
}
