/** A replay as text and as JSON, for the command line: the same words as in the panel. */
import type { Choice } from './choice';
import { MEMORY } from './memory';
import { changeWords } from './pageWords';
import type { RowChange } from './recording';
import type { Chapter, Replay } from './replay';
import type { Subject } from './subject';

/** What one stop of a path did, as JSON. */
export interface ReportedStop {
  readonly file: string | null;
  readonly line: number | null;
  readonly what: string;
  readonly result: string | null;
  readonly changes: readonly string[];
  readonly warns: readonly string[];
}

export interface ReportedReplay {
  readonly path: string;
  readonly label: string;
  readonly memory: string;
  readonly kernel: string;
  readonly pages: number;
  readonly stops: readonly ReportedStop[];
  readonly verdict: { readonly kind: string; readonly text: string };
}

export function reportOf(subject: Subject, choice: Choice, replay: Replay): ReportedReplay {
  const { path, memory, kernel, pages } = choice;
  const label = subject.paths.find(({ id }) => id === path)?.label ?? path;
  const { kind, text } = replay.verdict;
  const stops = replay.chapters
    .filter((chapter) => chapter.origin !== 'memory')
    .map((chapter) => reportedStop(chapter, replay));
  return { path, label, memory, kernel, pages, stops, verdict: { kind, text } };
}

function reportedStop(chapter: Chapter, replay: Replay): ReportedStop {
  const steps = replay.recording.steps.slice(Math.max(chapter.first - 1, 0), chapter.last);
  return {
    file: chapter.source?.file ?? null,
    line: chapter.source?.line ?? null,
    what: chapter.title,
    result: chapter.result,
    changes: netChanges(steps.flatMap((step) => step.rows)),
    warns: steps.flatMap((step) => step.warns),
  };
}

/** From the first state to the last of each row: what lies between is for the panel. */
function netChanges(changes: readonly RowChange[]): string[] {
  const net = new Map<number, RowChange>();
  for (const change of changes) {
    const first = net.get(change.row);
    net.set(change.row, first === undefined ? change : { ...change, before: first.before });
  }
  return [...net.values()].map(changeWords).filter((words) => words !== '');
}

/** Changes of this many pages are told; of more the first ones and how many follow. */
const TOLD = 8;

export function reportText(subject: Subject, reports: readonly ReportedReplay[]): string[] {
  const { site } = subject;
  return [
    `${site.file}:${String(site.line)}: ${site.api}() in ${site.function}()`,
    ...reports.flatMap((report) => ['', ...replayText(report)]),
  ];
}

function replayText(report: ReportedReplay): string[] {
  const memory = Object.entries(MEMORY).find(([kind]) => kind === report.memory)?.[1].title;
  const setting = [
    `kernel ${report.kernel}`,
    memory ?? report.memory,
    `${String(report.pages)} pages`,
  ];
  return [
    `path ${report.path}: ${report.label} (${setting.join(', ')})`,
    ...report.stops.flatMap((stop) => {
      const line = stop.line === null ? '' : String(stop.line);
      const result = stop.result === null ? '' : ` → ${stop.result}`;
      const more = stop.changes.length - TOLD;
      return [
        `${line.padStart(6)}  ${stop.what}${result}`,
        ...stop.changes.slice(0, TOLD).map((change) => `          ${change}`),
        ...(more > 0 ? [`          and ${String(more)} more`] : []),
        ...stop.warns.map((warn) => `          WARN: ${warn}`),
      ];
    }),
    `        ${report.verdict.text}`,
  ];
}
