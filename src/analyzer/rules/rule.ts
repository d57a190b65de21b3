import type { KernelRelease } from '../../kernel';
import type { Confidence, PathStep, Severity } from '../records';
import type { SiteCall } from '../sites/siteCall';
import type { Span } from '../sites/callTokens';

/** What a rule sees: one site, in the release of its tree. */
export interface SiteFacts {
  readonly call: SiteCall;
  readonly release: KernelRelease;
}

/** What a rule says of a site. The caller makes a finding of it. */
export interface Report {
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Where it is to be seen, in the file of the site. */
  readonly at: Span;
  /** One or two sentences that a reviewer could paste into a mail. */
  readonly message: string;
  readonly path?: readonly PathStep[];
}

/** One rule of the analyzer: it reads facts and does not walk syntax. */
export interface Rule {
  /** Its name in the output, for example `flags-illegal`. */
  readonly id: string;
  /** What it is about, in one sentence. */
  readonly summary: string;
  /** Why it matters and what to do, in a few sentences. */
  readonly explanation: string;
  check(facts: SiteFacts): Iterable<Report>;
}
