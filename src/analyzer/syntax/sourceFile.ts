import { FunctionUnit } from './functionUnit';
import { functionStretches, type Stretch } from './functionSpans';
import { SourceText } from './sourceText';
import type { SyntaxBackend } from './syntaxBackend';
import { changeBetween } from './textChange';

/** A source by its functions. What is not asked for is never parsed. */
export class SourceFile {
  readonly source: SourceText;
  readonly functions: readonly FunctionUnit[];

  /**
   * @param keep Of `#if` arms that exclude each other and cannot all be parsed, those that hold one of
   *   these offsets are kept.
   * @param previous An earlier state of the file, which is consumed: functions whose code did not
   *   change are taken over as they are, with what is known of them.
   */
  constructor(
    readonly backend: SyntaxBackend,
    readonly file: string,
    readonly text: string,
    keep: readonly number[] = [],
    previous: SourceFile | null = null,
  ) {
    this.source = previous?.source ?? new SourceText(file, text);
    this.source.become(text);
    const units = functionStretches(text).map((span) => {
      const inside = keep.filter((offset) => span.start <= offset && offset < span.end);
      const offsets = inside.map((offset) => offset - span.start);
      return new FunctionUnit(span, this, offsets);
    });
    this.functions = previous === null ? units : takenOver(previous, units, this);
  }

  /** The function whose definition covers the offset. */
  functionAt(offset: number): FunctionUnit | null {
    const unit = this.functions.find(({ span }) => span.start <= offset && offset < span.end);
    return unit?.syntax ? unit : null;
  }

  /** The functions whose source contains the word. */
  functionsNaming(word: string): FunctionUnit[] {
    const pattern = new RegExp(`\\b${word}\\b`);
    return this.functions.filter(({ text }) => pattern.test(text));
  }
}

/** The functions of a later state of a file, those of the earlier one where they did not change. */
function takenOver(
  previous: SourceFile,
  units: readonly FunctionUnit[],
  file: SourceFile,
): FunctionUnit[] {
  const { start, endBefore, endAfter } = changeBetween(previous.text, file.text);
  const outside = new Map<number, FunctionUnit>();
  const touched = new Set<FunctionUnit>();
  for (const unit of previous.functions) {
    if (unit.span.end <= start) outside.set(unit.span.start, unit);
    else if (unit.span.start >= endBefore)
      outside.set(unit.span.start + endAfter - endBefore, unit);
    else touched.add(unit);
  }
  const isOutside = ({ start: from, end: to }: Stretch) => to <= start || from >= endAfter;
  return units.map((unit) => {
    const { span, keep } = unit;
    const known = isOutside(span) ? outside.get(span.start) : undefined;
    const isSame = known && lengthOf(known.span) === lengthOf(span) && isEqual(known.keep, keep);
    if (isSame === true && known.moveTo(file, span)) return known;
    for (const old of touched) {
      if (!old.becomeIfSame(unit)) continue;
      touched.delete(old);
      return old;
    }
    return unit;
  });
}

const lengthOf = ({ start, end }: Stretch): number => end - start;

const isEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);
