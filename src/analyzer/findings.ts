import type { Finding } from './records';
import type { Report, Rule } from './rules/rule';
import { hash53 } from './sites/siteId';
import type { SiteCall } from './sites/siteCall';

/** Makes the record of what a rule said of a site. */
export function findingOf(rule: Rule, report: Report, { site, file, tokens }: SiteCall): Finding {
  const from = file.source.position(report.at.start);
  const to = file.source.position(report.at.end);
  const called = file.text.slice(tokens.start, tokens.end).replace(/\s+/g, '');
  const reported = file.text.slice(report.at.start, report.at.end).replace(/\s+/g, '');
  return {
    rule: rule.id,
    severity: report.severity,
    confidence: report.confidence,
    file: site.file,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    message: report.message,
    site: site.id,
    path: report.path ?? [],
    fingerprint: hash53([rule.id, site.function, called, reported].join('\n'))
      .toString(16)
      .padStart(14, '0'),
  };
}
