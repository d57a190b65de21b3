import { effectsOf } from '../../kernel';
import { entryOf, type FunctionEntry } from '../flow/functionEntry';
import { borrows } from '../flow/models/borrowers';
import type { Release } from '../records';
import { siteStep } from './evidence';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/**
 * A function frees the array that the pages stay in, and neither it nor who calls it gives them back:
 * of two that take the object apart, one forgets them.
 */
export function* reportForgetfulTeardown(facts: SiteFacts): Iterable<Report> {
  const { flow, call } = facts;
  const [, tag, member] = /^struct (\w+)(?:\.\w+)*\.(\w+)$/.exec(flow?.owner ?? '') ?? [];
  if (flow?.ownership !== 'struct' || tag === undefined) return;
  const file = new FileFunctions(facts);
  if (!file.isForTheirRelease(member, facts.releases)) return;
  for (const entry of file.all) {
    const freed = freeOf(entry, tag, member);
    if (freed === null || !file.keepsSilent(entry, freed)) continue;
    const { taken, give } = words(facts);
    const start = entry.unit.span.start + freed.at;
    yield {
      severity: 'error',
      confidence: 'medium',
      at: { start, end: start + freed.text.length },
      message:
        `${entry.name}() frees the array of pages ${taken} by ${call.site.api}() in line ` +
        `${call.site.line}, and does not have them ${give} before`,
      path: [
        siteStep(facts, `; they are kept in ${flow.owner}`),
        {
          file: call.site.file,
          line: call.file.source.position(start).line,
          message: `${entry.name}() frees ${flow.owner} with the pages still in it`,
        },
      ],
    };
  }
}

interface Freed {
  readonly at: number;
  readonly text: string;
  /** The variable that points to the object. */
  readonly object: string;
  readonly member: string;
}

/** The text of a call that frees the member of an object; its first group is the variable. */
const freeing = (member: string): string =>
  `\\bk?v?free\\s*\\(\\s*(\\w+)(?:->|\\.)(?:\\w+(?:->|\\.))*${member}\\s*\\)`;

/** Where a function frees the member of an object of that type, which it does not free elsewhere. */
function freeOf(
  { text, acquires, releases }: FunctionEntry,
  tag: string,
  member: string,
): Freed | null {
  if (acquires || releases) return null;
  const frees = new RegExp(freeing(member), 'g');
  for (const found of text.matchAll(frees)) {
    const [whole, object] = found;
    if (new RegExp(`\\bstruct\\s+${tag}\\s*\\*[\\s\\w,*]*\\b${object}\\b`).test(text))
      return { at: found.index, text: whole, object, member };
  }
  return null;
}

class FileFunctions {
  readonly all: readonly FunctionEntry[];

  constructor(private readonly facts: SiteFacts) {
    this.all = facts.call.file.functions.flatMap((unit) => entryOf(unit) ?? []);
  }

  /**
   * The array is there for the pages to be given back by it: whoever does so reads it, and no other
   * pages are put into it. An array that only served to take them may go at any time.
   */
  isForTheirRelease(member: string, releases: readonly Release[]): boolean {
    const mentions = new RegExp(`(?:->|\\.)${member}\\b`);
    const fills = new RegExp(`(?:->|\\.)${member}\\[[^\\]]*\\]\\s*=[^=]`);
    const others = this.all.filter(({ acquires }) => !acquires);
    const later = others.filter((one) => releases.some((release) => release.function === one.name));
    if (others.some(({ text }) => fills.test(text))) return false;
    return later.length === 0 || later.some(({ text }) => mentions.test(text));
  }

  /** Nothing on the way through the function, or to it, can have given the pages back. */
  keepsSilent(entry: FunctionEntry, freed: Freed): boolean {
    if (this.gives(entry) || this.handsOn(entry, freed)) return false;
    const callers = this.all.filter((one) => one !== entry && one.bodyWords.has(entry.name));
    // Those that take the pages are followed path by path.
    const others = callers.filter((one) => !one.acquires);
    // Who gives back and frees as well takes apart another object: this one would be freed twice.
    const apart = this.all.filter(
      (one) => one === entry || new RegExp(freeing(freed.member)).test(one.text),
    );
    return others.length > 0 && !others.some((one) => this.gives(one, apart));
  }

  /** Whether the function, or one of the file that it calls, gives pages back. */
  private gives(entry: FunctionEntry, except: readonly FunctionEntry[] = []): boolean {
    const seen = new Set(except);
    const todo = [entry];
    for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
      if (seen.has(one) || (one.acquires && one !== entry)) continue;
      seen.add(one);
      if (one.releases) return true;
      const { bodyWords } = one;
      for (const other of this.all) if (bodyWords.has(other.name)) todo.push(other);
    }
    return false;
  }

  /** Whether a function that is not at hand is shown the object or the array. */
  private handsOn({ text }: FunctionEntry, { object, member }: Freed): boolean {
    const names = new Set(this.all.map(({ name }) => name));
    const { release } = this.facts;
    const shown = new RegExp(
      `\\b(\\w+)\\s*\\((?:[^;(){}]*,)?\\s*(?:${object}|${object}(?:->|\\.)(?:\\w+(?:->|\\.))*${member})\\s*[,)]`,
      'g',
    );
    for (const [, callee] of text.slice(text.indexOf('{')).matchAll(shown))
      if (
        !names.has(callee) &&
        !borrows(callee) &&
        effectsOf(callee, release) === undefined &&
        !NO_CALL.test(callee)
      )
        return true;
    return false;
  }
}

/** Words that stand before a parenthesis and call nothing, or only visit the list an object is in. */
const NO_CALL =
  /^(?:if|while|for|switch|return|sizeof|kfree\w*|kvfree\w*|vfree\w*|(?:list|hlist|xa|rb\w*)_\w+)$/;
