/** Explains a GUP or release function for one release. */
import { type FunctionFact, formatSignature, functionByName, signatureAt } from '../functions';
import { fastCallAccepts } from '../checks';
import { explainAbsence, mayExist } from '../lifetime';
import { formatRelease, type KernelRelease } from '../release';
import { asCall, type Explanation, section, sourcesFor, textsAt } from './explanation';

export function explainFunction(fn: FunctionFact, r: KernelRelease): Explanation {
  const common = { word: fn.name, kind: 'function', release: formatRelease(r) } as const;
  const signature = signatureAt(fn, r);
  const sources = sourcesFor([...(signature?.fact.sources ?? []), ...fn.sources], r);
  if (fn.since === undefined || !mayExist(fn, r)) {
    return {
      ...common,
      exists: false,
      headline: `${fn.name}()`,
      code: fn.since === undefined && signature ? formatSignature(fn.name, signature) : null,
      summary: `${explainAbsence(fn, r) ?? fn.name}. ${summary(fn)}`,
      sections: [...section('lifetime', 'History', lifetime(fn)), ...notes(fn)],
      sources,
    };
  }
  return {
    ...common,
    exists: true,
    headline: `${fn.name}()`,
    code: signature ? formatSignature(fn.name, signature) : null,
    summary: summary(fn),
    sections: [
      ...section('released-by', 'Released by', callsAt(fn.releaseWith, r), true),
      ...section('releases', 'Releases pages of', callsAt(fn.pairsWith, r), true),
      ...section('returns', 'Returns', textsAt(fn.returns, r), true),
      ...section('locking', 'Locking', textsAt(fn.locking, r), true),
      ...section('flags', 'Flags', flags(fn, r), true),
      ...section('lifetime', 'History', lifetime(fn), true),
      ...notes(fn),
    ],
    sources,
  };
}

function summary({ kind, summary: text }: FunctionFact): string {
  return kind === 'acquire' ? `Takes ${text}.` : `${capital(text)}.`;
}

/** The calls among the names that the release has. */
function callsAt(names: readonly string[] | undefined, r: KernelRelease): string[] {
  return (names ?? [])
    .filter((name) => {
      const known = functionByName(name);
      return known === undefined || mayExist(known, r);
    })
    .map(asCall);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function flags(fn: FunctionFact, r: KernelRelease): string[] {
  const sets = textsAt(fn.sets, r).map((text) => `sets ${text}`);
  // The tables of single functions point at the allow list; here it is spelled out.
  const rules = textsAt(fn.flagRules, r).filter((text) => !text.includes('allow'));
  const list = fastCallAccepts(fn.name, r);
  return [...sets, ...(list ? [`accepts ${list.join(', ')}`] : []), ...rules];
}

function notes(fn: FunctionFact) {
  return section('notes', 'Notes', fn.notes ?? []);
}

function lifetime(fn: FunctionFact): string[] {
  if (fn.since === undefined) {
    return ['never merged'];
  }
  const start = fn.since === '2.6.24' ? '2.6.24 or earlier' : fn.since;
  const away = (fn.away ?? []).map(({ since, until }) => `, not in ${since} to ${until}`);
  const end = fn.removed === undefined ? '' : `, removed in ${fn.removed}`;
  const instead = fn.successor === undefined ? '' : `; then ${fn.successor}`;
  const changes = fn.signatures.slice(1).map(({ since }) => since);
  return [
    `since ${start}${away.join('')}${end}${instead}`,
    ...(changes.length > 0 ? [`arguments changed in ${changes.join(', ')}`] : []),
  ];
}
