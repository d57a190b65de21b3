// Breaks the functions of a kernel tree that take pages, and lets every fix mend what is then found:
// `npm run bench -- fixes TREE [--file PART] [--operator NAME] [--sample N]`. A fix has to make its
// finding go, and no other may come. What does not is listed. Everything is done in memory.
import { resolve } from 'node:path';
import { applyEdits, isRefusal } from '../../src/analyzer/fixes/edit';
import type { Fix } from '../../src/analyzer/fixes/fix';
import { quickFixes } from '../../src/analyzer/fixes/quickFixes';
import type { Finding } from '../../src/analyzer/records';
import type { FileReview } from '../../src/analyzer/analyzeFile';
import { CodeText } from '../../src/analyzer/tokens/codeText';
import { type BrokenTree, type FileMutant, openBroken, sampled } from './mutation/brokenTree';
import { mutated, OPERATORS } from './mutation/mutant';

/** What became of the fixes of a rule. */
interface Count {
  refused: number;
  mended: number;
  bad: number;
}

/** Lines move by a fix: the same finding is of the same rule and site, and says the same. */
const sameAfter = ({ rule, site, message }: Finding): string =>
  `${rule} ${site} ${message.replace(/\d+/g, '')}`;

/** What is wrong with the file once the fix was made; null where all is well. */
function complaint(
  tree: BrokenTree,
  file: string,
  text: string,
  review: FileReview,
  finding: Finding,
  fix: Fix,
): string | null {
  const edits = fix.files.find((one) => one.file === file)?.edits ?? [];
  const after = tree.review(file, applyEdits(text, edits)).findings;
  const times = (all: readonly Finding[], key: string) =>
    all.filter((one) => sameAfter(one) === key).length;
  const key = sameAfter(finding);
  if (times(after, key) >= times(review.findings, key)) return 'the finding stays';
  const fresh = after.find(
    (one) => times(after, sameAfter(one)) > times(review.findings, sameAfter(one)),
  );
  return fresh === undefined
    ? null
    : `then ${fresh.rule} (${fresh.confidence}) in line ${String(fresh.line)}: ${fresh.message}`;
}

function mendAll(
  tree: BrokenTree,
  { file, text: before, mutant }: FileMutant,
  counts: Map<string, Count>,
): void {
  const text = mutated(before, mutant.edit);
  const review = tree.review(file, text);
  const code = new CodeText(text);
  const { release } = tree;
  const source = (path: string) => {
    const other = path === file ? text : tree.read(path);
    return path === file ? code : other === '' ? null : new CodeText(other);
  };
  for (const finding of review.findings) {
    const site = review.sites.find(({ id }) => id === finding.site);
    if (site === undefined) continue;
    const count = counts.get(finding.rule) ?? { refused: 0, mended: 0, bad: 0 };
    counts.set(finding.rule, count);
    const { sites } = review;
    const fixes = quickFixes({ finding, site, sites, release, source });
    if (isRefusal(fixes)) {
      count.refused++;
      continue;
    }
    for (const fix of fixes) {
      // Of other files only their own review tells.
      if (fix.files.some((one) => one.file !== file)) continue;
      const bad = complaint(tree, file, text, review, finding, fix);
      if (bad === null) count.mended++;
      else count.bad++;
      if (bad !== null)
        console.log(
          [
            `${file}:${String(finding.line)} ${finding.rule}: "${fix.title}" (${mutant.what})`,
            ...[...fix.files.flatMap(({ edits }) => edits)].map(
              ({ start, text: put }) =>
                `    line ${String(code.lines.lineOf(start))}: ${put.trim().replace(/\s+/g, ' ')}`,
            ),
            `    ${bad}`,
          ].join('\n'),
        );
    }
  }
}

const args = process.argv.slice(2);
const valueOf = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
};

async function main(root: string): Promise<void> {
  const { tree, mutants } = await openBroken(root, valueOf('--file') ?? '');
  const operator = valueOf('--operator') ?? '';
  const most = Number(valueOf('--sample') ?? Number.POSITIVE_INFINITY);
  const counts = new Map<string, Count>();
  for (const name of OPERATORS.filter((one) => one.includes(operator)))
    for (const one of sampled(
      mutants.filter(({ mutant }) => mutant.operator === name),
      most,
    ))
      mendAll(tree, one, counts);
  for (const [rule, { refused, mended, bad }] of counts)
    console.log(
      `${rule.padEnd(30)} mended ${String(mended)}, not mended ${String(bad)}, refused ${String(refused)}`,
    );
}

const [tree] = args;
if (tree === undefined || tree.startsWith('--')) {
  console.error('usage: npm run bench -- fixes TREE [--file PART] [--operator NAME] [--sample N]');
  process.exitCode = 2;
} else {
  void main(resolve(tree));
}
