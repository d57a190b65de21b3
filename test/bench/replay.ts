// Replays every path of every site of a kernel tree, and compares how each ends with what the
// analyzer says of it: `npm run bench -- replay TREE [--list]`.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FileFlows } from '../../src/analyzer/analyzeFile';
import { Surroundings } from '../../src/analyzer/flow/surroundings';
import { PathFinder } from '../../src/analyzer/paths/pathFinder';
import type { PathEnding } from '../../src/analyzer/paths/pathRecords';
import type { Finding, Site } from '../../src/analyzer/records';
import { collectSites } from '../../src/analyzer/sites/collectSites';
import type { SiteCall } from '../../src/analyzer/sites/siteCall';
import type { SyntaxBackend } from '../../src/analyzer/syntax/syntaxBackend';
import { type KernelRelease, seriesOf } from '../../src/kernel';
import { defaultChoice, runChoice } from '../../src/replay/choice';
import { type Subject, subjectOf } from '../../src/replay/subject';
import { FAULTS, type VerdictKind } from '../../src/replay/verdict';
import { DiskFiles } from '../../src/tree/diskFiles';
import { findKernelTree } from '../../src/tree/kernelTree';
import { loadParser } from '../../src/tree/parser';
import { scan } from '../../src/tree/scan';
import { SourceIndex } from '../../src/tree/sourceIndex';

/** The verdict that agrees with what the analyzer says of the end of a path. */
const AGREES: Readonly<Record<Exclude<PathEnding, 'unsure' | 'paired'>, readonly VerdictKind[]>> = {
  leak: ['leaked'],
  clean: ['balanced'],
  kept: ['kept'],
  failed: ['nothing-taken'],
};

/** Whether a replay bears a finding out: on the path that the finding tells, up to its last step. */
type BearsOut = (replayed: Replayed, end: string) => boolean;
const isLost: BearsOut = ({ ending, held, exit }, end) =>
  held > 0 && (ending === 'leak' || ending === 'unsure') && exit === end;
const isMiscounted: BearsOut = ({ miscounts }, end) => miscounts.includes(end);
const BORNE_OUT: Readonly<Record<string, BearsOut>> = {
  'leak-on-success': isLost,
  'leak-on-error': isLost,
  'leak-on-partial': isLost,
  'wrong-release-api': isMiscounted,
  'double-release': isMiscounted,
  'release-count-mismatch': isMiscounted,
};

interface Replayed {
  readonly subject: Subject;
  readonly label: string;
  readonly ending: PathEnding;
  readonly verdict: VerdictKind;
  /** Page array slots still filled at the end. */
  readonly held: number;
  readonly text: string;
  /** Where the path ends, and the releases on it that do not undo what their acquire did: "FILE:LINE". */
  readonly exit: string;
  readonly miscounts: readonly string[];
}

/** The sites of a file as the scan told them, with their paths and what the scan finds wrong. */
function subjectsOf(
  { root, release }: { readonly root: string; readonly release: KernelRelease },
  file: string,
  scanned: { readonly sites: readonly Site[]; readonly findings: readonly Finding[] },
  around: Surroundings,
  backend: SyntaxBackend,
): Subject[] {
  const text = readFileSync(join(root, file), 'utf8');
  const input = { backend, file, text, release, around };
  const found = collectSites(input);
  const flows = new FileFlows(found, input);
  const finders = new Map<SiteCall['file'], PathFinder>();
  return found.sites.map((call) => {
    const finder = finders.get(call.file) ?? new PathFinder(flows.of(call.file));
    finders.set(call.file, finder);
    const textAt = (at: string, line: number): string =>
      around.text(at).split('\n')[line - 1]?.trim() ?? '';
    const { id } = call.site;
    const site = scanned.sites.find((one) => one.id === id) ?? call.site;
    const findings = scanned.findings.filter((finding) => finding.site === id);
    return subjectOf({ site, paths: finder.of(call), findings }, seriesOf(release), textAt);
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
        const placeOf = (step: number): string => place(run.plan.steps[step]?.source ?? null);
        const exit = placeOf(run.plan.steps.findLastIndex(({ source }) => source !== null));
        const miscounts = run.recording.imbalances.map(({ origin }) => placeOf(origin));
        replayed.push({ subject, label, ending, verdict: kind, held, text, exit, miscounts });
      } catch (error) {
        errors.push(`${file}:${String(line)} ${label}: ${String(error)}`);
      }
    }
  }
  return { replayed, errors };
}

const place = (at: { readonly file: string; readonly line: number } | null): string =>
  at === null ? '' : `${at.file}:${String(at.line)}`;

const share = (part: number, whole: number): string =>
  `${String(part)} of ${String(whole)} (${whole === 0 ? '-' : ((100 * part) / whole).toFixed(1)}%)`;

function print(what: string, value: string): void {
  console.log(`${what.padEnd(58)} ${value}`);
}

function agreementOfPaths(replayed: readonly Replayed[], list: boolean): void {
  let agree = 0;
  let said = 0;
  let paired = 0;
  for (const { subject, label, ending, verdict, text } of replayed) {
    if (ending === 'paired') paired++;
    // What follows on a way that nobody followed says nothing about what was said of it.
    if (ending === 'unsure' || ending === 'paired') continue;
    said++;
    if (AGREES[ending].includes(verdict)) agree++;
    else if (list) {
      const { file, line } = subject.site;
      console.log(`  ${file}:${String(line)} ${label}: said ${ending}, replay: ${text}`);
    }
  }
  print('paths whose replay ends as the analyzer says', share(agree, said));
  print('paths of which the analyzer is not sure', String(replayed.length - said - paired));
  print('paths that go on to a release paired with their site', String(paired));
}

function agreementOfFindings(
  findings: readonly Finding[],
  replayed: readonly Replayed[],
  list: boolean,
): void {
  const leaks = findings.filter(({ rule }) => rule in BORNE_OUT);
  const borne = leaks.filter(({ rule, site, file, line, confidence, path }) => {
    const runs = replayed.filter(({ subject }) => subject.site.id === site);
    const end = place(path.at(-1) ?? { file, line });
    const agrees = runs.some((run) => BORNE_OUT[rule]?.(run, end) ?? false);
    if (!agrees && list) {
      const seen = [...new Set(runs.map(({ verdict }) => verdict))].join(', ');
      console.log(`  ${file}:${String(line)} ${rule} (${confidence}): replays are ${seen}`);
    }
    return agrees;
  });
  print('findings on releases that a replay bears out', share(borne.length, leaks.length));
  const faulty = replayed.filter(({ verdict }) => FAULTS.has(verdict));
  const silent = faulty.filter(
    ({ subject }) => !leaks.some(({ site }) => site === subject.site.id),
  );
  for (const { subject, label, text } of list ? silent : []) {
    console.log(`  ${place(subject.site)} ${label}: no finding, replay: ${text}`);
  }
  print('replays with a fault at sites without a finding', String(silent.length));
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
  const index = new SourceIndex(new DiskFiles(root));
  const around = new Surroundings(backend, index, release, (path) => path);
  const subjects = files.flatMap((file) =>
    subjectsOf({ root, release }, file, scanned, around, backend),
  );
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
