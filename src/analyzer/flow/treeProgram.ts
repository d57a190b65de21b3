import type { KernelRelease } from '../../kernel';
import type { SourceText } from '../syntax/sourceText';
import type { FileProgram } from './fileProgram';
import type { FunctionCode } from './functionCode';
import type { Interest, Member, Program } from './machine';

/** Several files as one program: what a file defines goes before what another one exports. */
export class TreeProgram implements Program {
  readonly release: KernelRelease;
  private readonly parts = new Map<string, FileProgram>();

  constructor(readonly main: FileProgram) {
    this.release = main.release;
    this.add(main);
  }

  add(part: FileProgram): void {
    this.parts.set(part.source.file, part);
    part.askAbroad((name) => this.interestAbroad(name));
  }

  has(file: string): boolean {
    return this.parts.has(file);
  }

  /** Whether some file at hand defines the function for the others. */
  exports(name: string): boolean {
    return this.exported(name) !== null;
  }

  functionNamed(name: string, from: SourceText): FunctionCode | null {
    return this.partOf(from).functionNamed(name) ?? this.exported(name);
  }

  member(tag: string, name: string): Member {
    let found: Member = { name, type: null };
    for (const part of this.parts.values()) {
      found = part.member(tag, name);
      if (found.type !== null) break;
    }
    return found;
  }

  interest(code: FunctionCode): Interest {
    return this.partOf(code.source).interest(code);
  }

  comesBack(callee: string): boolean {
    return this.main.comesBack(callee);
  }

  private partOf({ file }: SourceText): FileProgram {
    return this.parts.get(file) ?? this.main;
  }

  private exported(name: string): FunctionCode | null {
    for (const part of this.parts.values()) {
      const code = part.functionNamed(name);
      if (code !== null && (!code.isStatic || part.source.file.endsWith('.h'))) return code;
    }
    return null;
  }

  private interestAbroad(name: string): Interest {
    const code = this.exported(name);
    return code === null ? 'none' : this.interest(code);
  }
}
