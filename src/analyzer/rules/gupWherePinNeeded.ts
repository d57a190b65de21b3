import { functionByName, isAcquire, type KernelRelease, mayExist } from '../../kernel';
import type { Confidence } from '../records';
import type { Use } from '../flow/holds';
import {
  followsNotifier,
  siteSpan,
  siteStep,
  throughIterator,
  usesOf,
  useText,
  writes,
} from './evidence';
import type { Report, Rule, SiteFacts } from './rule';

/**
 * What is in the pages is written, by the CPU or by a device, under a plain reference: cases 1, 2
 * and 5 of Documentation/core-api/pin_user_pages.rst want a pin.
 */
export const gupWherePinNeeded: Rule = {
  id: 'gup-where-pin-needed',
  *check(facts: SiteFacts): Iterable<Report> {
    const { flow, call, release } = facts;
    if (flow === null || call.site.tracking !== 'get' || followsNotifier(facts)) return;
    // Up to 5.5 a plain reference was all there was.
    if (!exists(pinning(call.site.api), release)) return;
    if (call.site.api === 'get_dump_page') return;
    const use = telling(usesOf(facts));
    const kept = flow.ownership !== 'local' && flow.ownership !== 'unknown';
    const forWriting = call.flags.must.has('FOLL_WRITE');
    // What goes through an iterator is data of a transfer: nobody takes it for its struct pages.
    const dirtied = use === undefined && isDirtied(facts);
    const isKept = kept && (forWriting || throughIterator(facts));
    if (use === undefined && !dirtied && !isKept) return;
    const source = flow.ends.find(({ hold }) => use && hold.uses.includes(use))?.hold.call.source;
    const what = use
      ? useText(use)
      : dirtied
        ? 'they are marked dirty, so they were written to'
        : `they stay in ${flow.owner || 'what the caller keeps'}`;
    yield {
      severity: throughIterator(facts) ? 'information' : 'warning',
      confidence: confidence(facts, use),
      at: siteSpan(facts),
      message:
        `${call.site.api}() takes no pin although what is in the pages is used: ${what}. ` +
        `Use ${pinning(call.site.api)}() and its releases`,
      path: [
        siteStep(facts),
        ...(use && source
          ? [{ file: source.file, line: source.line(use.node), message: what }]
          : []),
      ],
    };
  },
};

/** Whoever marks pages dirty that were taken to be written to knows that they were. */
function isDirtied({ flow, call }: SiteFacts): boolean {
  const mayWrite = call.flags.may.has('FOLL_WRITE') || call.site.api.startsWith('iov_iter_');
  // A guest writes to them through a mapping that a notifier takes away: the function asks whether it has.
  if (/\bmmu_(?:invalidate_|seq\b)/.test(call.unit?.text ?? '')) return false;
  return mayWrite && (flow?.ends ?? []).some(({ hold }) => hold.dirtied || hold.dirtiedUnlocked);
}

function pinning(api: string): string {
  if (api.startsWith('iov_iter_')) return 'iov_iter_extract_pages';
  const twin = api.replace(/^get_/, 'pin_');
  // Not every function has a twin: get_user_page_vma_remote() is made of get_user_pages_remote().
  if (isAcquire(twin)) return twin;
  return api.includes('_fast') ? 'pin_user_pages_fast' : 'pin_user_pages_remote';
}

function exists(name: string, release: KernelRelease): boolean {
  const fact = functionByName(name);
  return fact !== undefined && mayExist(fact, release);
}

/** The use that says most; what the CPU only reads inside the function asks for no pin. */
function telling(uses: readonly Use[]): Use | undefined {
  return uses.find(writes) ?? uses.find(({ kind }) => kind.startsWith('device'));
}

function confidence(facts: SiteFacts, use: Use | undefined): Confidence {
  if (throughIterator(facts) || use === undefined) return 'low';
  // A transfer within the call: no notifier anywhere can take such pages away.
  if (use.by.startsWith('dma_map_') && facts.flow?.ownership === 'local') return 'medium';
  return writes(use) && facts.call.flags.may.has('FOLL_WRITE') ? 'medium' : 'low';
}
