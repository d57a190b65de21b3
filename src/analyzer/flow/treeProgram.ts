import type { KernelRelease } from '../../kernel';
import type { SourceText } from '../syntax/sourceText';
import type { FileProgram } from './fileProgram';
import type { FunctionCode } from './functionCode';
import type { FunctionGlance, Member, Program } from './machine';

/** Several files as one program: what a file defines goes before what another one exports. */
export class TreeProgram implements Program {
  readonly release: KernelRelease;
  private readonly parts = new Map<string, FileProgram>();
  /** The file that defines a function for the others, if one is at hand. */
  private readonly exporters = new Map<string, FileProgram | null>();

  constructor(readonly main: FileProgram) {
    this.release = main.release;
    this.add(main);
  }

  add(part: FileProgram): void {
    for (const other of this.parts.values()) {
      part.spread(other.interesting());
      other.spread(part.interesting());
    }
    this.parts.set(part.source.file, part);
    this.exporters.clear();
  }

  has(file: string): boolean {
    return this.parts.has(file);
  }

  /** Every file at hand, the main one first. */
  get files(): Iterable<FileProgram> {
    return this.parts.values();
  }

  /** Whether some file at hand defines the function for the others. */
  exports(name: string): boolean {
    return this.exporter(name) !== null;
  }

  /** The function when the file defines it, and not for itself only. */
  exported(name: string, file: string): FunctionCode | null {
    const code = this.parts.get(file)?.functionNamed(name) ?? null;
    return code?.isStatic === false ? code : null;
  }

  functionNamed(name: string, from: SourceText): FunctionCode | null {
    return (
      this.partOf(from).functionNamed(name) ?? this.exporter(name)?.functionNamed(name) ?? null
    );
  }

  glance(name: string, from: SourceText): FunctionGlance | null {
    return this.partOf(from).glance(name) ?? this.exporter(name)?.glance(name) ?? null;
  }

  member(tag: string, name: string): Member {
    let found: Member = { name, type: null };
    for (const part of this.parts.values()) {
      found = part.member(tag, name);
      if (found.type !== null) break;
    }
    return found;
  }

  /** Names of the members that share their storage with the one of that name. */
  sharing(tag: string, name: string): string[] {
    for (const part of this.parts.values()) {
      const names = part.sharing(tag, name);
      if (names.length > 0) return names;
    }
    return [];
  }

  constant(name: string, from: SourceText): number | null | undefined {
    return this.partOf(from).constant(name);
  }

  comesBack(callee: string): boolean {
    return this.main.comesBack(callee);
  }

  private partOf({ file }: SourceText): FileProgram {
    return this.parts.get(file) ?? this.main;
  }

  private exporter(name: string): FileProgram | null {
    let known = this.exporters.get(name);
    if (known === undefined) {
      known = this.findExporter(name);
      this.exporters.set(name, known);
    }
    return known;
  }

  private findExporter(name: string): FileProgram | null {
    for (const part of this.parts.values()) {
      if (part.glance(name) === null) continue;
      const code = part.functionNamed(name);
      if (code !== null && (!code.isStatic || part.source.file.endsWith('.h'))) return part;
    }
    return null;
  }
}
