import type { Confidence, Finding, Severity } from '../../analyzer/records';
import { settingsFor } from '../settings';
import type { ReviewedFile, Reviews } from './reviews';

const RANK: Record<Confidence, number> = { low: 0, medium: 1, high: 2 };

/** A finding as the user sees it. */
export interface ShownFinding {
  readonly finding: Finding;
  readonly review: ReviewedFile;
  readonly severity: Severity;
}

/** The findings of a file that its settings show, with the severity they give. */
export function shownIn(review: ReviewedFile): ShownFinding[] {
  const { diagnosticsEnabled, minimumConfidence, rules } = settingsFor(review.uri);
  if (!diagnosticsEnabled) return [];
  return review.findings.flatMap((finding) => {
    const wanted = rules[finding.rule] ?? 'default';
    if (wanted === 'off' || RANK[finding.confidence] < RANK[minimumConfidence]) return [];
    return [{ finding, review, severity: wanted === 'default' ? finding.severity : wanted }];
  });
}

/** Every finding that is shown, by file and place. */
export function allShown(reviews: Reviews): ShownFinding[] {
  return reviews
    .all()
    .sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1))
    .flatMap((review) =>
      shownIn(review).sort(
        (a, b) => a.finding.line - b.finding.line || a.finding.column - b.finding.column,
      ),
    );
}
