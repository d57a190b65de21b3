/**
 * Every acquire, release and query function of the GUP interface, by release.
 */
import { FAULT_IN } from './faultIn';
import { GET_ONE_PAGE } from './getOnePage';
import { GET_PAGES } from './getPages';
import { ITERATORS } from './iterators';
import { NEIGHBOURS } from './neighbours';
import { PFN_WALKS } from './pfnWalks';
import { PIN_PAGES } from './pinPages';
import { PROPOSED } from './proposed';
import { QUERIES } from './queries';
import { REFERENCES } from './references';
import { RETIRED_ACQUIRE } from './retiredAcquire';
import { type FunctionFact, type ReleaseFact, type TrackingKind } from './types';
import { UNPIN } from './unpin';

export {
  formatSignature,
  type Parameter,
  type ParameterRole,
  parseSignature,
  type Signature,
  signatureAt,
} from './signature';
export type {
  FunctionFact,
  FunctionKind,
  ReleaseArgument,
  ReleaseFact,
  SignatureFact,
  TrackingKind,
} from './types';

/** All functions, those that are gone and those that were only proposed included. */
export const FUNCTIONS: readonly FunctionFact[] = [
  ...GET_PAGES,
  ...GET_ONE_PAGE,
  ...PIN_PAGES,
  ...RETIRED_ACQUIRE,
  ...UNPIN,
  ...REFERENCES,
  ...ITERATORS,
  ...QUERIES,
  ...PFN_WALKS,
  ...FAULT_IN,
  ...NEIGHBOURS,
  ...PROPOSED,
];

const byName = new Map<string, FunctionFact>(FUNCTIONS.map((fn) => [fn.name, fn]));

/** What is known of the function, or undefined when it is not one of the interface. */
export function functionByName(name: string): FunctionFact | undefined {
  return byName.get(name);
}

/** A function each call of which is a site. */
export type AcquireFact = FunctionFact & { readonly tracking: TrackingKind };

/**
 * The functions each call of which is a site, whatever the release: the get_user_page*() and
 * pin_user_page*() families past and present, get_dump_page(), memfd_pin_folios(),
 * iov_iter_get_pages*() and iov_iter_extract_pages().
 */
export const ACQUIRE_FUNCTIONS: readonly AcquireFact[] = FUNCTIONS.filter(isSiteFunction);

function isSiteFunction(fn: FunctionFact): fn is AcquireFact {
  return fn.site === true && fn.tracking !== null;
}

/** Names of {@link ACQUIRE_FUNCTIONS}. */
export const acquireNames: ReadonlySet<string> = new Set(ACQUIRE_FUNCTIONS.map(({ name }) => name));

/** Whether a call of this name is a site. */
export function isAcquire(name: string): boolean {
  return acquireNames.has(name);
}

const acquireTracking = new Map(ACQUIRE_FUNCTIONS.map(({ name, tracking }) => [name, tracking]));

/** The reference a site takes, or undefined when the name is not that of a site. */
export function trackingOf(name: string): TrackingKind | undefined {
  return acquireTracking.get(name);
}

/** A function that gives references or pins back. */
export type ReleaseFunctionFact = FunctionFact & { readonly release: ReleaseFact };

/** The functions that give references or pins back, with what they are given. */
export const RELEASE_FUNCTIONS: readonly ReleaseFunctionFact[] = FUNCTIONS.filter(
  (fn): fn is ReleaseFunctionFact => fn.release !== undefined,
);

const releases = new Map(RELEASE_FUNCTIONS.map((fn) => [fn.name, fn]));

/** The release function of that name, or undefined. */
export function releaseFunction(name: string): ReleaseFunctionFact | undefined {
  return releases.get(name);
}
