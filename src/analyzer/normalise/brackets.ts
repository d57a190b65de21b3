import type { Token } from './lexer';

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * For each token the index of the bracket it matches, or -1. Brackets that do not match (a damaged
 * file) get -1 and do not disturb those around them.
 */
export function matchBrackets(tokens: readonly Token[]): Int32Array {
  const partner = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  tokens.forEach(({ kind, text }, index) => {
    if (kind !== 'punct') return;
    if (text === '(' || text === '[' || text === '{') open.push(index);
    const wanted = CLOSES[text];
    if (wanted === undefined) return;
    // A brace closes whatever parentheses were forgotten inside it; never the other way round.
    while (wanted === '{' && open.length > 0 && tokens[open.at(-1) ?? 0]?.text !== '{') open.pop();
    const from = open.at(-1);
    if (from === undefined || tokens[from]?.text !== wanted) return;
    open.pop();
    partner[index] = from;
    partner[from] = index;
  });
  return partner;
}
