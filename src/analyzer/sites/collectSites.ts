import { type KernelRelease, trackingOf } from '../../kernel';
import { lex } from '../normalise/lexer';
import { withoutOtherReleases } from '../normalise/otherReleases';
import type { FunctionUnit } from '../syntax/functionUnit';
import { SourceFile } from '../syntax/sourceFile';
import type { SyntaxBackend } from '../syntax/syntaxBackend';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { type Callers, Trail } from './callers';
import { type AcquireTokens, findAcquires } from './callTokens';
import { isExcluded } from './exclusions';
import { argumentsOf, FlagReader } from './flagExpression';
import {
  bitNames,
  type FlagValue,
  flagsOf,
  NO_FLAGS,
  or,
  perhaps,
  UNKNOWN_FLAGS,
} from './flagValue';
import { type Fit, fitSignature } from './siteArguments';
import type { SiteCall } from './siteCall';
import { SiteIds } from './siteId';

/** A file to look at. */
export interface SiteInput {
  readonly backend: SyntaxBackend;
  /** The name to report, relative to whatever the caller shows. */
  readonly file: string;
  /** Relative to the top of the kernel tree, with `/`; the same as `file` when not given. */
  readonly treePath?: string;
  readonly text: string;
  readonly release: KernelRelease;
  /** An earlier state of the same file, which is consumed. */
  readonly previous?: SourceFile | null;
  /** The tree around the file; without it only callers in the file are known. */
  readonly around?: Callers;
}

/** A parsed file with its sites. */
export interface FileSites {
  /** Null when there is no call of an acquire function, so that nothing was parsed. */
  readonly file: SourceFile | null;
  readonly sites: readonly SiteCall[];
}

/** Where a call stands in a parsed file. */
interface Found {
  readonly file: SourceFile;
  readonly unit: FunctionUnit | null;
  readonly node: SyntaxNode | null;
}

/**
 * Parses a file and finds its sites. The text decides which calls there are, the tree says what they
 * belong to.
 */
export function collectSites(input: SiteInput): FileSites {
  const { backend, file, treePath = file, previous } = input;
  const text = withoutOtherReleases(input.text, input.release);
  const calls = isExcluded(treePath) ? [] : findAcquires(text);
  if (calls.length === 0) return { file: null, sites: [] };
  const starts = calls.map((call) => call.start);
  const main = new SourceFile(backend, file, text, starts, previous);
  const ids = new SiteIds(treePath);
  const sites: SiteCall[] = [];
  for (const tokens of calls) {
    let found = locate(main, tokens);
    if (!found.node && !tokens.macro) {
      if (!isInFunction(main, tokens)) continue;
      // The call may stand in an `#if` arm that gave way to another.
      const second = locate(new SourceFile(backend, file, text, [tokens.start]), tokens);
      if (second.node) found = second;
    }
    sites.push(describe(found, tokens, input, ids));
  }
  return { file: main, sites };
}

function locate(file: SourceFile, call: AcquireTokens): Found {
  const unit = call.macro === null ? file.functionAt(call.start) : null;
  if (!unit) return { file, unit: null, node: null };
  for (const node of unit.nodes()) {
    if (node.type === 'call_expression' && node.start === call.start) return { file, unit, node };
  }
  return { file, unit, node: null };
}

/**
 * Whether the tokens are in the body of a function: between braces, that is. Outside they declare
 * or define the function.
 */
function isInFunction(file: SourceFile, call: AcquireTokens): boolean {
  const unit = file.functionAt(call.start);
  const body = unit?.body;
  if (body) return body.start < call.start;
  let depth = 0;
  for (const { text } of lex(file.text, 0, call.start)) {
    if (text === '{') depth++;
    else if (text === '}') depth = Math.max(0, depth - 1);
  }
  return depth > 0;
}

