import {
  explainAbsence,
  formatSignature,
  type FunctionFact,
  holdingAt,
  type KernelRelease,
  mayExist,
  type RangedText,
  signatureAt,
} from '../../kernel';
import { sourceFor } from './sourceFor';
import { block, item, names, prose } from './markdown';

/** What a function of the GUP interface is in the release, as Markdown of about ten lines. */
export function functionHover(fn: FunctionFact, release: KernelRelease): string {
  if (!mayExist(fn, release)) {
    return `${prose(explainAbsence(fn, release) ?? '')}.\n\n${prose(fn.summary)}`;
  }
  const holding = (texts: readonly RangedText[] = []) =>
    holdingAt(texts, release)
      .map(({ text }) => text)
      .filter((text) => text.length <= LONGEST);
  const signature = signatureAt(fn, release);
  return [
    ...(signature === undefined ? [] : [block(wrapped(formatSignature(fn.name, signature))), '']),
    prose(fn.summary),
    '',
    ...item('Sets', holding(fn.sets)),
    ...item('Returns', holding(fn.returns)),
    ...item('Locking', holding(fn.locking)),
    ...item('Flags', holding(fn.flagRules)),
    ...names('Released by', (fn.releaseWith ?? []).map(call)),
    ...names('Releases pages of', (fn.pairsWith ?? []).map(call)),
    ...item('Since', fn.since === undefined ? [] : [fn.since]),
    ...item('Source', sourceFor(fn.sources, release)),
  ].join('\n');
}

/** A text longer than this belongs into the full explanation, not under the mouse. */
const LONGEST = 240;

function call(name: string): string {
  return /^\w+\*?$/.test(name) ? `${name}()` : name;
}

/** The prototype with one parameter a line where it would not fit the hover's width. */
function wrapped(prototype: string): string {
  return prototype.length <= 80
    ? prototype
    : prototype.replace('(', '(\n\t').replaceAll(', ', ',\n\t');
}
