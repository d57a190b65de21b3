/** Explains a FOLL_* flag for one release. */
import { type FlagFact, type FlagMisuse, type FlagPolicyKind, flagAt } from '../flags';
import { presenceAt } from '../lifetime';
import { formatRange, formatRelease, type KernelRelease } from '../release';
import { type Explanation, section, sourcesFor, textsAt } from './explanation';

const WHO: Readonly<Record<FlagPolicyKind, string>> = {
  caller: 'the caller',
  'pin-caller': 'the caller, with pin_user_pages*() only',
  redundant: 'the call itself; a caller may, to no effect',
  wrapper: 'the exported calls themselves',
  internal: 'mm/ only, though nothing checks it',
  forbidden: 'never the caller',
};

export function explainFlag(flag: FlagFact, r: KernelRelease): Explanation {
  const at = flagAt(flag, r);
  const common = { word: flag.name, kind: 'flag', release: formatRelease(r), code: null } as const;
  if (!at.exists) {
    return {
      ...common,
      exists: false,
      headline: flag.name,
      summary: `${at.why}. ${flag.meaning}`,
      sections: [...section('lifetime', 'History', lifetime(flag)), ...notes(flag)],
      sources: sourcesFor(flag.sources, r),
    };
  }
  const definedBy = flag.values.find(({ value }) => value === at.value)?.sources ?? [];
  return {
    ...common,
    exists: true,
    headline: `${flag.name} = 0x${at.value.toString(16)} in ${at.header}`,
    summary: flag.meaning,
    sections: [
      ...section('also', 'In this release', textsAt(flag.meansAlso, r), true),
      ...section(
        'who-sets-it',
        'Set by',
        at.policies.map(({ policy, detail }) => `${WHO[policy]}: ${detail}`),
        true,
      ),
      ...section('goes-with', 'Needs', textsAt(flag.requires, r), true),
      ...section('against', 'Not with', textsAt(flag.conflicts, r), true),
      ...section('misuse', 'Otherwise', at.misuse.map(misuse), true),
      ...section('lifetime', 'History', [...presence(flag, r), ...lifetime(flag)], true),
      ...notes(flag),
    ],
    sources: sourcesFor([...flag.sources, ...definedBy], r),
  };
}

function misuse({ where, condition, result }: FlagMisuse): string {
  return `${condition} (${where}): ${result}`;
}

function notes(flag: FlagFact) {
  return section('notes', 'Notes', flag.notes);
}

/** What is not plain about the flag's being there: a backport, or that it may be one. */
function presence(flag: FlagFact, r: KernelRelease): string[] {
  const found = presenceAt(flag, r);
  if (found.state === 'perhaps') {
    const { seen, notIn } = found.backport;
    return [
      `not certain here: ${seen} has it by backport, ${notIn ?? 'the first release'} has not`,
    ];
  }
  return found.state === 'here' && found.backported ? ['here by backport'] : [];
}

function lifetime(flag: FlagFact): string[] {
  if (flag.since === undefined) {
    return ['never merged'];
  }
  const start = flag.since === '2.6.24' ? '2.6.24 or earlier' : flag.since;
  const end = flag.removed === undefined ? '' : `, removed in ${flag.removed}`;
  const away = (flag.away ?? []).map(({ since, until }) => `, not in ${since} to ${until}`);
  const instead = flag.successor === undefined ? '' : `; now ${flag.successor}`;
  const values = flag.values.map((one) => `0x${one.value.toString(16)} (${formatRange(one)})`);
  return [
    `since ${start}${end}${away.join('')}${instead}`,
    ...(values.length > 1 ? [`value ${values.join(', ')}`] : []),
  ];
}
