import type { PathEnd } from '../flow/rootResult';
import type { Use } from '../flow/holds';
import type { PathStep } from '../records';
import type { Span } from '../sites/callTokens';
import type { SiteFacts } from './rule';

/** Paths on which the site gave pages and the function did not fail. */
export function successes({ flow }: SiteFacts): readonly PathEnd[] {
  return (flow?.ends ?? []).filter(
    ({ exit, hold }) => exit !== 'error' && hold.outcome !== 'short',
  );
}

/** The paths of the site's callers, where these are at hand; else those of its own function. */
export function outermost<T extends PathEnd>(
  { call }: SiteFacts,
  ends: readonly T[],
): readonly T[] {
  const callers = ends.filter(({ state }) => state.rootName !== call.site.function);
  return callers.length > 0 ? callers : ends;
}

/** What the paths do with what is in the pages. */
export function usesOf({ flow }: SiteFacts): readonly Use[] {
  return (flow?.ends ?? []).flatMap(({ hold }) => hold.uses);
}

/** A use that certainly writes: the CPU does, or a device may by the direction of the mapping. */
export const writes = ({ kind }: Use): boolean => kind === 'cpu-write' || kind === 'device-write';

/** Pages that a notifier takes away are not held against their mapping: case 3 of pin_user_pages.rst. */
export function followsNotifier({ call }: SiteFacts): boolean {
  return /\bmmu_(?:interval_)?notifier_(?!range|invalidate)/.test(call.file.text);
}

/** A call that hands its result to an iterator's owner: what is done with it is decided there. */
export const throughIterator = ({ call }: SiteFacts): boolean =>
  call.site.api.startsWith('iov_iter_');

/**
 * Whether nobody ever gives back what the site takes out of an iterator that may be the kernel's own:
 * then iov_iter_extract_pages() takes no reference (lib/iov_iter.c, 6.3 on).
 */
export const mayTakeNothing = ({ call, releases }: SiteFacts): boolean =>
  call.site.api === 'iov_iter_extract_pages' && releases.length === 0;

/** The function name of the site's call. */
export function siteSpan({ call }: SiteFacts): Span {
  return { start: call.tokens.start, end: call.tokens.start + call.site.api.length };
}

/** The first step of a path: the site takes its pages. */
export function siteStep({ call }: SiteFacts, more = ''): PathStep {
  const { api, file, line, tracking, flags } = call.site;
  const how = tracking === 'pin' ? 'pins' : 'takes references on';
  const message = `${api}() ${how} user pages with flags ${flags.text}${more}`;
  return { file, line, message, kind: 'acquire' };
}

/** What a use does, with its subject: "dma_map_page() lets a device write to them". */
export function useText({ by, kind }: Use): string {
  if (kind === 'cpu-read') return `${by} reads from them`;
  if (kind === 'cpu-write') return `${by} writes to them`;
  if (kind === 'device-write') return `${by} lets a device write to them`;
  return `${by} gives them to a device`;
}
