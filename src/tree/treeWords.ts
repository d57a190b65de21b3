/** Which sources of a tree hold words. Only those count that have to do with pages. */
export interface TreeWords {
  /**
   * Sources that seem to hold all the words: paths relative to the top of the tree, in the order of a
   * scan. Now and then one is among them that does not.
   */
  holding(words: readonly string[]): readonly string[];
  /** Sources that seem to define a function of that name, or to declare it. */
  defining(name: string): readonly string[];
  /** Whether the tree was looked through: no answer means that there is none. */
  isKnown(): boolean;
}

/** The words of one source: sorted hashes, which take 4 bytes each. */
export interface SourceWords {
  readonly path: string;
  readonly words: Int32Array;
  /** Of these the ones that begin a list of parameters at the outermost level. */
  readonly heads: Int32Array;
}

/** The words of sources that were looked through. */
export class KnownWords implements TreeWords {
  constructor(private readonly sources: readonly SourceWords[]) {}

  holding(words: readonly string[]): readonly string[] {
    const wanted = words.map(hashOf);
    return this.paths((source) => wanted.every((hash) => has(source.words, hash)));
  }

  defining(name: string): readonly string[] {
    const wanted = hashOf(name);
    return this.paths(({ heads }) => has(heads, wanted));
  }

  isKnown(): boolean {
    return this.sources.length > 0;
  }

  private paths(isWanted: (source: SourceWords) => boolean): readonly string[] {
    return this.sources.filter(isWanted).map(({ path }) => path);
  }
}

/** Words that are found out when somebody asks for them: until then nothing is known. */
export class WantedWords implements TreeWords {
  private known: TreeWords | null = null;
  private wanted = false;
  /** Under way; whoever asks meanwhile waits for the same one. */
  private search: Promise<TreeWords> | null = null;

  constructor(private readonly find: () => Promise<TreeWords>) {}

  holding(words: readonly string[]): readonly string[] {
    return this.ask()?.holding(words) ?? [];
  }

  defining(name: string): readonly string[] {
    return this.ask()?.defining(name) ?? [];
  }

  isKnown(): boolean {
    return this.ask()?.isKnown() ?? false;
  }

  private ask(): TreeWords | null {
    this.wanted = true;
    return this.known;
  }

  /** Whether they were asked for and are not known yet. */
  get isWanting(): boolean {
    return this.wanted && this.known === null;
  }

  /** Finds the words out when they were asked for; false when there is no news. */
  async fetch(): Promise<boolean> {
    if (!this.isWanting) return false;
    this.search ??= this.find();
    try {
      this.known = await this.search;
    } finally {
      this.search = null;
    }
    return true;
  }
}

const NEWLINE = 0x0a;
const PARENTHESIS = 0x28;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const UNDERSCORE = 0x5f;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;

const isOfWord = (code: number): boolean =>
  (code >= LOWER_A && code <= LOWER_Z) ||
  (code >= UPPER_A && code <= UPPER_Z) ||
  code === UNDERSCORE ||
  (code >= ZERO && code <= NINE);

/** One step of FNV-1a, 32 bits wide. */
const step = (hash: number, code: number): number => Math.imul(hash ^ code, 16777619);
const START = 0x811c9dc5 | 0;

function hashOf(word: string): number {
  let hash = START;
  for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i));
  return hash;
}

/**
 * Every word of a text. As the kernel writes functions, a head begins in the first column, and what is
 * inside of one does not.
 */
export function wordsOf(path: string, text: string): SourceWords {
  const words = new Set<number>();
  const heads = new Set<number>();
  let hash = START;
  let length = 0;
  let isOutermost = false;
  let before = NEWLINE;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : NEWLINE;
    if (isOfWord(code)) {
      if (before === NEWLINE) isOutermost = true;
      hash = step(hash, code);
      length++;
    } else {
      if (length > 0) {
        words.add(hash);
        if (isOutermost && code === PARENTHESIS) heads.add(hash);
        hash = START;
        length = 0;
      }
      if (code === NEWLINE) isOutermost = false;
    }
    before = code;
  }
  return { path, words: sorted(words), heads: sorted(heads) };
}

const sorted = (hashes: Iterable<number>): Int32Array => Int32Array.from(hashes).sort();

function has(sorted: Int32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === wanted) return true;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
