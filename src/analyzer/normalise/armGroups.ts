import type { Token } from './lexer';

/** An `#if` with all that belongs to it. */
export interface ArmGroup {
  /** The lines that begin an arm, in order. */
  readonly arms: readonly Token[];
  readonly endif: Token;
}

/** The complete `#if` groups among the tokens, inner ones before those around them. */
export function armGroups(tokens: readonly Token[]): ArmGroup[] {
  const groups: ArmGroup[] = [];
  const open: Token[][] = [];
  for (const token of tokens) {
    if (token.kind !== 'directive') continue;
    const { name } = partsOf(token);
    if (/^if(?:n?def)?$/.test(name)) open.push([token]);
    else if (name.startsWith('el')) open.at(-1)?.push(token);
    else if (name === 'endif') {
      const arms = open.pop();
      if (arms) groups.push({ arms, endif: token });
    }
  }
  return groups;
}

/** The word behind the `#`, and the rest of the line. */
export function partsOf({ text }: Token): { name: string; condition: string } {
  const [, name = '', condition = ''] = /^#\s*(\w*)(.*)$/s.exec(text) ?? [];
  return { name, condition };
}

/**
 * Whether another arm of an `#if` around the offset names the word too: the code is written for
 * several kernels, and which arm is compiled is for its build to find out.
 */
export function isNamedInOtherArm(tokens: readonly Token[], offset: number, word: string): boolean {
  return armGroups(tokens).some(({ arms, endif }) => {
    const armOf = (at: number) => arms.findLastIndex((arm) => arm.start <= at);
    if (armOf(offset) < 0 || endif.start < offset) return false;
    const names = new RegExp(`\\b${word}\\b`);
    return tokens.some(
      ({ kind, start, text }) =>
        start < endif.start &&
        armOf(start) >= 0 &&
        armOf(start) !== armOf(offset) &&
        (text === word || (kind === 'directive' && names.test(text))),
    );
  });
}
