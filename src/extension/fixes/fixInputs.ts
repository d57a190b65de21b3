import type * as vscode from 'vscode';
import type { FixContext } from '../../analyzer/fixes/fix';
import type { Finding, Site } from '../../analyzer/records';
import { isReviewed } from '../reviewed';
import type { ReviewedFile, Reviews } from '../review/reviews';
import { loadSources, type Sources } from './sources';

/** A review with the texts that its findings and sites speak of. */
export interface FixInputs {
  readonly review: ReviewedFile;
  /** Every site known of the tree: releases may be shared. */
  readonly sites: readonly Site[];
  readonly sources: Sources;
}

/** A review of what was just typed comes within this time, in milliseconds, or is not waited for. */
const PATIENCE = 5000;

/**
 * The review of a document, of the text on the screen: an older one would put changes in the wrong
 * lines. Waits a moment for the one that is under way.
 */
export async function currentReview(
  reviews: Reviews,
  document: vscode.TextDocument,
): Promise<ReviewedFile | undefined> {
  if (!isReviewed(document.uri)) return undefined;
  const end = Date.now() + PATIENCE;
  for (;;) {
    const review = reviews.get(document.uri);
    if (review?.version === document.version) return review;
    const left = end - Date.now();
    if (left <= 0 || document.isClosed) return undefined;
    await changeOf(reviews, left);
  }
}

/** Resolves when some review changed, or after the time given. */
function changeOf(reviews: Reviews, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const listener = reviews.onDidChange(done);
  });
}

/** Reads what the given sites and findings need. */
export async function fixInputs(
  reviews: Reviews,
  review: ReviewedFile,
  findings: readonly Finding[],
  sites: readonly Site[],
): Promise<FixInputs> {
  const root = review.root.toString();
  const all = reviews
    .all()
    .filter((other) => other.root.toString() === root)
    .flatMap((other) => other.sites);
  const wanted = new Set(findings.map(({ site }) => site));
  const concerned = [...sites, ...all.filter(({ id }) => wanted.has(id))];
  const files = [
    ...findings.map(({ file }) => file),
    ...concerned.flatMap(({ file, releases }) => [file, ...releases.map((one) => one.file)]),
  ];
  return { review, sites: all, sources: await loadSources(review, files) };
}

/** What a fix of the finding is made from; null when its site is not known any more. */
export function fixContext(
  { review, sites, sources }: FixInputs,
  finding: Finding,
): FixContext | null {
  const site = sites.find(({ id }) => id === finding.site);
  return site ? { finding, site, sites, release: review.release, source: sources } : null;
}
