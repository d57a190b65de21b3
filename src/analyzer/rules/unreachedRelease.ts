import { entryOf } from '../flow/functionEntry';
import { releaseNamed } from '../flow/releases';
import type { SourceText } from '../syntax/sourceText';
import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import { siteStep } from './evidence';
import { words } from './pathReport';
import type { Report, SiteFacts } from './rule';

/**
 * The function of the site has code that gives pages back, behind a label that no goto names and that
 * nothing runs into: what was to jump there leaves with the pages.
 */
export function* reportUnreached(facts: SiteFacts): Iterable<Report> {
  const { call } = facts;
  if (!call.node || call.unit?.hasError === true) return;
  const { source } = call.file;
  const giving = givers(facts);
  for (const label of descendants(functionAround(call.node))) {
    if (label.start < call.node.end || !isUnreached(label, source)) continue;
    const release = underLabel(label)
      .flatMap((node) => [...descendants(node)])
      .find((node) => giving.has(calleeOf(node, source)));
    if (release === undefined) continue;
    const name = source.of(label.childByField('label') ?? label);
    const { taken, give } = words(facts);
    yield {
      severity: 'error',
      confidence: 'medium',
      at: { start: release.start, end: release.end },
      message:
        `pages ${taken} by ${call.site.api}() are not ${give} by ${calleeOf(release, source)}(): ` +
        `nothing jumps to ${name}, so it is never called`,
      path: [
        siteStep(facts),
        {
          file: call.site.file,
          line: source.line(release),
          message: `${name} is not reached: no goto names it, and the code above it does not come here`,
        },
      ],
    };
    return;
  }
}

/** Names of what gives pages back: the kernel's functions, and those of the file that call one. */
function givers({ call }: SiteFacts): { has(name: string): boolean } {
  const own = new Set(
    call.file.functions
      .map(entryOf)
      .filter((one) => one?.releases === true && !one.acquires)
      .map((one) => one?.name ?? ''),
  );
  return { has: (name) => own.has(name) || releaseNamed(name) !== null };
}

/** A label that control cannot get to; a word in a macro or a comment may be its goto. */
function isUnreached(label: SyntaxNode, source: SourceText): boolean {
  if (label.type !== 'labeled_statement') return false;
  const name = source.of(label.childByField('label') ?? label);
  const around = source.of(functionAround(label));
  if ([...around.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length !== 1) return false;
  const siblings = siblingsOf(label);
  const before = siblings.at(siblings.indexOf(label) - 1);
  return before !== label && /^(?:return|goto)_statement$/.test(before?.type ?? '');
}

function siblingsOf({ parent }: SyntaxNode): readonly SyntaxNode[] {
  return parent?.namedChildren.filter(({ type }) => type !== 'comment') ?? [];
}

/** The statements that only the label leads to: up to the next one. */
function underLabel(label: SyntaxNode): SyntaxNode[] {
  const siblings = siblingsOf(label);
  const behind = siblings.slice(siblings.indexOf(label) + 1);
  const next = behind.findIndex(({ type }) => type === 'labeled_statement');
  return [label, ...behind.slice(0, next === -1 ? behind.length : next)];
}

function calleeOf(node: SyntaxNode, source: SourceText): string {
  const callee = node.type === 'call_expression' ? node.childByField('function') : null;
  return callee === null ? '' : source.of(callee);
}
