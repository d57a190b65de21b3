import type { HoldingExit } from '../records';
import type { Handover } from '../flow/holds';
import { lostLeaks } from '../rules/leaks';
import type { SiteFacts } from '../rules/rule';
import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';

/**
 * The ways out of the site's function on which its pages are still held: kept on purpose, in an
 * object or by the caller, or lost. Of a site that no path of its own function reaches, those of its
 * callers. What was handed to something that is not followed counts as neither.
 */
export function holdingExits(facts: SiteFacts): HoldingExit[] {
  const { flow, call } = facts;
  if (flow === null) return [];
  const found = new Map<string, HoldingExit>();
  const add = (exit: HoldingExit) => {
    found.set(`${exit.file}:${String(exit.line)} ${exit.holds}`, exit);
  };
  const isOwn = (root: string) => root === call.site.function;
  const ends = own(flow.ends, ({ state }) => isOwn(state.rootName));
  for (const { hold, keepers, source, node } of ends) {
    const isHandedOn = flow.notFollowed !== null && hold.handovers.some(isOfPages);
    if (hold.held.length === 0 || keepers.length === 0 || isHandedOn) continue;
    add({ file: source.file, line: lineOf(source, node), holds: 'kept' });
  }
  for (const { source, node } of own(lostLeaks(facts), ({ root }) => isOwn(root))) {
    add({ file: source.file, line: lineOf(source, node), holds: 'lost' });
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

const isOfPages = ({ what }: Handover): boolean => what === 'pages';

/** Those of the site's function, or all where there is none of it. */
function own<T>(all: readonly T[], isOwn: (one: T) => boolean): readonly T[] {
  const mine = all.filter(isOwn);
  return mine.length > 0 ? mine : all;
}

/** A path that runs off the end of its function leaves by the brace there. */
function lineOf(source: SourceText, node: SyntaxNode): number {
  return node.type === 'function_definition'
    ? source.position(node.end - 1).line
    : source.line(node);
}
