import type { CodeText } from '../tokens/codeText';
import { argumentText, type Call } from './call';

/** A loop that gives back one page a round: `for (i = 0; i < n; i++)`. */
export interface CountLoop {
  readonly counter: string;
  /** Tokens of the comparison: `<` or `<=`, and the bound behind it. */
  readonly operator: number;
  readonly boundFirst: number;
  readonly boundLast: number;
}

/** The loop from 0 up whose counter picks the page that the call is given, or null. */
export function countLoop(code: CodeText, call: Call): CountLoop | null {
  for (let first = call.name; ;) {
    const before = first - 1;
    const close = code.word(before) === '{' ? before - 1 : before;
    const open = code.word(close) === ')' ? (code.partner[close] ?? -1) : -1;
    const keyword = code.word(open - 1);
    if (keyword === 'for') return headerOf(code, open, close, call);
    if (keyword !== 'if') return null;
    first = open - 1;
  }
}

function headerOf(code: CodeText, open: number, close: number, call: Call): CountLoop | null {
  const ends: number[] = [];
  for (let i = open + 1; i < close; i++) if (code.word(i) === ';') ends.push(i);
  const [begin = -1, test = -1] = ends;
  const counter = code.word(begin + 1);
  const start = code.between(open + 1, begin - 1);
  const step = code.between(test + 1, close - 1);
  const operator = begin + 2;
  const fits =
    ends.length === 2 &&
    start.endsWith(`${counter} = 0`) &&
    /^<=?$/.test(code.word(operator)) &&
    operator + 1 < test &&
    (step === `${counter}++` || step === `++${counter}`) &&
    call.args.some((one) => argumentText(code, one).includes(`[${counter}]`));
  return fits ? { counter, operator, boundFirst: operator + 1, boundLast: test - 1 } : null;
}
