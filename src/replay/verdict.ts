/** How a run ends for the pages it took, in one sentence. */
import type { Plan } from './plan';
import type { HandleView, Imbalance, Recording } from './recording';
import { plural } from './words';

export type VerdictKind =
  | 'balanced'
  | 'leaked'
  | 'kept'
  | 'under-released'
  | 'over-released'
  | 'wrong-release'
  | 'nothing-taken'
  | 'unsure'
  | 'impossible';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly text: string;
  /** Slots still held at the end. */
  readonly held: number;
  /** WARN()s that fired on the way. */
  readonly warns: number;
}

/** What counts as a fault of the path: with these, a replay on the command line exits with 1. */
export const FAULTS: ReadonlySet<VerdictKind> = new Set([
  'leaked',
  'under-released',
  'over-released',
  'wrong-release',
]);

export function verdictOf(plan: Plan, recording: Recording): Verdict {
  const handles = recording.steps.at(-1)?.handles ?? [];
  const warns = recording.steps.reduce((sum, step) => sum + step.warns.length, 0);
  const held = handles.reduce((sum, handle) => sum + handle.held, 0);
  const { kind, text } = sentence(plan, recording, handles);
  return {
    kind,
    text: warns === 0 ? text : `${text} ${plural(warns, 'WARN')} fired.`,
    held,
    warns,
  };
}

function sentence(
  plan: Plan,
  recording: Recording,
  handles: readonly HandleView[],
): Pick<Verdict, 'kind' | 'text'> {
  const absent = absentWords(plan, recording);
  if (absent !== null) return { kind: 'impossible', text: absent };
  const own = handles.filter((handle) => !isOfWorld(plan, handle));
  const open = own.filter((handle) => handle.held > 0);
  const lost = open.filter((handle) => keeperOf(plan, handle) === null);
  // What is not counted for sure makes no fault; a release of the wrong kind does.
  const wrong = recording.imbalances.find(({ excess }) => plan.doubt === null || excess === 0);
  const faults = [
    ...(lost.length === 0 || plan.doubt !== null
      ? []
      : [{ kind: 'leaked', text: leakWords(plan, lost) } as const]),
    ...(wrong === undefined ? [] : [imbalanceWords(plan, wrong)]),
  ];
  const [first] = faults;
  if (first !== undefined) {
    return { kind: first.kind, text: faults.map((fault) => fault.text).join(' ') };
  }
  if (plan.doubt !== null && lost.length + recording.imbalances.length > 0) {
    return { kind: 'unsure', text: unsureWords(open, plan.doubt) };
  }
  const [kept] = open;
  if (kept !== undefined) {
    const keeper = keeperOf(plan, kept) ?? 'their owner';
    const elsewhere = elsewhereWords(plan.elsewhere);
    return { kind: 'kept', text: `Kept: ${list(open)} stay with ${keeper}${elsewhere}.` };
  }
  if (own.length === 0) return { kind: 'nothing-taken', text: 'No page was taken.' };
  return { kind: 'balanced', text: 'Balanced: every page taken was given back.' };
}

/** How many pages such a path gives back is a guess, so what is left is no fault of it. */
function unsureWords(open: readonly HandleView[], doubt: string): string {
  const count = open.reduce((sum, { held }) => sum + held, 0);
  const unknown =
    count === 0
      ? 'whether this path gives back pages that it does not hold'
      : `whether the ${list(open)} still held ${count === 1 ? 'is' : 'are'} given back`;
  return `It is not known ${unknown}: ${doubt}.`;
}

/** Whether an array of pages is that of a "what if": the path need not give back what is in it. */
export function isOfWorld(plan: Plan, { name }: Pick<HandleView, 'name'>): boolean {
  const acts = plan.scenario.steps.filter((_, index) => plan.steps[index]?.origin === 'whatIf');
  return [...acts, ...plan.meanwhile.flatMap((act) => act.acts)].some(
    ({ handle }) => handle === name,
  );
}

/** A kernel that lacks a function or a flag cannot run the path at all. */
function absentWords(plan: Plan, recording: Recording): string | null {
  const step = recording.steps.find(
    ({ result, origin }) => result === 'absent' && plan.steps[origin]?.origin !== 'whatIf',
  );
  const of = plan.scenario.steps[step?.origin ?? -1];
  if (of === undefined) return null;
  const called = of.op === 'memfd_pin' ? 'memfd_pin_folios' : of.op;
  const name = [of.fn, of.how].find((word) => typeof word === 'string') ?? called;
  return `Linux ${recording.kernel} has no ${name}(), or not with these flags.`;
}

/** More places than this are counted, not told. */
const TOLD = 2;

/** ", released elsewhere: drivers/foo.c:34 foo_unmap()", or '' where no release is known. */
function elsewhereWords(releases: Plan['elsewhere']): string {
  if (releases.length === 0) return '';
  const places = releases.slice(0, TOLD).map(placeWords).join(' and ');
  const more = releases.length - TOLD;
  return `, released elsewhere: ${places}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

/** "drivers/foo.c:34 foo_unmap()". */
export function placeWords(at: Plan['elsewhere'][number]): string {
  return `${at.file}:${String(at.line)} ${at.function}()`;
}

/** Who keeps the pages of an array by the end of the path; null for nobody. */
export function keeperOf(
  plan: Plan,
  { name, takenBy }: Pick<HandleView, 'name' | 'takenBy'>,
): string | null {
  const keeps = plan.steps.find(({ keeper }, index) => index > takenBy && keeper?.array === name);
  return keeps?.keeper?.owner ?? null;
}

const list = (handles: readonly HandleView[]): string =>
  handles.map((handle) => plural(handle.held, handle.tracking)).join(' and ');

function leakWords(plan: Plan, lost: readonly HandleView[]): string {
  const end = plan.steps.findLast((step) => step.source !== null)?.source ?? null;
  const taken = plan.steps[lost[0]?.takenBy ?? -1]?.source ?? null;
  const at = end === null ? '' : ` at line ${String(end.line)}`;
  const from =
    taken === null || taken.line === end?.line ? '' : `, taken at line ${String(taken.line)}`;
  return `Leaked ${list(lost)}${at}${from}.`;
}

function imbalanceWords(plan: Plan, wrong: Imbalance): Pick<Verdict, 'kind' | 'text'> {
  const step = plan.steps[wrong.origin];
  const where = step?.source == null ? '' : ` at line ${String(step.source.line)}`;
  const release = plan.scenario.steps[wrong.origin]?.how;
  const name = typeof release === 'string' ? `${release}()` : 'the release';
  if (wrong.excess > 0) {
    const pages = plural(wrong.excess, 'page');
    return {
      kind: 'over-released',
      text: `Over-released: ${name}${where} gives back ${pages} that are not held.`,
    };
  }
  if (wrong.refs === 0 && wrong.pins === 0) {
    const why = 'the last reference would free the page with its LRU list still pointing to it';
    return {
      kind: 'wrong-release',
      text: `Wrong release: ${name}${where} is for pages of alloc_page(); ${why}.`,
    };
  }
  const parts = [
    ...(wrong.refs === 0 ? [] : [plural(Math.abs(wrong.refs), 'reference')]),
    ...(wrong.pins === 0 ? [] : [`a pincount of ${String(Math.abs(wrong.pins))}`]),
  ].join(' and ');
  return wrong.refs > 0 || (wrong.refs === 0 && wrong.pins > 0)
    ? { kind: 'under-released', text: `Under-released: ${name}${where} leaves ${parts} behind.` }
    : {
        kind: 'over-released',
        text: `Over-released: ${name}${where} takes back ${parts} that were never given.`,
      };
}
