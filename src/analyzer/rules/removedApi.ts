import {
  explainAbsence,
  formatRelease,
  functionByName,
  signatureAt,
  type FunctionFact,
  type KernelRelease,
} from '../../kernel';
import { isNamedInOtherArm } from '../normalise/armGroups';
import { lex } from '../normalise/lexer';
import type { SiteCall } from '../sites/siteCall';
import type { CallRule, Report } from './rule';

export const removedApi: CallRule = {
  id: 'removed-api',
  *check({ call, release }): Iterable<Report> {
    const fact = functionByName(call.site.api);
    if (!fact) return;
    const message = explainAbsence(fact, release) ?? otherParameters(call, fact, release);
    if (message === null) return;
    const { start } = call.tokens;
    if (isNamedInOtherArm(lex(call.file.text), start, fact.name)) return;
    yield {
      severity: 'error',
      confidence: 'high',
      at: { start, end: start + call.site.api.length },
      message,
    };
  },
};

/** Says so when the call fits a prototype that the function had in other releases only. */
function otherParameters(
  { tokens, fit }: SiteCall,
  fact: FunctionFact,
  release: KernelRelease,
): string | null {
  const own = signatureAt(fact, release);
  const count = tokens.arguments.length;
  // A call that fits no prototype at all is built by macros, or still being typed.
  if (fit.isOfRelease || !own || fit.signature?.params.length !== count) return null;
  const added = own.params.filter(
    ({ name }) => !fit.signature?.params.some((p) => p.name === name),
  );
  const gone = fit.signature.params.filter(({ name }) => !own.params.some((p) => p.name === name));
  const changes = [
    gone.length > 0 ? `without ${gone.map((p) => p.name).join(', ')}` : '',
    added.length > 0 ? `with ${added.map((p) => p.name).join(', ')}` : '',
  ].filter(Boolean);
  const how = changes.length > 0 ? `, ${changes.join(' and ')}` : '';
  return (
    `${fact.name}() takes ${String(own.params.length)} arguments in ${formatRelease(release)}` +
    `${how}; this call passes ${String(count)}`
  );
}
