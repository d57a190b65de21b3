/** What a `gup-review:` comment covers. */
export type DirectiveScope = 'line' | 'function' | 'file';

/** A comment that asks to keep findings of some rules from being reported. */
export interface Directive {
  readonly scope: DirectiveScope;
  readonly rules: readonly string[];
  readonly reason: string;
  /** Where the comment says so: 1-based line, and the columns of the words. */
  readonly place: DirectivePlace;
  /** The 1-based lines that it covers, both included. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface DirectivePlace {
  readonly line: number;
  readonly column: number;
  /** Exclusive. */
  readonly endColumn: number;
}

/** A `gup-review:` comment, or a part of one, that has no effect, and why. */
export interface DirectiveProblem {
  readonly place: DirectivePlace;
  readonly message: string;
}

/** The words of one directive, before it is known what they cover. */
export type DirectiveWords =
  | {
      readonly kind: 'ignore';
      readonly scope: DirectiveScope;
      readonly rules: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: 'wrong'; readonly message: string };

/** What every directive begins with. */
export const MARK = 'gup-review:';

const SCOPE_OF_VERB: ReadonlyMap<string, DirectiveScope> = new Map([
  ['ignore', 'line'],
  ['ignore-function', 'function'],
  ['ignore-file', 'file'],
]);

const FORM = /^([\w-]*)\s*(?:\[([^\]]*)\])?\s*(.*)$/s;

/** Reads what follows the mark: `ignore[rule, rule] reason`. */
export function readWords(text: string): DirectiveWords {
  const [, verb = '', list, reason = ''] = FORM.exec(text.trim()) ?? [];
  const scope = SCOPE_OF_VERB.get(verb);
  if (scope === undefined) {
    const known = [...SCOPE_OF_VERB.keys()].join(', ');
    return wrong(`unknown word '${verb}' after ${MARK}; known are ${known}`);
  }
  const rules = (list ?? '')
    .split(',')
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '');
  if (rules.length === 0) return wrong(`names no rule; write ${verb}[rule-id] and the reason`);
  if (!/[\p{L}\p{N}]/u.test(reason)) {
    return wrong(`gives no reason and is not honoured; write ${verb}[${rules.join(', ')}] and why`);
  }
  return { kind: 'ignore', scope, rules, reason: reason.replace(/\s+/g, ' ').trim() };
}

function wrong(message: string): DirectiveWords {
  return { kind: 'wrong', message };
}
