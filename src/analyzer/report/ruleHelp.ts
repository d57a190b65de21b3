import { explain, type KernelRelease, renderMarkdown, renderText, RULES } from '../../kernel';
import type { RuleHelp } from './sarif';

/** The help of every rule as it holds in a kernel release. */
export function ruleHelps(release: KernelRelease): RuleHelp[] {
  return RULES.map(({ id, what, severity }) => {
    const explanation = explain(id, release);
    return {
      id,
      summary: what,
      text: explanation ? renderText(explanation) : what,
      severity,
      ...(explanation && { markdown: renderMarkdown(explanation) }),
    };
  });
}
