import { isAcquire } from '../../kernel';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { ONE_WAY } from './effort';
import { runRoot } from './execute';
import { reportKey } from './facts';
import type { RootResult } from './rootResult';
import type { SecondLooks } from './secondLook';
import { Ways } from './ways';

/** Nodes that all the ways through one function may visit together. */
const ALL_WAYS = 4000;

/**
 * What ways through a function tell, taken one at a time: for one with so many paths that following
 * all at once had to be given up. Facts on them are as sure as if there were no other paths.
 */
export function withMoreWays(looks: SecondLooks, result: RootResult): RootResult {
  const { code } = result;
  const { program, left } = looks;
  const takesPages = (syntax: SyntaxNode) => {
    for (const node of descendants(syntax)) {
      const callee = node.type === 'call_expression' ? node.childByField('function') : null;
      if (callee === null) continue;
      const name = code.source.of(callee);
      if (isAcquire(name) || program.glance(name, code.source)?.interest === 'pages') return true;
    }
    return false;
  };
  const ways = new Ways(code.cfg, takesPages);
  for (const { state } of [...result.ends, ...result.failed]) ways.passed(state.trace);
  const runs: RootResult[] = [];
  let steps = 0;
  for (const guide of ways.guides()) {
    const run = runRoot(program, code, ONE_WAY, guide, left);
    for (const { state } of [...run.ends, ...run.failed]) ways.passed(state.trace);
    runs.push(run);
    steps += run.steps;
    if (steps > ALL_WAYS) break;
  }
  const facts = new Map(result.facts.map((fact) => [reportKey(fact), fact]));
  const tried = new Set<string>();
  for (const fact of runs.flatMap((run) => run.facts)) {
    const key = reportKey(fact);
    if (facts.get(key)?.approximate === false || tried.has(key)) continue;
    tried.add(key);
    const [again] = looks.shownAgain(fact);
    if (again !== undefined) facts.set(key, again);
  }
  return {
    ...result,
    facts: [...facts.values()],
    ends: [...result.ends, ...runs.flatMap((run) => run.ends)],
    failed: [...result.failed, ...runs.flatMap((run) => run.failed)],
    foreign: [...result.foreign, ...runs.flatMap((run) => run.foreign)],
  };
}
