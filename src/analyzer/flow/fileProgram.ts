import { effectsOf, type KernelRelease } from '../../kernel';
import type { FunctionUnit } from '../syntax/functionUnit';
import type { SourceFile } from '../syntax/sourceFile';
import type { SourceText } from '../syntax/sourceText';
import { readFunction, type FunctionCode } from './functionCode';
import { entryOf, type FunctionEntry } from './functionEntry';
import type { FunctionGlance, Interest, Member, Program } from './machine';
import { Structs } from './structs';
import { StructText } from './structText';

/** Functions whose text is no longer than this are followed for what they return. */
const SMALL_TEXT = 400;

/** How many calls lie between a function and the release that it is followed for. */
const RELEASE_HOPS = 3;

/** A function stays as it was read for as long as its text stays, whatever is edited around it. */
const codes = new WeakMap<FunctionUnit, FunctionCode | null>();

/** The functions and structs of one file, read when they are first asked for. */
export class FileProgram implements Program {
  readonly source: SourceText;
  readonly functions: readonly FunctionEntry[];
  private readonly byName = new Map<string, FunctionEntry>();
  private readonly interests = new Map<string, Interest>();

  constructor(
    file: SourceFile,
    readonly release: KernelRelease,
    private readonly structs: Structs = new Structs([
      new StructText(file.backend, () => file.text),
    ]),
  ) {
    this.source = file.source;
    const functions: FunctionEntry[] = [];
    for (const unit of file.functions) {
      const entry = entryOf(unit);
      if (entry === null) continue;
      functions.push(entry);
      // Of several definitions, as in the arms of an #ifdef, the first is taken.
      if (!this.byName.has(entry.name)) this.byName.set(entry.name, entry);
    }
    this.functions = functions;
    this.spread(this.functions.filter((f) => f.releases).map((f) => f.name));
  }

  /**
   * Whoever calls a function that gives pages back is worth following while pages are held.
   *
   * @param names Such functions, of this file or of others.
   */
  spread(names: readonly string[]): void {
    let wave = names;
    for (let hop = 0; hop < RELEASE_HOPS && wave.length > 0; hop++) {
      for (const name of wave) if (this.byName.has(name)) this.raise(name);
      wave = this.callersOf(wave)
        .map((f) => f.name)
        .filter((name) => !this.interests.has(name));
    }
  }

  private raise(name: string): void {
    if (!this.interests.has(name)) this.interests.set(name, 'owners');
  }

  /** Functions that other files can call and that do something to pages. */
  interesting(): string[] {
    return [...this.interests].filter(([, interest]) => interest !== 'none').map(([name]) => name);
  }

  /** The functions that mention one of the names. */
  callersOf(names: readonly string[]): FunctionEntry[] {
    if (names.length === 0) return [];
    return this.functions.filter(({ bodyWords }) => names.some((name) => bodyWords.has(name)));
  }

  comesBack(callee: string): boolean {
    return !(
      effectsOf(callee, this.release)?.some((effect) => effect.does === 'noreturn') ?? false
    );
  }

  functionNamed(name: string): FunctionCode | null {
    const entry = this.byName.get(name);
    return entry ? this.read(entry) : null;
  }

  glance(name: string): FunctionGlance | null {
    const entry = this.byName.get(name);
    if (entry === undefined) return null;
    return {
      interest: this.interests.get(name) ?? 'none',
      isSmall: entry.text.length <= SMALL_TEXT,
    };
  }

  read(entry: FunctionEntry): FunctionCode | null {
    const known = codes.get(entry.unit);
    if (known !== undefined) return known;
    const { syntax } = entry.unit;
    const code = syntax && readFunction(syntax, this.source, (callee) => this.comesBack(callee));
    codes.set(entry.unit, code);
    return code;
  }

  member(tag: string, name: string): Member {
    return this.structs.member(tag, name);
  }

  /** Names of the members that share their storage with the one of that name. */
  sharing(tag: string, name: string): string[] {
    return this.structs.sharing(tag, name);
  }

  constant(name: string): number | null | undefined {
    return this.structs.constant(name);
  }

  setInterest(name: string, interest: Interest): void {
    this.interests.set(name, interest);
  }
}
