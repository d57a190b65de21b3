/** The shape of a rule of the catalogue. */
import { type RangedText } from '../release';
import { type SourceText } from '../source';

/** Every rule `check` knows. The id is what users write in settings, suppressions and --rule. */
export type RuleId =
  | 'wrong-release-api'
  | 'leak-on-error'
  | 'leak-on-partial'
  | 'leak-on-success'
  | 'double-release'
  | 'release-count-mismatch'
  | 'negative-return-used-as-count'
  | 'missing-dirty'
  | 'missing-FOLL_WRITE'
  | 'missing-FOLL_LONGTERM'
  | 'gup-where-pin-needed'
  | 'flags-illegal'
  | 'missing-mmap-lock'
  | 'removed-api';

export type RuleSeverity = 'error' | 'warning' | 'information';

/** One of the five cases of Documentation/core-api/pin_user_pages.rst. */
export type PinCase = 1 | 2 | 3 | 4 | 5;

export interface RuleFact {
  readonly id: RuleId;
  /** A few words, as a heading. */
  readonly title: string;
  /** One sentence: what the rule reports. */
  readonly what: string;
  /** Why a reviewer should care. */
  readonly why: string;
  /** What the kernel does when the code is left as it is, by release. */
  readonly otherwise: readonly RangedText[];
  /** How to mend it, by release. */
  readonly fix: readonly RangedText[];
  /** The cases of pin_user_pages.rst the rule rests on; empty when it holds in all. */
  readonly cases: readonly PinCase[];
  readonly severity: RuleSeverity;
  readonly sources: readonly SourceText[];
}