function describe(found: Found, call: AcquireTokens, input: SiteInput, ids: SiteIds): SiteCall {
  const { file, unit } = found;
  const fit = fitSignature(call, input.release);
  const caller = call.macro ?? unit?.name ?? '';
  const { line, column } = file.source.position(call.start);
  const flags = readFlags(found, call, fit, input);
  const index = fit.signature?.index ?? {};
  return {
    ...found,
    tokens: call,
    fit,
    flags,
    site: {
      id: ids.next(caller, call.api),
      file: file.file,
      line,
      column,
      function: caller,
      api: call.api,
      tracking: trackingOf(call.api) ?? 'get',
      flags: { text: flagText(file, call, fit), bits: bitNames(flags) },
      nrPages: argumentText(file, call, index.nrPages) || (takesOne(fit) ? '1' : ''),
      pages: argumentText(file, call, index.pages),
      ownership: 'unknown',
      owner: '',
      releases: [],
      notFollowed: whyNotFollowed(found, call),
      case: null,
      exits: [],
    },
  };
}

function argumentText(file: SourceFile, call: AcquireTokens, index: number | undefined): string {
  const span = index === undefined ? undefined : call.arguments[index];
  return span ? file.text.slice(span.start, span.end).replace(/\s+/g, ' ') : '';
}

/** Whether the call is for one page and has no count, as get_dump_page() has none. */
function takesOne({ signature }: Fit): boolean {
  return signature !== null && (signature.returns === 'bool' || signature.returns.includes('*'));
}

/** Up to 4.8 two ints, `write` and `force`, stood where gup_flags stands now. */
function flagText(file: SourceFile, call: AcquireTokens, { signature }: Fit): string {
  const index = signature?.index ?? {};
  const flags = index.flags ?? index.extractionFlags;
  if (flags !== undefined) return argumentText(file, call, flags);
  const write = argumentText(file, call, index.write);
  const force = argumentText(file, call, index.force);
  return [write && `write: ${write}`, force && `force: ${force}`].filter(Boolean).join(', ');
}

function readFlags(
  found: Found,
  call: AcquireTokens,
  { signature }: Fit,
  { release, around, file: path, treePath = path }: SiteInput,
): FlagValue {
  const index = signature?.index ?? {};
  if (!found.node || !found.unit) {
    const span = index.flags === undefined ? undefined : call.arguments[index.flags];
    return span ? namedFlags(found.file.text.slice(span.start, span.end)) : NO_FLAGS;
  }
  const { unit, node, file } = found;
  const reader = new FlagReader(file, treePath, release, new Trail(around ?? null));
  const args = argumentsOf(node);
  const valueOf = (at: number | undefined): FlagValue | null =>
    at === undefined || at >= args.length ? null : reader.argument(unit, node, args[at]);
  const asBit = (value: FlagValue | null, name: string): FlagValue => {
    if (!value || (value.may.size === 0 && !value.unknown)) return NO_FLAGS;
    return value.must.size > 0 ? flagsOf([name]) : perhaps(flagsOf([name]));
  };
  return (
    valueOf(index.flags) ??
    or(asBit(valueOf(index.write), 'FOLL_WRITE'), asBit(valueOf(index.force), 'FOLL_FORCE'))
  );
}

/** The flags a text names, where there is no tree to evaluate. */
function namedFlags(text: string): FlagValue {
  const words = lex(text, 0, text.length, false);
  const names = words.filter(({ text: word }) => /^FOLL_\w+$/.test(word)).map((word) => word.text);
  const plain = words.every(({ text: word }) => /^(?:FOLL_\w+|[|()0])$/.test(word));
  return plain ? flagsOf(names) : or(perhaps(flagsOf(names)), UNKNOWN_FLAGS);
}

function whyNotFollowed({ unit, node }: Found, call: AcquireTokens): string | null {
  if (call.macro !== null) return `inside the macro ${call.macro}`;
  if (!unit) return 'the enclosing function does not parse';
  return node ? null : 'the code around the call does not parse';
}
