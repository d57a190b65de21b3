// Breaks the functions of a kernel tree that take pages, one small change at a time, and counts which
// changes the rules notice: `npm run bench -- mutants TREE [--list] [--operator NAME] [--file PART]
// [--sample N]`. Everything is done in memory. `--sample` takes at most N mutants per operator, always
// the same ones.
import { resolve } from 'node:path';
import {
  type BrokenTree,
  type FileMutant,
  keyOf,
  openBroken,
  sampled,
} from './mutation/brokenTree';
import { FITTING, mutated, OPERATORS, type Operator } from './mutation/mutant';

/** How surely a mutant was noticed. */
type Verdict = 'found' | 'hinted' | 'missed';

function judge(tree: BrokenTree, { file, text, base, mutant }: FileMutant): Verdict {
  const { operator, edit } = mutant;
  const after = tree.review(file, mutated(text, edit), FITTING[operator]);
  const known = new Set(base.findings.map(keyOf));
  const fresh = after.findings.filter((finding) => !known.has(keyOf(finding)));
  if (fresh.some(({ confidence }) => confidence !== 'low')) return 'found';
  return fresh.length > 0 ? 'hinted' : 'missed';
}

interface Options {
  readonly list: boolean;
  readonly operator: string;
  readonly file: string;
  readonly sample: number;
}

async function run(root: string, { list, operator, file: part, sample }: Options): Promise<void> {
  const { tree, mutants } = await openBroken(root, part);
  const counts = new Map<Operator, Record<Verdict, number>>();
  for (const name of OPERATORS) {
    if (!name.includes(operator)) continue;
    const count = { found: 0, hinted: 0, missed: 0 };
    const mine = mutants.filter(({ mutant }) => mutant.operator === name);
    for (const one of sampled(mine, sample)) {
      const { file, text, mutant } = one;
      const verdict = judge(tree, one);
      count[verdict]++;
      const line = text.slice(0, mutant.edit.start).split('\n').length;
      if (list && verdict !== 'found')
        console.log(`${verdict} ${name} ${file}:${String(line)} ${mutant.what}`);
    }
    counts.set(name, count);
  }
  report(counts);
}

function report(counts: ReadonlyMap<Operator, Record<Verdict, number>>): void {
  const line = (name: string, { found, hinted, missed }: Record<Verdict, number>) => {
    const total = found + hinted + missed;
    const share = (n: number) =>
      `${String(n).padStart(4)} (${total === 0 ? '-' : ((100 * n) / total).toFixed(1)}%)`.padEnd(
        14,
      );
    const columns = [String(total).padStart(5), share(found), share(found + hinted)];
    console.log(`${name.padEnd(18)} ${columns.join('  ')}`);
  };
  console.log(`${''.padEnd(18)}   all  medium or more  any confidence`);
  const sum = { found: 0, hinted: 0, missed: 0 };
  for (const [name, count] of counts) {
    line(name, count);
    sum.found += count.found;
    sum.hinted += count.hinted;
    sum.missed += count.missed;
  }
  line('all', sum);
}

const args = process.argv.slice(2);
const valueOf = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
};
const [tree] = args;
if (tree === undefined || tree.startsWith('--')) {
  console.error('usage: npm run bench -- mutants TREE [--list] [--operator NAME] [--file PART]');
  process.exitCode = 2;
} else {
  void run(resolve(tree), {
    list: args.includes('--list'),
    operator: valueOf('--operator') ?? '',
    file: valueOf('--file') ?? '',
    sample: Number(valueOf('--sample') ?? Number.POSITIVE_INFINITY),
  });
}
