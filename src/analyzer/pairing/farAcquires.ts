import { analyzeFile } from '../analyzeFile';
import type { Surroundings } from '../flow/surroundings';
import type { Site } from '../records';
import { findAcquires } from '../sites/callTokens';
import type { FunctionUnit } from '../syntax/functionUnit';
import { SourceFile } from '../syntax/sourceFile';
import type { SyntaxBackend } from '../syntax/syntaxBackend';

/** Files that are looked at, the nearest first: each takes as long as opening it. */
const MOST_FILES = 12;

/** A line of a file that may give pages back. */
export interface ReleaseLine {
  readonly backend: SyntaxBackend;
  /** From the top of the tree. */
  readonly file: string;
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly around: Surroundings;
}

/**
 * The sites of other files whose pages are given back on the line. They are looked for where its
 * function is called, and where the members are named that the line reads.
 */
export function farAcquires({ backend, file, text, line, around }: ReleaseLine): Site[] {
  const parsed = new SourceFile(backend, file, text);
  const caller = functionOn(parsed, line);
  const reads = parsed.source.lineText(line).matchAll(/(?:->|\.)(\w+)/g);
  const members = [...reads].map(([, name]) => name);
  const wanted = [...(caller === '' ? [] : [[caller]]), ...(members.length > 0 ? [members] : [])];
  const found: Site[] = [];
  let looked = 0;
  for (const other of new Set(wanted.flatMap((words) => around.far(file, words)))) {
    const otherText = around.text(other);
    if (findAcquires(otherText).length === 0) continue;
    if (++looked > MOST_FILES) break;
    const { release } = around;
    const { sites } = analyzeFile({ backend, file: other, text: otherText, release, around });
    const isMet = ({ releases }: Site) =>
      releases.some((one) => one.file === file && one.line === line);
    found.push(...sites.filter(isMet));
  }
  return found;
}

/** The name of the function that the line is in; empty where it is in none. */
function functionOn({ functions, source }: SourceFile, line: number): string {
  const isThere = ({ span }: FunctionUnit) =>
    source.position(span.start).line <= line && line <= source.position(span.end).line;
  return functions.find(isThere)?.name ?? '';
}
