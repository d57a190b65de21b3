import type { SourceFile } from '../syntax/sourceFile';
import type { SourceText } from '../syntax/sourceText';
import type { FunctionCode } from './functionCode';
import type { FunctionGlance, Member, Program } from './machine';

/** Neighbours that are kept: as many as a few open files have. */
const MOST_FILES = 48;

/** A question that was put to a program, and how to see whether it is answered as before. */
type Check = (program: Program) => boolean;

interface Kept {
  readonly value: unknown;
  readonly checks: readonly Check[];
}

/**
 * What was found out about functions, for as long as it holds: everything that was asked of the
 * program on the way is asked again, and if all answers are the same the result is, too. So after an
 * edit only the functions are analysed whose text changed, or something that they make use of.
 */
export class Memo {
  /** Neighbours as they were split into functions, least recently used first. */
  private readonly files = new Map<string, SourceFile>();
  private readonly kept = new WeakMap<FunctionCode, Map<string, Kept>>();

  /** @param kind Tells apart what is kept of one function; `compute` may ask the program it is given only. */
  of<T>(code: FunctionCode, kind: string, program: Program, compute: (program: Program) => T): T {
    const known = this.kept.get(code) ?? new Map<string, Kept>();
    const before = known.get(kind);
    if (before?.checks.every((check) => check(program))) return before.value as T;
    const asked = new AskedProgram(program);
    const value = compute(asked);
    known.set(kind, { value, checks: [...asked.checks.values()] });
    this.kept.set(code, known);
    return value;
  }

  /** A source as it was when it was last asked for, or in its present state, which `read` makes of that. */
  file(path: string, text: string, read: (before: SourceFile | null) => SourceFile): SourceFile {
    const before = this.files.get(path) ?? null;
    const file = before?.text === text ? before : read(before);
    this.files.delete(path);
    this.files.set(path, file);
    for (const oldest of this.files.keys()) {
      if (this.files.size <= MOST_FILES) break;
      this.files.delete(oldest);
    }
    return file;
  }
}

/** Passes questions on, and writes them down. */
class AskedProgram implements Program {
  readonly checks = new Map<string, Check>();
  readonly release;

  constructor(private readonly program: Program) {
    this.release = program.release;
  }

  functionNamed(name: string, from: SourceText): FunctionCode | null {
    const answer = this.program.functionNamed(name, from);
    this.checks.set(
      `function ${name} ${from.file}`,
      (now) => now.functionNamed(name, from) === answer,
    );
    return answer;
  }

  member(tag: string, name: string): Member {
    const answer = this.program.member(tag, name);
    this.note(`member ${tag}.${name}`, answer, (now) => now.member(tag, name));
    return answer;
  }

  constant(name: string, from: SourceText): number | null | undefined {
    const answer = this.program.constant(name, from);
    this.note(`constant ${name} ${from.file}`, answer, (now) => now.constant(name, from));
    return answer;
  }

  glance(name: string, from: SourceText): FunctionGlance | null {
    const answer = this.program.glance(name, from);
    this.note(`glance ${name} ${from.file}`, answer, (now) => now.glance(name, from));
    return answer;
  }

  comesBack(callee: string): boolean {
    return this.program.comesBack(callee);
  }

  private note(key: string, answer: unknown, ask: (program: Program) => unknown): void {
    if (this.checks.has(key)) return;
    let before: string | null = null;
    this.checks.set(key, (program) => {
      const now = ask(program);
      if (now === answer) return true;
      before ??= JSON.stringify(answer);
      return JSON.stringify(now) === before;
    });
  }
}
