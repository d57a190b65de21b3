/** An explanation as data: what the hover, `explain` and the rule pages are rendered from. */
import { holdingAt, type KernelRelease, type RangedText, seriesOf } from '../release';
import { formatSource, type SourceText } from '../source';

export type SectionKey =
  | 'who-sets-it'
  | 'also'
  | 'takes'
  | 'released-by'
  | 'releases'
  | 'returns'
  | 'locking'
  | 'flags'
  | 'goes-with'
  | 'against'
  | 'misuse'
  | 'why'
  | 'otherwise'
  | 'fix'
  | 'cases'
  | 'verdicts'
  | 'lifetime'
  | 'notes';

export interface Section {
  readonly key: SectionKey;
  readonly title: string;
  readonly items: readonly string[];
  /** Whether it belongs in a hover, which has room for about a dozen lines. */
  readonly brief: boolean;
}

export interface Explanation {
  readonly word: string;
  readonly kind: 'flag' | 'function' | 'constant' | 'rule' | 'combination';
  /** The release it holds for, as kernel.org writes it. */
  readonly release: string;
  /** Whether the release has the thing at all. */
  readonly exists: boolean;
  /** Name with value or signature-independent tag, for example "FOLL_PIN = 0x80000". */
  readonly headline: string;
  /** C text: a prototype or a definition; null when there is none. */
  readonly code: string | null;
  readonly summary: string;
  readonly sections: readonly Section[];
  /** The source nearest to the release comes first. */
  readonly sources: readonly string[];
}

/** A section, or nothing when it would be empty. */
export function section(
  key: SectionKey,
  title: string,
  items: readonly string[],
  brief = false,
): Section[] {
  return items.length === 0 ? [] : [{ key, title, items, brief }];
}

/** Whether the items are names, which read best in one line. */
export function isNameList({ key }: Section): boolean {
  return key === 'released-by' || key === 'releases';
}

/** The sentences that hold in the release. */
export function textsAt(texts: readonly RangedText[] | undefined, r: KernelRelease): string[] {
  return holdingAt(texts ?? [], r).map(({ text }) => text);
}

/** Sources in words, those of the release's own series first. */
export function sourcesFor(sources: readonly SourceText[], r: KernelRelease): string[] {
  const series = seriesOf(r);
  const isOwn = (text: SourceText) =>
    text.startsWith(`${series}.`) || text.startsWith(`${series} `);
  const unique = [...new Set(sources)];
  return [...unique.filter(isOwn), ...unique.filter((text) => !isOwn(text))].map(formatSource);
}

/** "name()" for a bare function name, anything else as it is. */
export function asCall(name: string): string {
  return /^[a-z_]\w*\*?$/.test(name) ? `${name}()` : name;
}
