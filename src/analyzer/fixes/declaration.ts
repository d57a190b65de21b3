import type { CodeText, FunctionTokens } from '../tokens/codeText';

const UNSIGNED = /^(unsigned|u8|u16|u32|u64|__u\d+|uint|ulong|uint\d+_t|size_t|uintptr_t)$/;
const TYPE_WORD =
  /^(unsigned|signed|int|long|short|char|const|volatile|u\d+|s\d+|__[us]\d+|u?int\d*(_t)?|ulong|s?size_t|uintptr_t)$/;

/** A local variable of plain type, where it is declared, in tokens. */
export interface Declaration {
  /** The first token of the type, and the one behind its last. */
  readonly first: number;
  readonly type: number;
  readonly name: number;
  /** The `,` or `;` behind the declarator. */
  readonly end: number;
}

/** Where a local variable of plain type is declared in a function. */
export function declarationOf(
  code: CodeText,
  variable: string,
  body: FunctionTokens,
): Declaration | null {
  for (let name = body.open + 1; name < body.close; name++) {
    if (code.word(name) !== variable) continue;
    const { first } = code.statementAt(name);
    let type = first;
    while (TYPE_WORD.test(code.word(type))) type++;
    if (type === first || type > name) continue;
    const end = declaratorEnd(code, name);
    const ownName = name === type || code.word(name - 1) === ',';
    if (ownName && /^[,;]$/.test(code.word(end))) return { first, type, name, end };
  }
  return null;
}

function declaratorEnd(code: CodeText, name: number): number {
  let i = name + 1;
  while (i < code.tokens.length && !/^[,;]$/.test(code.word(i))) {
    const partner = code.partner[i] ?? -1;
    i = partner > i ? partner + 1 : i + 1;
  }
  return i;
}

/** Whether the type that is written there has no negative values. */
export function isUnsigned(code: CodeText, { first, type }: Declaration): boolean {
  for (let i = first; i < type; i++) if (UNSIGNED.test(code.word(i))) return true;
  return false;
}
