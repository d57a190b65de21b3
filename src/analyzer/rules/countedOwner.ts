import type { ForeignRelease, PathEnd } from '../flow/rootResult';
import { functionAround } from '../syntax/syntaxNode';
import { siteSpan, siteStep } from './evidence';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/** `!--obj->users`: gives back only when that was the last reference. The object, and the counter in it. */
const LAST_OF = /!\s*--\s*(\w+)->([\w.]+)|--\s*(\w+)->([\w.]+)\s*==\s*0/g;

/**
 * Pages stay in an object whose users are counted, with the counter back at 0, because the one that
 * was to use them failed: whoever gives them back waits for a count down to 0 that does not come.
 */
export function* reportUncounted(facts: SiteFacts): Iterable<Report> {
  const { flow, call } = facts;
  for (const end of flow?.ends ?? []) {
    const failing = end.exit === 'error' ? 'what follows' : failingUser(end);
    if (failing === null || flow === null || end.hold.held.length === 0) continue;
    for (const later of flow.later) {
      const found = countersOf(later)
        .flatMap((path) => backAtZero(end, path))
        .at(0);
      if (found === undefined) continue;
      const { owner, counter } = found;
      const { source, node } = later.call;
      const { taken, give } = words(facts);
      const name = counter.replace(/^.*\./, '');
      yield {
        severity: 'error',
        confidence: 'low',
        at: siteSpan(facts),
        message:
          `pages ${taken} by ${call.site.api}() stay in ${owner} with ${name} back at 0 when ` +
          `${failing} fails: ${later.root}() waits for it to count down to 0, and they are not ${give}`,
        path: [
          siteStep(facts, `; they are kept in ${owner}`),
          {
            file: end.source.file,
            line: end.source.line(end.node),
            message: `${failing} has failed; ${name} is 0 again and the pages are still there`,
          },
          {
            file: source.file,
            line: source.line(node),
            message: `${later.root}() gives them back when the last user leaves: nobody has entered`,
          },
        ],
      };
      return;
    }
  }
}

/** The function that was shown the object with the pages in it, and whose error may be passed on. */
function failingUser({ hold, answerOf }: PathEnd): string | null {
  if (answerOf === null) return null;
  const isShown = hold.handovers.some(({ to, what }) => to === answerOf && what === 'owner');
  return isShown ? `${answerOf}()` : null;
}

/** Paths of the counters that the function with the release counts down and looks at. */
function countersOf({ call }: ForeignRelease): string[] {
  return [...call.source.of(functionAround(call.node)).matchAll(LAST_OF)].map(
    (found) => `.${found[2] ?? found[4]}`,
  );
}

/** The object that keeps the pages, if it has a counter of that path, which the path left at 0. */
function backAtZero({ state, keepers }: PathEnd, counter: string) {
  return keepers.flatMap((keeper) => {
    if (keeper.kind !== 'place' || keeper.place.root.kind !== 'memory') return [];
    const { key, path } = keeper.place;
    const cell = state.cells.get(`${key.slice(0, key.length - path.length)}${counter}`);
    const isZero = cell !== undefined && state.facts.provesZero(cell.value);
    return isZero && keeper.owner !== '' ? [{ owner: keeper.owner, counter }] : [];
  });
}
