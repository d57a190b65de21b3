/** Scenario steps in words a kernel developer would use. */
import type { ScenarioStep } from './scenarioText';

const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export function plural(n: number, noun: string): string {
  return `${String(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Steps that give no answer: what they stand for is void, or no call at all. */
const VOID = new Set(['release', 'poke', 'ref', 'kill', 'exit', 'observe']);

/** What a step answered, as one would say it: null for one that has no answer. */
export function answerOf(
  op: string,
  rc: number | string,
  value: number | undefined,
): string | null {
  if (VOID.has(op) && rc === 0) return null;
  return value === undefined ? String(rc) : `${String(rc)}, read 0x${value.toString(16)}`;
}

/** "p0.buf[2]", "p0.buf[0..3]" or "p0.buf" for the whole region. */
function range(step: ScenarioStep): string {
  const name = `${word(step.proc ?? 'p0')}.${word(step.region)}`;
  const page = step.page;
  const pages = step.pages ?? step.nr;
  if (typeof page !== 'number') return name;
  if (typeof pages !== 'number' || pages <= 1) return `${name}[${String(page)}]`;
  return `${name}[${String(page)}..${String(page + pages - 1)}]`;
}

/** One step as a short line: "touch (write) p0.buf[0]". */
export function describeStep(step: ScenarioStep): string {
  const proc = word(step.proc ?? 'p0');
  switch (step.op) {
    case 'mmap':
      return `mmap ${range(step)}: ${plural(Number(step.pages ?? 1), 'page')}, ${word(step.kind)}`;
    case 'touch':
      return `${step.mode === 'w' ? 'write to' : 'read from'} ${range(step)}`;
    case 'madvise':
      return `madvise(MADV_${word(step.advice)}) ${range(step)}`;
    case 'mprotect':
      return `mprotect(${word(step.prot)}) ${range(step)}`;
    case 'fork':
      return `fork: ${proc} → ${word(step.child)}`;
    case 'exit':
      return `exit of ${proc}`;
    case 'kill':
      return `SIGKILL is pending for ${proc}`;
    case 'uffd':
      return `userfaultfd ${word(step.action)} ${range(step)}`;
    case 'numa_hint':
      return `NUMA balancing scans ${range(step)}`;
    case 'gup':
      return describeGup(step);
    case 'memfd_pin':
      return `memfd_pin_folios(${word(step.file)})`;
    case 'release':
      return `${word(step.how)}(${word(step.handle)})`;
    case 'poke':
      return `the device writes to ${word(step.handle)}[${word(step.index ?? 0)}]`;
    case 'ref':
      return `${Number(step.delta) > 0 ? 'get_page' : 'put_page'}(${word(step.handle)}) × ${String(Math.abs(Number(step.delta)))}`;
    case 'file':
      return `${word(step.action)} of ${word(step.file ?? 'f0')}`;
    case 'insert':
      return `${word(step.fn)}(${range(step)})`;
    case 'observe':
      return 'look at the pages';
    default:
      return `${step.op} ${step.region === undefined ? proc : range(step)}`;
  }
}

function describeGup(step: ScenarioStep): string {
  const flags = Array.isArray(step.flags)
    ? step.flags.map((flag) => `FOLL_${word(flag)}`).join(' | ')
    : '';
  const where = step.region === undefined ? `address ${word(step.addr)}` : range(step);
  return `${word(step.fn)}(${where}${flags === '' ? '' : `, ${flags}`})`;
}
