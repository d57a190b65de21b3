import type { KernelRelease } from '../../kernel';
import type { Finding, Site } from '../records';
import type { CodeText } from '../tokens/codeText';
import type { ConversionContext } from './convertSites';
import { type FileEdits, isRefusal, type Refusal, refuse } from './edit';

/** A change that mends a finding. */
export interface Fix {
  /** What it does, as an editor's menu shows it: "Release with unpin_user_page()". */
  readonly title: string;
  /** Whether this is what most would do: at most one fix of a finding is. */
  readonly preferred: boolean;
  readonly files: readonly FileEdits[];
}

/** What a fix is made from. */
export interface FixContext extends ConversionContext {
  readonly finding: Finding;
  readonly site: Site;
  readonly release: KernelRelease;
}

/** Makes the fixes of one rule, the preferred first, or says why there is none. */
export type Fixer = (context: FixContext) => readonly Fix[] | Refusal;

/** The file that the finding is in, and its token there. */
export function findingPlace({
  finding,
  source,
}: FixContext): { code: CodeText; token: number } | Refusal {
  const code = source(finding.file);
  if (code === null) return refuse(`${finding.file} cannot be read`);
  const offset = code.lines.startOf(finding.line) + finding.column - 1;
  return { code, token: code.tokenFrom(offset) };
}

/** The first answer that is no refusal; else the first refusal. */
export function firstOf<T extends object>(
  ...attempts: readonly (() => T | Refusal)[]
): T | Refusal {
  let first: Refusal | null = null;
  for (const attempt of attempts) {
    const answer = attempt();
    if (!isRefusal(answer)) return answer;
    first ??= answer;
  }
  return first ?? refuse('there is nothing to change');
}
