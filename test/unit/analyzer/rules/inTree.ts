import assert from 'node:assert/strict';
import { analyzeFile, type FileReview } from '../../../../src/analyzer/analyzeFile';
import { Surroundings } from '../../../../src/analyzer/flow/surroundings';
import { type Neighbourhood, NO_NEIGHBOURS } from '../../../../src/analyzer/neighbourhood';
import { ruleById } from '../../../../src/analyzer/rules';
import { NEWEST_RELEASE } from '../../../../src/kernel';
import { createNativeBackend } from '../../../../src/tree/nativeBackend';

const backend = createNativeBackend();

/**
 * What one rule says of the first file, the others being around it.
 *
 * @param files Their texts by their names; a header is found where its name is quoted.
 * @param isSearched Whether the tree was looked through, so that there is nothing else in it.
 */
export function reviewInTree(
  rule: string,
  files: Readonly<Record<string, string>>,
  isSearched = true,
): FileReview {
  const holding = (words: readonly string[]) =>
    Object.keys(files).filter((name) => words.every((word) => files[name].includes(word)));
  const neighbourhood: Neighbourhood = {
    ...NO_NEIGHBOURS,
    read: (path) => files[path] ?? null,
    naming: (path, word) => holding([word]).filter((name) => name !== path),
    mentioning: (words) => (isSearched ? holding(words) : []),
    isSearched: () => isSearched,
    headersOf: (path) => Object.keys(files).filter((name) => files[path].includes(`"${name}"`)),
  };
  const [[file, text]] = Object.entries(files);
  const known = ruleById(rule);
  assert.ok(known);
  return analyzeFile({
    backend,
    file,
    text,
    release: NEWEST_RELEASE,
    rules: [known],
    around: new Surroundings(backend, neighbourhood, NEWEST_RELEASE, (path) => path),
  });
}
