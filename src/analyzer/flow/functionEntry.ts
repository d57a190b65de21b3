import { ACQUIRE_FUNCTIONS, RELEASE_FUNCTIONS } from '../../kernel';
import { CALL_ANNOTATIONS } from '../normalise/annotations';
import type { FunctionUnit } from '../syntax/functionUnit';

/** A function of a file, before it is read. */
export interface FunctionEntry {
  readonly name: string;
  readonly unit: FunctionUnit;
  readonly text: string;
  /** It calls an acquire, or a release, by its name. */
  readonly acquires: boolean;
  readonly releases: boolean;
  /** Every word of its text, comments and all. */
  readonly words: ReadonlySet<string>;
  /** The same without its head. */
  readonly bodyWords: ReadonlySet<string>;
}

const anyOf = (names: readonly { readonly name: string }[]) =>
  new RegExp(`\\b(?:${names.map(({ name }) => name).join('|')})\\s*\\(`);
const ACQUIRES = anyOf(ACQUIRE_FUNCTIONS);
const RELEASES = anyOf(RELEASE_FUNCTIONS);

/** Entries stay for as long as their text does, whatever is edited around it. */
const known = new WeakMap<FunctionUnit, Entry>();

/** The function as others see it; null when its head has no name. */
export function entryOf(unit: FunctionUnit): FunctionEntry | null {
  const { text } = unit;
  const before = known.get(unit);
  if (before?.text === text) return before;
  const name = functionName(text);
  if (name === null) return null;
  const entry = new Entry(name, unit, text);
  known.set(unit, entry);
  return entry;
}

class Entry implements FunctionEntry {
  readonly acquires: boolean;
  readonly releases: boolean;
  private all: ReadonlySet<string> | null = null;
  private inBody: ReadonlySet<string> | null = null;

  constructor(
    readonly name: string,
    readonly unit: FunctionUnit,
    readonly text: string,
  ) {
    this.acquires = ACQUIRES.test(text);
    this.releases = RELEASES.test(text);
  }

  get words(): ReadonlySet<string> {
    return (this.all ??= wordsIn(this.text));
  }

  get bodyWords(): ReadonlySet<string> {
    return (this.inBody ??= wordsIn(this.text.slice(this.text.indexOf('{'))));
  }
}

const wordsIn = (text: string): ReadonlySet<string> => new Set(text.match(/\w+/g));

/** The name in a definition's head: what stands before its first parenthesis. */
function functionName(definition: string): string | null {
  for (const match of definition.matchAll(/(\w+)\s*\(/g))
    if (!CALL_ANNOTATIONS.has(match[1])) return match[1];
  return null;
}
