import type { KernelRelease, RuleId } from '../../kernel';
import type { PairedRelease, Pairing } from '../pairing/pairReleases';
import type { Confidence, PathStep, Release, Severity } from '../records';
import type { FileFlow, SiteFlow } from '../flow/followFile';
import type { SiteCall } from '../sites/siteCall';
import type { Span } from '../sites/callTokens';
import type { SourceFile } from '../syntax/sourceFile';

/** What a rule sees: one site, in the release of its tree. */
export interface SiteFacts {
  readonly call: SiteCall;
  readonly release: KernelRelease;
  /** Where the site's pages go; null when no path to it could be followed. */
  readonly flow: SiteFlow | null;
  /** The same for the whole file. */
  readonly fileFlow: FileFlow | null;
  /** Releases that assignments and calls can lead the pages to, the order of statements aside. */
  readonly paired: readonly PairedRelease[];
  /** Releases of the other kind that they can lead the pages to, where others fit. */
  readonly misfits: readonly PairedRelease[];
  /** A call that assignments and calls can lead the pages to, and that writes to what is in them. */
  readonly written: Pairing['written'];
  /** All releases of the site, as its record names them. */
  readonly releases: readonly Release[];
  /** Whether the tree around the file was looked through for releases, not the file alone. */
  readonly searched: () => boolean;
  /** Whether the file, or a source or header near it, says what is in the struct; false without a tree. */
  readonly definesStruct: (tag: string) => boolean;
  /** Whether another source near the file names the function, in a table say; false without a tree. */
  readonly isNamedNear: (name: string) => boolean;
  /** Other sources of the tree that call a function of the file; none where it was not looked through. */
  readonly callersOf: (name: string) => readonly SourceFile[];
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

/**
 * One rule of the analyzer: it reads facts and does not walk syntax. What it is about, why it
 * matters and how to mend it stands in the catalogue of rules in kernel/, under the same id.
 */
export interface Rule {
  readonly id: RuleId;
  check(facts: SiteFacts): Iterable<Report>;
}

/** A rule about a call as it stands, wherever its pages go. */
export interface CallRule extends Rule {
  check(facts: Pick<SiteFacts, 'call' | 'release'>): Iterable<Report>;
}
