import { effectsOf, isAcquire, type KernelRelease, releaseFunction } from '../../kernel';
import { CALL_ANNOTATIONS } from '../normalise/annotations';
import type { FunctionUnit, SourceFile } from '../syntax/sourceFile';
import type { SourceText } from '../syntax/sourceText';
import { descendants } from '../syntax/syntaxNode';
import { readFunction, type FunctionCode } from './functionCode';
import type { Interest, Member, Program } from './machine';
import { Structs } from './structs';

/** A function of the file, before it is read. */
export interface FunctionEntry {
  readonly name: string;
  readonly unit: FunctionUnit;
  /** Names that are called or mentioned in it. */
  readonly mentions: ReadonlySet<string>;
}

/** The functions and structs of one file, read when they are first asked for. */
export class FileProgram implements Program {
  readonly source: SourceText;
  readonly functions: readonly FunctionEntry[];
  private readonly byName = new Map<string, FunctionEntry>();
  private readonly codes = new Map<FunctionEntry, FunctionCode | null>();
  private readonly interests = new Map<string, Interest>();
  /** What is known of functions that other files define. */
  private abroad: (name: string) => Interest = () => 'none';

  constructor(
    file: SourceFile,
    readonly release: KernelRelease,
    private readonly structs: Structs = new Structs(file.backend, () => [file.text]),
  ) {
    this.source = file.source;
    const functions: FunctionEntry[] = [];
    for (const unit of file.functions) {
      const body = file.text.slice(unit.span.start, unit.span.end);
      const name = functionName(body);
      if (name === null) continue;
      const entry = { name, unit, mentions: mentionedNames(body) };
      functions.push(entry);
      // Of several definitions, as in the arms of an #ifdef, the first is taken.
      if (!this.byName.has(name)) this.byName.set(name, entry);
    }
    this.functions = functions;
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

  read(entry: FunctionEntry): FunctionCode | null {
    const known = this.codes.get(entry);
    if (known !== undefined) return known;
    const { syntax } = entry.unit;
    const definition = [...descendants(syntax)].find((n) => n.type === 'function_definition');
    const code = definition
      ? readFunction(definition, this.source, (callee) => this.comesBack(callee))
      : null;
    this.codes.set(entry, code);
    return code;
  }

  member(tag: string, name: string): Member {
    return this.structs.member(tag, name);
  }

  interest(code: FunctionCode): Interest {
    return this.interests.get(code.name) ?? 'none';
  }

  setInterest(name: string, interest: Interest): void {
    this.interests.set(name, interest);
  }

  /** What is known of a function by its name, wherever it is defined. */
  interestIn(name: string): Interest {
    return this.byName.has(name) ? (this.interests.get(name) ?? 'none') : this.abroad(name);
  }

  /** Tells whom to ask about functions that the file does not define. */
  askAbroad(abroad: (name: string) => Interest): void {
    this.abroad = abroad;
  }

  /**
   * The functions that take or give back pages, or call one here that does, callees first. Whether
   * a caller belongs to them may depend on what was found out about its callees: ask for the next
   * one when the one before is done.
   */
  *important(): Generator<FunctionEntry> {
    const done = new Set<string>();
    for (const entry of this.functions) yield* this.importantFrom(entry, done, () => true);
  }

  /**
   * Of these functions the ones that name one of the words, or call one here that turned out to do
   * something to pages.
   */
  *importantNaming(words: ReadonlySet<string>): Generator<FunctionEntry> {
    const done = new Set<string>();
    const concerns = ({ mentions }: FunctionEntry) => {
      for (const name of mentions)
        if (words.has(name) || (this.interests.get(name) ?? 'none') !== 'none') return true;
      return false;
    };
    for (const entry of this.functions) yield* this.importantFrom(entry, done, concerns);
  }

  /** Whether pages go through the function itself, not only into objects that it sets up. */
  isDirect(entry: FunctionEntry): boolean {
    for (const name of entry.mentions)
      if (isAcquire(name) || releaseFunction(name) !== undefined) return true;
    return this.callsInterest(entry, 'pages');
  }

  private callsInterest(entry: FunctionEntry, interest: Interest): boolean {
    for (const name of entry.mentions) if (this.interestIn(name) === interest) return true;
    return false;
  }

  private *importantFrom(
    entry: FunctionEntry,
    done: Set<string>,
    concerns: (entry: FunctionEntry) => boolean,
  ): Generator<FunctionEntry> {
    if (done.has(entry.name)) return;
    done.add(entry.name);
    for (const name of entry.mentions) {
      const callee = this.byName.get(name);
      if (callee !== undefined && callee !== entry)
        yield* this.importantFrom(callee, done, concerns);
    }
    if (concerns(entry) && (this.isDirect(entry) || this.callsInterest(entry, 'kept'))) yield entry;
  }
}

/** The name in a definition's head: what stands before its first parenthesis. */
function functionName(definition: string): string | null {
  for (const match of definition.matchAll(/(\w+)\s*\(/g))
    if (!CALL_ANNOTATIONS.has(match[1])) return match[1];
  return null;
}

function mentionedNames(text: string): ReadonlySet<string> {
  return new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
}
