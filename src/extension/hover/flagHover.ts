import {
  type FlagFact,
  type FlagPolicyKind,
  flagAt,
  formatRelease,
  type KernelRelease,
} from '../../kernel';
import { sourceFor } from './sourceFor';
import { code, item, prose } from './markdown';

const WHO: Record<FlagPolicyKind, string> = {
  caller: 'the caller, where it is wanted',
  'pin-caller': 'the caller, in pin_user_pages*() calls only',
  redundant: 'the call itself; a caller may, without effect',
  wrapper: 'the exported calls themselves',
  internal: 'mm/ only (not checked)',
  forbidden: 'never the caller',
};

/** What a flag is in the release, as Markdown of about ten lines. */
export function flagHover(flag: FlagFact, release: KernelRelease): string {
  const at = flagAt(flag, release);
  const title = `**${flag.name.replaceAll('_', '\\_')}**`;
  if (!at.exists) return `${title}\n\n${prose(at.why)}.\n\n${prose(flag.meaning)}`;
  const policies = at.policies.map(({ policy, detail }) =>
    policy === 'caller' ? detail : `${WHO[policy]}: ${detail}`,
  );
  const misuse = at.misuse.map(
    ({ where, condition, result }) => `${condition} (${where}): ${result}`,
  );
  return [
    `${title} ${code(`0x${at.value.toString(16)}`)} in ${code(at.header)}, Linux ${prose(formatRelease(release))}`,
    '',
    prose(flag.meaning),
    '',
    ...item('Set by', policies),
    ...item('Needs', flag.requires),
    ...item('Not with', flag.conflicts),
    ...item('Otherwise', misuse.slice(0, 2)),
    ...item('Since', flag.since === undefined ? [] : [lifetime(flag)]),
    ...item('Source', sourceFor(flag.sources, release)),
  ].join('\n');
}

function lifetime(flag: FlagFact): string {
  const gone = flag.removed === undefined ? '' : `, until it was removed in ${flag.removed}`;
  return `${flag.since ?? ''}${gone}`;
}
