/** Explains a rule of the catalogue for one release. */
import { formatRelease, type KernelRelease } from '../release';
import { pinCasesAt, type RuleFact } from '../rules';
import { type Explanation, section, sourcesFor, textsAt } from './explanation';

export function explainRule(rule: RuleFact, r: KernelRelease): Explanation {
  const cases = pinCasesAt(r)
    .filter(({ number }) => rule.cases.includes(number))
    .map(({ number, title, use }) => `case ${String(number)}, ${title}: ${use}`);
  return {
    word: rule.id,
    kind: 'rule',
    release: formatRelease(r),
    exists: true,
    headline: `${rule.id} (${rule.severity}): ${rule.title}`,
    code: null,
    summary: rule.what,
    sections: [
      ...section('why', 'Why', [rule.why], true),
      ...section('otherwise', 'Otherwise', textsAt(rule.otherwise, r), true),
      ...section('fix', 'Mend', textsAt(rule.fix, r), true),
      ...section('cases', 'pin_user_pages.rst', cases, true),
    ],
    sources: sourcesFor(rule.sources, r),
  };
}
