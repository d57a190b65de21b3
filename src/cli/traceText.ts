import type { Trace, TracePage, TracePte, TraceStep } from '../sim';

const pteText = (pte: TracePte | 'no-vma' | null): string => {
  if (pte === null) return 'nothing mapped';
  if (pte === 'no-vma') return 'no VMA';
  if (pte.nonpresent !== undefined) return pte.nonpresent.join(' ');
  const level = pte.level === 'pmd' ? ['pmd'] : [];
  return [pte.page ?? '', ...level, ...(pte.flags ?? [])].join(' ');
};

const pageText = (page: TracePage | 'freed'): string => {
  if (page === 'freed') return 'freed';
  const pins = page.pincount === undefined ? '' : `, pincount ${String(page.pincount)}`;
  const maybe = page.maybe_pinned ? ', maybe pinned' : '';
  const sign = page.ref_is_delta === true && page.ref >= 0 ? '+' : '';
  return `refcount ${sign}${String(page.ref)}, mapcount ${String(page.mapcount)}${pins}${maybe} [${page.flags.join(' ')}]`;
};

/** Lines of `now` that `before` did not have. */
function changed<T>(
  now: Readonly<Record<string, T>>,
  before: Readonly<Record<string, T>> | undefined,
  show: (value: T) => string,
): string[] {
  return Object.entries(now)
    .filter(([key, value]) => before?.[key] === undefined || show(before[key]) !== show(value))
    .map(([key, value]) => `    ${key}: ${show(value)}`);
}

function stepText(step: TraceStep, before: TraceStep | undefined): string[] {
  const value = step.value === undefined ? '' : `, value 0x${step.value.toString(16)}`;
  const warns = (step.warn_at ?? []).map((w) => `    WARN in ${w.function} (${w.file}): ${w.text}`);
  return [
    `  ${String(step.i)} ${step.op}: ${String(step.rc)}${value}`,
    ...warns,
    ...changed(step.ptes, before?.ptes, pteText),
    ...changed(step.pages, before?.pages, pageText),
  ];
}

/** A trace for people: each step, and what it changed. */
export const traceText = (trace: Trace): string[] => [
  `${trace.scenario} on ${trace.kernel_release}`,
  ...trace.steps.flatMap((step, i) => stepText(step, trace.steps[i - 1])),
];
