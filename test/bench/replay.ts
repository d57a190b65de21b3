// Replays every path of every site of a kernel tree, and compares how each ends with what the
// analyzer says of it: `npm run bench -- replay TREE [--list]`.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PathFinder } from '../../src/analyzer/paths/pathFinder';
import type { PathEnding } from '../../src/analyzer/paths/pathRecords';
import type { Finding } from '../../src/analyzer/records';
import { collectSites } from '../../src/analyzer/sites/collectSites';
import type { SyntaxBackend } from '../../src/analyzer/syntax/syntaxBackend';
import { type KernelRelease, seriesOf } from '../../src/kernel';
import { defaultChoice, runChoice } from '../../src/replay/choice';
import { type Subject, subjectOf } from '../../src/replay/subject';
import type { VerdictKind } from '../../src/replay/verdict';
import { findKernelTree } from '../../src/tree/kernelTree';
import { loadParser } from '../../src/tree/parser';
import { scan } from '../../src/tree/scan';

/** The verdict that agrees with what the analyzer says of the end of a path. */
const AGREES: Readonly<Record<Exclude<PathEnding, 'unsure'>, readonly VerdictKind[]>> = {
  leak: ['leaked'],
  clean: ['balanced'],
  kept: ['kept'],
  failed: ['nothing-taken'],
};

/** How one of the site's paths must end for a finding of the rule to be borne out. */
const isLost = ({ ending, held }: Replayed): boolean =>
  held > 0 && (ending === 'leak' || ending === 'unsure');
const isMiscounted = ({ verdict }: Replayed): boolean =>
  verdict === 'under-released' || verdict === 'over-released';
const BORNE_OUT: Readonly<Record<string, (replayed: Replayed) => boolean>> = {
  'leak-on-success': isLost,
  'leak-on-error': isLost,
  'leak-on-partial': isLost,
  'wrong-release-api': isMiscounted,
  'double-release': isMiscounted,
  'release-count-mismatch': (replayed) => isMiscounted(replayed) || isLost(replayed),
};

interface Replayed {
  readonly subject: Subject;
  readonly label: string;
  readonly ending: PathEnding;
  readonly verdict: VerdictKind;
  /** Page array slots still filled at the end. */
  readonly held: number;
  readonly text: string;
}

function subjectsOf(
  root: string,
  file: string,
  release: KernelRelease,
  backend: SyntaxBackend,
): Subject[] {
  const text = readFileSync(join(root, file), 'utf8');
  const lines = text.split('\n');
  const found = collectSites({ backend, file, text, release });
  const finders = new Map<(typeof found.sites)[number]['file'], PathFinder>();
  return found.sites.map((call) => {
    const finder = finders.get(call.file) ?? new PathFinder(call.file, release);
    finders.set(call.file, finder);
    const textAt = (_: string, line: number): string => lines[line - 1]?.trim() ?? '';
    return subjectOf(call.site, finder.of(call), seriesOf(release), textAt);
  });
}

function replayAll(subjects: readonly Subject[]): {
  readonly replayed: readonly Replayed[];
  readonly errors: readonly string[];
} {
  const replayed: Replayed[] = [];
  const errors: string[] = [];
  for (const subject of subjects) {
    for (const { id, label, ending } of subject.paths) {
      const { file, line } = subject.site;
      try {
        const run = runChoice(subject, { ...defaultChoice(subject), path: id }, 'coarse');
        if (run === null) throw new Error('no such path');
        const { kind, held, text } = run.verdict;
        replayed.push({ subject, label, ending, verdict: kind, held, text });
      } catch (error) {
        errors.push(`${file}:${String(line)} ${label}: ${String(error)}`);
      }
    }
  }
  return { replayed, errors };
}

const share = (part: number, whole: number): string =>
  `${String(part)} of ${String(whole)} (${whole === 0 ? '-' : ((100 * part) / whole).toFixed(1)}%)`;

function print(what: string, value: string): void {
  console.log(`${what.padEnd(58)} ${value}`);
}

function agreementOfPaths(replayed: readonly Replayed[], list: boolean): void {
  let agree = 0;
  let said = 0;
  for (const { subject, label, ending, verdict, text } of replayed) {
    if (ending === 'unsure') continue;
    said++;
    if (AGREES[ending].includes(verdict)) agree++;
    else if (list) {
      const { file, line } = subject.site;
      console.log(`  ${file}:${String(line)} ${label}: said ${ending}, replay: ${text}`);
    }
  }
  print('paths whose replay ends as the analyzer says', share(agree, said));
  print('paths of which the analyzer is not sure', String(replayed.length - said));
}

function agreementOfFindings(
  findings: readonly Finding[],
  replayed: readonly Replayed[],
  list: boolean,
): void {
  const leaks = findings.filter(({ rule }) => rule in BORNE_OUT);
  const borne = leaks.filter(({ rule, site, file, line, confidence }) => {
    const runs = replayed.filter(({ subject }) => subject.site.id === site);
    const agrees = runs.some((run) => BORNE_OUT[rule]?.(run) ?? false);
    if (!agrees && list) {
      const seen = [...new Set(runs.map(({ verdict }) => verdict))].join(', ');
      console.log(`  ${file}:${String(line)} ${rule} (${confidence}): replays are ${seen}`);
    }
    return agrees;
  });
  print('findings on releases that a replay bears out', share(borne.length, leaks.length));
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const list = args.includes('--list');
  const [tree = 'test/sample/linux-6.12'] = args.filter((arg) => !arg.startsWith('--'));
  const root = resolve(tree);
  const backend = await loadParser();
  const { release } = findKernelTree(root);
  const started = performance.now();
  const scanned = await scan({ root, top: root, release, folder: '' }, backend);
  print('scan of the tree', `${(performance.now() - started).toFixed(0)} ms`);

  const files = [...new Set(scanned.sites.map((site) => site.file))];
  const followed = performance.now();
  const subjects = files.flatMap((file) => subjectsOf(root, file, release, backend));
  print('following the paths of all sites', `${(performance.now() - followed).toFixed(0)} ms`);

  const began = process.cpuUsage();
  const { replayed, errors } = replayAll(subjects);
  const { user, system } = process.cpuUsage(began);
  print('sites, paths', `${String(subjects.length)}, ${String(replayed.length)}`);
  print('replaying them all, one core', `${((user + system) / 1000).toFixed(0)} ms`);
  print('replays that failed', String(errors.length));
  for (const error of errors) console.log(`  ${error}`);
  agreementOfPaths(replayed, list);
  agreementOfFindings(scanned.findings, replayed, list);
}

void main();
