/** One replacement in a text. Line breaks are kept, so that lines stay true. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const OPERATORS = [
  'wrong-api',
  'release-deleted',
  'bound-changed',
  'goto-moved',
  'write-dropped',
  'longterm-dropped',
  'dirty-dropped',
] as const;

export type Operator = (typeof OPERATORS)[number];

const LEAKS = ['leak-on-error', 'leak-on-partial', 'leak-on-success'];

/** The rules of which one has to speak up. */
export const FITTING: Readonly<Record<Operator, readonly string[]>> = {
  'wrong-api': ['wrong-release-api'],
  'release-deleted': LEAKS,
  'bound-changed': [
    ...LEAKS,
    'release-count-mismatch',
    'double-release',
    'negative-return-used-as-count',
  ],
  'goto-moved': [...LEAKS, 'release-count-mismatch', 'double-release'],
  'write-dropped': ['missing-FOLL_WRITE'],
  'longterm-dropped': ['missing-FOLL_LONGTERM'],
  'dirty-dropped': ['missing-dirty'],
};

/** One small change to a file that breaks how pages are taken or given back. */
export interface Mutant {
  readonly operator: Operator;
  /** What was changed, for a list. */
  readonly what: string;
  readonly edit: Edit;
}

export function mutated(text: string, { start, end, text: put }: Edit): string {
  const breaks = text.slice(start, end).replace(/[^\n]/g, '');
  const own = put.replace(/[^\n]/g, '').length;
  return text.slice(0, start) + put + breaks.slice(own) + text.slice(end);
}
