import { pinCasesAt } from '../../kernel';
import type { SiteCase } from '../records';
import {
  followsNotifier,
  successes,
  throughIterator,
  usesOf,
  useText,
  writes,
} from '../rules/evidence';
import type { SiteFacts } from '../rules/rule';

/**
 * Which of the cases of Documentation/core-api/pin_user_pages.rst a site is, as far as its flags and
 * the ways of its pages tell. Null before 5.6, where the document is not yet there.
 */
export function caseOf(facts: SiteFacts): SiteCase | null {
  const known = new Set<number>(pinCasesAt(facts.release).map(({ number }) => number));
  const told = facts.call.site.tracking === 'pin' ? caseOfPin(facts) : caseOfGet(facts);
  const numbers = told?.numbers.filter((number) => known.has(number)) ?? [];
  return told === null || numbers.length === 0 ? null : { ...told, numbers };
}

function caseOfPin(facts: SiteFacts): SiteCase | null {
  const { flags } = facts.call;
  if (flags.must.has('FOLL_LONGTERM')) return { numbers: [2], why: 'FOLL_LONGTERM is passed' };
  // On some paths only, or hidden in a variable that is not followed.
  if (flags.may.has('FOLL_LONGTERM') || flags.unknown) return null;
  const uses = usesOf(facts);
  const device = uses.find(({ kind }) => kind.startsWith('device'));
  if (device) return { numbers: [1], why: `no FOLL_LONGTERM, and ${useText(device)}` };
  const kept = keptUntil(facts);
  if (kept !== null) return { numbers: [1, 2], why: kept };
  const written = uses.find(writes);
  if (written) return { numbers: [5], why: useText(written) };
  return {
    numbers: [1, 5],
    why: 'no FOLL_LONGTERM, and what is done with the pages is not seen',
  };
}

/** Pages that another entry into the driver gives back: only user space knows when. */
function keptUntil({ flow }: SiteFacts): string | null {
  const [later] = flow?.later ?? [];
  if (flow?.ownership !== 'struct' || later === undefined) return null;
  return `no FOLL_LONGTERM, but they stay in ${flow.owner} until ${later.root}() gives them back: case 2 if user space decides when`;
}

function caseOfGet(facts: SiteFacts): SiteCase | null {
  const { flow, call } = facts;
  if (followsNotifier(facts)) {
    return { numbers: [3], why: 'the file follows changes of the mapping by an MMU notifier' };
  }
  const ended = successes(facts);
  const isClosed =
    flow?.complete === true &&
    flow.notFollowed === null &&
    flow.ownership === 'local' &&
    ended.length > 0 &&
    ended.every(({ hold }) => hold.handovers.length === 0 && hold.released.length > 0);
  const isLooked = usesOf(facts).length === 0 && !throughIterator(facts);
  if (!isClosed || !isLooked || call.site.api === 'get_dump_page') return null;
  return {
    numbers: [4],
    why: `nothing reads or writes what is in the pages before ${call.site.function}() puts them`,
  };
}
