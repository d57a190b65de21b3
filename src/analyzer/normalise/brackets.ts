import type { Token } from './lexer';

/**
 * For each token the index of the bracket it matches, or -1. Brackets that do not match (a damaged
 * file) get -1 and do not disturb those around them.
 */
export function matchBrackets(tokens: readonly Token[]): Int32Array {
  const partner = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text } = tokens[index];
    if (kind !== 'punct') continue;
    if (text === '(' || text === '[' || text === '{') {
      open.push(index);
      continue;
    }
    if (text !== ')' && text !== ']' && text !== '}') continue;
    const wanted = text === ')' ? '(' : text === ']' ? '[' : '{';
    // A brace closes whatever parentheses were forgotten inside it; never the other way round.
    while (wanted === '{' && open.length > 0 && tokens[open[open.length - 1]].text !== '{')
      open.pop();
    const from = open.at(-1);
    if (from === undefined || tokens[from].text !== wanted) continue;
    open.pop();
    partner[index] = from;
    partner[from] = index;
  }
  return partner;
}
