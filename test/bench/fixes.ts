// Breaks the functions of a kernel tree that take pages, and has what is then found on paths mended:
// `npm run bench -- fixes TREE [--file PART] [--operator NAME] [--sample N]`. A fix has to make its
// finding go, and no other may come: the editor tries it before it is offered. What is turned down then
// is listed. Everything is done in memory.
import { resolve } from 'node:path';
import { applyEdits, isRefusal } from '../../src/analyzer/fixes/edit';
import { isMended, needsTrial } from '../../src/analyzer/fixes/mended';
import { quickFixes } from '../../src/analyzer/fixes/quickFixes';
import { CodeText } from '../../src/analyzer/tokens/codeText';
import { type BrokenTree, type FileMutant, openBroken, sampled } from './mutation/brokenTree';
import { mutated, OPERATORS } from './mutation/mutant';

/** What became of the fixes of a rule. */
interface Count {
  refused: number;
  mended: number;
  /** Tried, found to be no good, and so not offered. */
  turnedDown: number;
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
    if (site === undefined || !needsTrial(finding.rule)) continue;
    const count = counts.get(finding.rule) ?? { refused: 0, mended: 0, turnedDown: 0 };
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
      const edits = fix.files.flatMap((one) => one.edits);
      const after = tree.review(file, applyEdits(text, edits)).findings;
      if (isMended([finding], review.findings, after)) {
        count.mended++;
        continue;
      }
      count.turnedDown++;
      const place = `${file}:${String(finding.line)}`;
      console.log(`turned down ${place} ${finding.rule}: "${fix.title}" (${mutant.what})`);
      for (const { start, text: put } of edits)
        console.log(`    line ${String(code.lines.lineOf(start))}: ${put.trim()}`);
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
  for (const [rule, { refused, mended, turnedDown }] of counts)
    console.log(
      [
        `${rule.padEnd(30)} mended ${String(mended)}`,
        `turned down ${String(turnedDown)}`,
        `refused ${String(refused)}`,
      ].join(', '),
    );
}

const [tree] = args;
if (tree === undefined || tree.startsWith('--')) {
  console.error('usage: npm run bench -- fixes TREE [--file PART] [--operator NAME] [--sample N]');
  process.exitCode = 2;
} else {
  void main(resolve(tree));
}
