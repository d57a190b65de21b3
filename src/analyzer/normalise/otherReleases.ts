import type { KernelRelease } from '../../kernel';
import { type ArmGroup, armGroups, partsOf } from './armGroups';
import { Draft } from './draft';
import { lex, type Token } from './lexer';

/**
 * Code that is built for several kernels asks for the release: of
 *
 *     #if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 9, 0)
 *         ...
 *     #else
 *         ...
 *     #endif
 *
 * one arm is compiled in each of them. The others are blanked, with the lines that ask; every
 * offset stays. What depends on something else too stays as it is.
 */
export function withoutOtherReleases(text: string, release: KernelRelease): string {
  if (!text.includes('LINUX_VERSION_CODE')) return text;
  const draft = new Draft(text);
  for (const group of armGroups(draft.tokens)) settle(draft, group, release);
  return draft.toString();
}

/** Leaves of a group what may be compiled in the release. */
function settle(draft: Draft, { arms, endif }: ArmGroup, release: KernelRelease): void {
  const holds = arms.map((arm) => holdsIn(arm, release));
  const certain = holds.indexOf(true);
  const isAlive = (index: number) => holds[index] !== false && (certain < 0 || index <= certain);
  const alive = arms.filter((_, index) => isAlive(index));
  const isDecided = alive.length === 0 || alive[0] === arms[certain];
  if (!isDecided && alive.length === arms.length) return;
  arms.forEach((arm, index) => {
    const end = (arms[index + 1] ?? endif).start;
    if (!isAlive(index)) draft.blankRange(arm.start, end);
    else if (isDecided) draft.blank(arm);
    else rename(draft, arm, arm === alive[0], index === certain);
  });
  if (isDecided) draft.blank(endif);
}

/** An arm that is the first one now begins the group; one that is certain ends it. */
function rename(draft: Draft, arm: Token, isFirst: boolean, isLast: boolean): void {
  const { name } = partsOf(arm);
  if (!name.startsWith('el')) return;
  if (isFirst) draft.write(arm.start, draft.slice(arm.start, arm.end).replace('elif', 'if  '));
  else if (isLast && name !== 'else') {
    draft.blank(arm);
    draft.write(arm.start, '#else');
  }
}

/** Whether an arm's condition is true in the release; null where that depends on something else. */
function holdsIn(arm: Token, release: KernelRelease): boolean | null {
  const { name, condition } = partsOf(arm);
  if (name === 'else') return true;
  if (name !== 'if' && name !== 'elif') return null;
  return new Condition(condition.replace(/\\\r?\n/g, ' '), release).value();
}

/** The part of the preprocessor's expressions that versions are compared with. */
class Condition {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(
    text: string,
    private readonly release: KernelRelease,
  ) {
    this.tokens = lex(text);
  }

  value(): boolean | null {
    const value = this.either();
    return this.at === this.tokens.length ? value : null;
  }

  private either(): boolean | null {
    let value = this.both();
    while (this.takes('||')) {
      const right = this.both();
      value = value === true || right === true ? true : value === null ? null : right;
    }
    return value;
  }

  private both(): boolean | null {
    let value = this.single();
    while (this.takes('&&')) {
      const right = this.single();
      value = value === false || right === false ? false : value === null ? null : right;
    }
    return value;
  }

  private single(): boolean | null {
    if (this.takes('!')) {
      const value = this.single();
      return value === null ? null : !value;
    }
    const left = this.version();
    if (left === null) return this.other();
    const operator = this.tokens.at(this.at)?.text ?? '';
    const compare = COMPARISONS.get(operator);
    if (compare === undefined) return null;
    this.at++;
    const right = this.version();
    return right === null ? null : compare(left - right);
  }

  /** A parenthesis, or something that is not known. */
  private other(): boolean | null {
    if (this.takes('(')) {
      const value = this.either();
      return this.takes(')') ? value : null;
    }
    // A macro, with its arguments where it has some.
    this.at++;
    if (!this.takes('(')) {
      if (this.tokens.at(this.at)?.kind === 'word') this.at++;
      return null;
    }
    for (let depth = 1; depth > 0 && this.at < this.tokens.length; this.at++) {
      const { text } = this.tokens[this.at];
      depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    }
    return null;
  }

  /** `LINUX_VERSION_CODE` or `KERNEL_VERSION(a, b, c)`, as the kernel counts them. */
  private version(): number | null {
    if (this.takes('LINUX_VERSION_CODE')) {
      const { version, patchlevel, sublevel, stable } = this.release;
      return version === 2
        ? codeOf(version, patchlevel, sublevel)
        : codeOf(version, patchlevel, Math.max(sublevel, stable));
    }
    const [name, , a, , b, , c] = this.tokens.slice(this.at, this.at + 8).map(({ text }) => text);
    if (name !== 'KERNEL_VERSION') return null;
    const numbers = [a, b, c].map(Number);
    if (!numbers.every(Number.isInteger)) return null;
    this.at += 8;
    return codeOf(numbers[0], numbers[1], numbers[2]);
  }

  private takes(text: string): boolean {
    if (this.tokens.at(this.at)?.text !== text) return false;
    this.at++;
    return true;
  }
}

const COMPARISONS: ReadonlyMap<string, (difference: number) => boolean> = new Map([
  ['<', (difference: number) => difference < 0],
  ['<=', (difference: number) => difference <= 0],
  ['>', (difference: number) => difference > 0],
  ['>=', (difference: number) => difference >= 0],
  ['==', (difference: number) => difference === 0],
  ['!=', (difference: number) => difference !== 0],
]);

/** KERNEL_VERSION() of <linux/version.h>: since 4.14 the last number stops at 255. */
function codeOf(version: number, patchlevel: number, sublevel: number): number {
  return version * 65536 + patchlevel * 256 + Math.min(sublevel, 255);
}
