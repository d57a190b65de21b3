import { checkFlags, flagAt, flagByName } from '../../kernel';
import { argumentFor, flagNames, refusedFlags, siteCall } from './acquire';
import type { Argument, Call } from './call';
import { type Edit, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { findingPlace, type FixContext, type Fixer } from './fix';
import { fixByPinning } from './fixRelease';
import { addFlag, removeFlag } from './flagEdits';
import type { CodeText } from '../tokens/codeText';

interface FlagsPlace {
  readonly code: CodeText;
  readonly call: Call;
  readonly flags: Argument;
}

/** The flags argument of the finding's site. */
function flagsPlace({ site, source, release }: FixContext): FlagsPlace | Refusal {
  const code = source(site.file);
  if (code === null) return refuse(`${site.file} cannot be read`);
  const call = siteCall(code, site);
  if (isRefusal(call)) return call;
  const flags = argumentFor(call, site.api, 'flags', release);
  return flags ? { code, call, flags } : refuse(`${site.api}() takes no FOLL_* flags here`);
}

/** Passes a flag that the site lacks. */
export function fixMissingFlag(flag: 'FOLL_WRITE' | 'FOLL_LONGTERM'): Fixer {
  return (context) => {
    const { site, release } = context;
    const refused = refusedFlags([...flagNames(site), flag], site.api, release);
    if (refused !== null) return refuse(refused);
    const place = flagsPlace(context);
    if (isRefusal(place)) return place;
    const edits = addFlag(place.code, place.call, place.flags, flag);
    return [{ title: `Add ${flag}`, preferred: true, files: [fileEdits(site.file, edits)] }];
  };
}

/** Says that the hold is long; for a get, which no release lets say so, by pinning. */
export const fixMissingLongterm: Fixer = (context) => {
  const { site } = context;
  if (site.tracking === 'pin') return fixMissingFlag('FOLL_LONGTERM')(context);
  const pinned = fixByPinning(context);
  if (isRefusal(pinned)) return pinned;
  const place = flagsPlace(context);
  if (isRefusal(place)) return place;
  const added = addFlag(place.code, place.call, place.flags, 'FOLL_LONGTERM');
  return pinned.map(({ title, preferred, files }) => ({
    title: `${title}, and add FOLL_LONGTERM`,
    preferred,
    files: files.map(({ file, edits }) =>
      file === site.file ? fileEdits(file, [...edits, ...added]) : { file, edits },
    ),
  }));
};

/**
 * What may go: FOLL_GET and FOLL_PIN only say which reference is taken anyhow; FOLL_FORCE is for
 * ptrace-like access and was a way around COW up to 6.1.
 */
const REMOVABLE: ReadonlySet<string> = new Set(['FOLL_GET', 'FOLL_PIN', 'FOLL_FORCE']);

/** Takes the flag out that the finding stands at, or those that a caller must not pass. */
export const fixIllegalFlags: Fixer = (context) => {
  const { site } = context;
  const named = flagAtFinding(context);
  const wrong = named === null ? refusedOf(context) : [named];
  const removable = wrong.filter((flag) => REMOVABLE.has(flag) || isInternal(flag, context));
  if (removable.length === 0) {
    const [first] = wrong;
    return refuse(
      first ? `without ${first} the call would do something else` : 'which flag is not certain',
    );
  }
  const place = flagsPlace(context);
  if (isRefusal(place)) return place;
  const edits: Edit[] = [];
  for (const flag of removable) {
    const removed = removeFlag(place.code, place.call, place.flags, flag);
    if (isRefusal(removed)) return removed;
    edits.push(...removed);
  }
  const names = removable.join(' and ');
  return [{ title: `Remove ${names}`, preferred: true, files: [fileEdits(site.file, edits)] }];
};

/** The flag whose name the finding marks. */
function flagAtFinding(context: FixContext): string | null {
  const place = findingPlace(context);
  const word = isRefusal(place) ? '' : place.code.word(place.token);
  return /^FOLL_\w+$/.test(word) ? word : null;
}

function refusedOf({ site, release }: FixContext): string[] {
  return checkFlags(flagNames(site), site.api, release)
    .filter(({ kind, mmInternal }) => kind === 'refused' || kind === 'undefined' || mmInternal)
    .map(({ flag }) => flag);
}

/** Flags that mm/ sets by itself, where a caller's own is refused: FOLL_TOUCH, FOLL_REMOTE, ... */
function isInternal(name: string, { release }: FixContext): boolean {
  const flag = flagByName(name);
  if (flag === undefined) return false;
  const at = flagAt(flag, release);
  return at.exists && !at.isPublic;
}
