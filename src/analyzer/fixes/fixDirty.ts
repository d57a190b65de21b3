import type { Release, Site } from '../records';
import type { CodeText } from '../tokens/codeText';
import { argumentFor, siteCall } from './acquire';
import { argumentText, callAt, type Call } from './call';
import { releaseCall } from './convertRelease';
import { type Edit, type FileEdits, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { findingPlace, type FixContext, type Fixer } from './fix';
import { callStatement } from './layout';
import { lineBreak, insertBefore } from './statementText';

/** Marks the pages dirty where they are given back after they were written. */
export const fixMissingDirty: Fixer = (context) => {
  const lockless = useLockedDirty(context);
  if (lockless) return [{ title: 'Use set_page_dirty_lock()', preferred: true, files: [lockless] }];
  const releases = releasesToDirty(context);
  if (releases.length === 0) return refuse('no release of written pages was found');
  const byFile = new Map<string, Edit[]>();
  for (const release of releases) {
    const edits = dirtying(context, release);
    if (isRefusal(edits)) {
      return refuse(`${release.file}:${String(release.line)}: ${edits.refused}`);
    }
    byFile.set(release.file, [...(byFile.get(release.file) ?? []), ...edits]);
  }
  const files = [...byFile].map(([file, edits]) => fileEdits(file, edits));
  return [{ title: 'Mark the pages dirty on release', preferred: true, files }];
};

const LOCKLESS = /^(set_page_dirty|SetPageDirty)$/;

/** Where the finding is a dirtying that needs the page lock: the call that takes it. */
function useLockedDirty(context: FixContext): FileEdits | null {
  const place = findingPlace(context);
  if (isRefusal(place)) return null;
  const { code, token } = place;
  const name = code.tokens[token];
  if (name === undefined || !LOCKLESS.test(name.text) || callAt(code, token) === null) return null;
  const edit = { start: name.start, end: name.end, text: 'set_page_dirty_lock' };
  return fileEdits(context.finding.file, [edit]);
}

/** The release that the finding names; else those that follow a use of the pages. */
function releasesToDirty({ finding, site }: FixContext): readonly Release[] {
  const named = site.releases.filter(
    ({ file, line }) => file === finding.file && line === finding.line,
  );
  if (named.length > 0) return named;
  return site.releases.filter(({ on }) => on.includes('success') || on.includes('teardown'));
}

function dirtying(context: FixContext, release: Release): readonly Edit[] | Refusal {
  const code = context.source(release.file);
  if (code === null) return refuse('the file cannot be read');
  const call = releaseCall(code, release);
  if (isRefusal(call)) return call;
  if (holdsSpinLock(code, call)) return refuse('a spinlock is held there, and dirtying may sleep');
  const written = writeCondition(context.site, release, context);
  if (typeof written !== 'string') return written;
  const args = call.args.map((arg) => argumentText(code, arg));
  const [first = '', count = ''] = args;
  switch (release.api) {
    case 'unpin_user_pages':
      return replace(code, call, 'unpin_user_pages_dirty_lock', [first, count, written]);
    case 'unpin_user_page':
      return /^\w+((->|\.)\w+|\[\w+\])*$/.test(first)
        ? replace(code, call, 'unpin_user_pages_dirty_lock', [`&${first}`, '1', written])
        : dirtyFirst(code, call, first, written);
    case 'put_page':
      return dirtyFirst(code, call, first, written);
    case 'unpin_user_pages_dirty_lock':
    case 'unpin_user_page_range_dirty_lock':
      return args[2] === 'false'
        ? replace(code, call, release.api, [first, count, written])
        : refuse(`make_dirty is ${args[2] ?? 'missing'} already`);
    default:
      return refuse(`${release.api}() has no variant that marks pages dirty`);
  }
}

function replace(
  code: CodeText,
  call: Call,
  name: string,
  args: readonly string[],
): readonly Edit[] | Refusal {
  if (code.word(call.close + 1) !== ';') return refuse('the release is part of an expression');
  const start = code.tokens[call.name]?.start ?? 0;
  const end = code.tokens[call.close + 1]?.end ?? start;
  const indent = code.lines.indentOf(code.lines.lineOf(start));
  return [{ start, end, text: callStatement(name, args, indent, lineBreak(code)) }];
}

function dirtyFirst(
  code: CodeText,
  call: Call,
  page: string,
  written: string,
): readonly Edit[] | Refusal {
  if (code.word(call.close + 1) !== ';') return refuse('the release is part of an expression');
  const dirty = `set_page_dirty_lock(${page});`;
  const lines = written === 'true' ? [dirty] : [`if (${written})`, `\t${dirty}`];
  return insertBefore(code, { first: call.name, last: call.close + 1 }, lines);
}

/**
 * Whether the pages were taken for writing, as text for a make_dirty argument. A site that writes
 * on some paths only dirties on those: the condition must mean the same where the release stands.
 */
function writeCondition(
  site: Site,
  release: Release,
  { source, release: kernel }: FixContext,
): string | Refusal {
  if (site.flags.bits.includes('FOLL_WRITE')) return 'true';
  const code = source(site.file);
  const call = code && siteCall(code, site);
  if (!code || !call || isRefusal(call))
    return refuse('the call that takes the pages is not there');
  const flags = argumentFor(call, site.api, 'flags', kernel);
  const condition = flags && ternaryOn(code, flags.first, flags.last);
  if (condition === null) return refuse('when the pages are written is not certain');
  const local = release.file === site.file && release.function === site.function;
  return local
    ? condition
    : refuse(`${condition} may mean something else in ${release.function}()`);
}

/** The `c` of `c ? FOLL_WRITE : 0`, where it is one word or field. */
function ternaryOn(code: CodeText, first: number, last: number): string | null {
  const match = /^\(?([\w.>-]+) \? FOLL_WRITE : 0\)?$/.exec(code.between(first, last));
  return match?.[1] ?? null;
}

/** Whether a spinlock that the function takes before the call is not given back before it. */
function holdsSpinLock(code: CodeText, call: Call): boolean {
  const body = code.functionAt(call.name);
  let held = 0;
  for (let i = body?.open ?? call.name; i < call.name; i++) {
    if (code.word(i + 1) !== '(') continue;
    if (/^(raw_)?spin_lock/.test(code.word(i))) held++;
    if (/^(raw_)?spin_unlock/.test(code.word(i))) held--;
  }
  return held > 0;
}
