// What both measurements of typing have in common: where somebody types, and what it is compared to.
import { normalise } from '../../../src/analyzer/normalise/normalise';
import { isExcluded } from '../../../src/analyzer/sites/exclusions';
import type { SyntaxBackend } from '../../../src/analyzer/syntax/syntaxBackend';

/** The largest files of the tree that have to do with GUP. */
export const FILES: readonly string[] = [
  'mm/gup.c',
  'drivers/vfio/vfio_iommu_type1.c',
  'kernel/events/core.c',
];

export const ROUNDS = 15;

/** The value that a part of all does not exceed. */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(values.length * part))];
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A place to type at, and what is typed there for the nth time. */
export interface Typing {
  readonly what: string;
  readonly at: number;
  readonly typed: (round: number) => string;
  /** What was typed the time before gives way to it. */
  readonly replaces?: true;
}

/** A stretch of a text, and what takes its place. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * What is typed for the nth time.
 *
 * @param lengths Of the text `before` anything was typed, and as it is `now`.
 */
export function changeOf(
  { at, typed, replaces }: Typing,
  round: number,
  lengths: { readonly before: number; readonly now: number },
): Change {
  const from = at === lengths.before ? lengths.now : at;
  const gone = replaces === true && round > 1 ? typed(round - 1).length : 0;
  return { from, to: from + gone, text: typed(round) };
}

/** Where somebody may type, by offsets of the file as it is. */
export function typings(text: string): readonly Typing[] {
  const call = /\b(?:pin|get)_user_page\w*\(/.exec(text)?.index ?? text.length >> 1;
  const line = () => '\n';
  const behind = text.indexOf(';\n', call) + 2;
  return [
    { what: 'a new line at the top', at: 0, typed: line },
    { what: 'a new line behind a site', at: behind, typed: line },
    {
      what: 'a statement behind a site',
      at: behind,
      typed: (round) => `\tx = ${String(round)};\n`,
    },
    {
      what: 'a message behind a site',
      at: behind,
      typed: (round) => `\tpr_debug("%d\\n", ${String(round)});\n`,
    },
    {
      what: 'a way out behind a site',
      at: behind,
      typed: (round) => `\tif (x == ${String(round)})\n\t\treturn -EIO;\n`,
      replaces: true,
    },
    { what: 'a new line at the end', at: text.length, typed: line },
  ];
}

/** Milliseconds to normalise, parse and make records of a text from end to end. */
export function parseFully(backend: SyntaxBackend, text: string): number {
  const before = performance.now();
  const tree = backend.parse(normalise(text));
  tree.materialize();
  tree.dispose();
  return performance.now() - before;
}

/** How long an event loop did not turn at most, in milliseconds. */
export interface LongestBlock {
  /** On the processor, at the most: while others had it, nobody could have turned the loop. */
  readonly worked: number;
  readonly elapsed: number;
}

export const NO_BLOCK: LongestBlock = { worked: 0, elapsed: 0 };

export const longer = (a: LongestBlock, b: LongestBlock): LongestBlock => ({
  worked: Math.max(a.worked, b.worked),
  elapsed: Math.max(a.elapsed, b.elapsed),
});

/** Until it is asked, watches how long the event loop does not turn. */
export function watchLoop(): () => LongestBlock {
  const now = () => ({ at: performance.now(), used: process.cpuUsage() });
  let last = now();
  let longest = NO_BLOCK;
  const turn = () => {
    const elapsed = performance.now() - last.at;
    const { user, system } = process.cpuUsage(last.used);
    // Other threads of the process, the collector's for one, are in its time too.
    longest = longer(longest, { elapsed, worked: Math.min(elapsed, (user + system) / 1000) });
    last = now();
  };
  const timer = setInterval(turn, 1);
  return () => {
    clearInterval(timer);
    turn();
    return longest;
  };
}

export const blockText = ({ worked, elapsed }: LongestBlock): string =>
  `longest block ${worked.toFixed(1)} ms of processor time (${elapsed.toFixed(1)} ms elapsed)`;

/** What has to be known to read the numbers of a file. */
export const noteOn = (file: string): string =>
  isExcluded(file) ? '; it is what sites call, has none, and no diagnostics' : '';

/** What one place came to, in milliseconds. */
export interface Measured {
  readonly what: string;
  readonly parses: readonly number[];
  /** From the edit to the first answer about the new text, and to the last. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly longestBlock: LongestBlock;
}

export function lineOf({ what, parses, first, last, longestBlock }: Measured): string {
  const parse = median(parses);
  const ratio = (milliseconds: number) => (milliseconds / parse).toFixed(2);
  const against = (values: readonly number[]) =>
    `${median(values).toFixed(1)} ms (median ${ratio(median(values))}, p95 ${ratio(quantile(values, 0.95))})`;
  return [
    `  ${what.padEnd(26)} full parse ${parse.toFixed(1)} ms`,
    `edit to calls ${against(first)}`,
    `to paths ${against(last)}`,
    blockText(longestBlock),
  ].join(', ');
}
