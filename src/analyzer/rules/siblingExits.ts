import { lastJump } from '../flow/leaving';
import { receptionOf } from '../flow/lost';
import type { ForeignRelease, PathEnd } from '../flow/rootResult';
import type { State, Trace } from '../flow/state';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { pathOf, spanOf, words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/**
 * An error path that leaves pages behind in what another error path of the same function leaves there
 * as well, after it has given them back itself: so they were still the function's own.
 */
export function* reportForgetfulExit(
  facts: SiteFacts,
  outcome: 'full' | 'short',
): Iterable<Report> {
  const all = facts.flow?.ends ?? [];
  const ends = all.filter(isFailure);
  for (const end of ends) {
    if (end.hold.outcome !== outcome || !isLeftBehind(end) || meansLater(end)) continue;
    const careful =
      ends.find((other) => isAnswerTo(end, other)) ??
      (isNobodysLater(facts, end) ? all.find((other) => isUseOf(end, other, all)) : undefined);
    if (careful !== undefined) {
      yield report(facts, end, careful);
      return;
    }
  }
}

/**
 * Whether the other path is one on which the function was done with pages that this one leaves behind:
 * where all goes well it gives all of them back before it is left, on every path.
 */
function isUseOf(end: PathEnd, other: PathEnd, all: readonly PathEnd[]): boolean {
  const isGone = ({ hold }: PathEnd) =>
    hold.released.length > 0 && hold.held.length === 0 && !hold.unsettled && !hold.assumed;
  const well = all.filter(
    ({ exit, state, hold }) =>
      exit !== 'error' && hold.outcome === 'full' && state.rootName === end.state.rootName,
  );
  return (
    well.includes(other) &&
    well.every(isGone) &&
    end.hold.handovers.length === 0 &&
    keepsWhereKept(end, other) &&
    !other.hold.released.some(({ by }) => passesBy(end.state.trace, by.node))
  );
}

/** No function gives the pages back but those that this one does it with. */
function isNobodysLater({ flow, paired, call: { file } }: SiteFacts, { state }: PathEnd): boolean {
  const ways = new Set([state.rootName]);
  for (const { hold, state: other } of flow?.ends ?? [])
    if (other.rootName === state.rootName) for (const { by } of hold.released) ways.add(by.caller);
  const isOther = ({ call, root }: ForeignRelease) =>
    !ways.has(call.caller) ||
    (root !== state.rootName &&
      file.functionsNaming(root).some(({ name }) => name !== root && !ways.has(name)));
  const isElsewhere = paired.some(
    ({ release }) => release.on.includes('teardown') && !ways.has(release.function),
  );
  return !isElsewhere && !(flow?.later ?? []).some(isOther);
}

const isFailure = ({ exit, hold }: PathEnd): boolean =>
  exit === 'error' && !hold.isInherited && !hold.assumed;

/** The pages are all still held, and only what was given them, or remembers them, could have them. */
function isLeftBehind({ hold, keepers }: PathEnd): boolean {
  return (
    hold.released.length === 0 &&
    hold.held.length > 0 &&
    !hold.unsettled &&
    hold.handovers.length + keepers.length > 0
  );
}

/** "Not yet" is no failure: the pages are needed until it is done. */
const PENDING = /\bE(?:IOCBQUEUED|INPROGRESS|AGAIN|BUSY|INTR|RESTARTSYS|ALREADY)\b/;

function meansLater({ node, source, state }: PathEnd): boolean {
  if (node.type !== 'function_definition' && PENDING.test(source.of(node))) return true;
  for (let at = state.trace; at !== null; at = at.before)
    if (at.kind === 'branch' && PENDING.test(at.message + at.source.of(at.node))) return true;
  return false;
}

/**
 * Whether the other path gave back itself what this one leaves to the same keepers. Who undoes a short
 * result may well leave all pages of a full one to its caller, but not the other way round.
 */
function isAnswerTo(end: PathEnd, other: PathEnd): boolean {
  if (other.state.rootName !== end.state.rootName || other.hold.outcome !== 'full') return false;
  if (other.hold.released.length === 0) return false;
  if (other.hold.held.length > 0 || other.hold.unsettled) return false;
  // Who took the pages over here may be whom the other path could not give them to.
  if (receptionOf(end.state, end.hold) === 'accepted') return false;
  const handed = new Set(other.hold.handovers.map(({ to }) => to));
  if (!end.hold.handovers.every(({ to }) => handed.has(to))) return false;
  if (!keepsWhereKept(end, other)) return false;
  if (!storesNoMore(end.state, other.state)) return false;
  // Where paths were taken together, a test around the release may be one that both would pass.
  const gives = other.hold.released.map(({ by }) => by.node);
  return !gives.some((node) => passesBy(end.state.trace, node));
}

function keepsWhereKept(end: PathEnd, other: PathEnd): boolean {
  const kept = new Set(keeperNames(other));
  return keeperNames(end).every((name) => kept.has(name));
}

const keeperNames = ({ keepers }: PathEnd): string[] =>
  keepers.map((keeper) =>
    keeper.kind === 'returned' ? 'returned' : keeper.owner || keeper.place.key,
  );

/** Nothing was written to memory of others that the other path had not written as well. */
function storesNoMore(state: State, other: State): boolean {
  for (const [key, { place }] of state.cells)
    if (place.root.kind !== 'local' && !other.cells.has(key)) return false;
  return true;
}

/** Whether the path decided not to go where the release stands. */
function passesBy(trace: Trace | null, release: SyntaxNode): boolean {
  for (let at = trace; at !== null; at = at.before) {
    if (at.kind !== 'branch') continue;
    const around = statementOf(at.node);
    // An arm that leaves is for a failure of its own, which this path did not meet.
    if (around !== null && leavesFrom(around, release)) continue;
    if (around !== null && around.start <= release.start && release.end <= around.end) return true;
  }
  return false;
}

/** Whether the arm of the `if` that the release stands in ends in a return or a goto. */
function leavesFrom(test: SyntaxNode, release: SyntaxNode): boolean {
  const arm = test.namedChildren.find(
    ({ start, end, field }) =>
      field !== 'condition' && start <= release.start && release.end <= end,
  );
  return test.type === 'if_statement' && arm !== undefined && lastJump(arm) !== null;
}

/** The statement that a condition decides about. */
function statementOf(condition: SyntaxNode): SyntaxNode | null {
  for (let at = condition.parent; at !== null; at = at.parent)
    if (/^(?:if|for|while|do|switch)_statement$/.test(at.type)) return at;
  return null;
}

function report(facts: SiteFacts, end: PathEnd, careful: PathEnd): Report {
  const { hold, state, node, source } = end;
  const { taken, give, held } = words(facts);
  const [{ by }] = careful.hold.released;
  const noticed = { site: hold.call, trace: state.trace, node, source };
  return {
    severity: 'error',
    confidence: 'medium',
    at: spanOf(noticed, facts),
    message:
      `pages ${taken} by ${facts.call.site.api}() are not ${give} on this error path; ` +
      `${careful.exit === 'error' ? 'another one of ' : 'when all goes well, '}${state.rootName}() ` +
      `gives them back with ${by.fn.name}() in line ${by.source.line(by.node)}`,
    path: pathOf(noticed, `${state.rootName}() is left with the pages still ${held}`),
  };
}
