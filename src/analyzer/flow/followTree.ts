import type { Steps } from '../steps';
import type { SourceFile } from '../syntax/sourceFile';
import type { RootResult } from './rootResult';
import { FileProgram } from './fileProgram';
import { FileFlow, followEntry, ofShort } from './followFile';
import type { FunctionEntry } from './functionEntry';
import { inheritanceOf, NOTHING_INHERITED, type Inheritance } from './inheritance';
import { Library, ownerQuestion, type Question } from './library';
import { ownerOfPages } from './owners';
import { acquiring, calleesFirst, keptWords, releasing, type Wanted } from './selection';
import { shortAsFull } from './shortAsFull';
import type { Surroundings } from './surroundings';
import type { TreeProgram } from './treeProgram';

/** How often what was learnt may raise new questions. */
const MOST_ROUNDS = 3;

/**
 * Follows pages through a file and out of it, into the sources around it: to the callers of functions
 * that pages come out of, into functions that pages are handed to, and to whoever gives back what is
 * kept in a struct. It pauses behind every function.
 */
export function* followTree(
  file: SourceFile,
  path: string,
  around: Surroundings,
  wanted: Wanted,
): Steps<TreeFlow> {
  const main = new FileProgram(file, around.release, around.structsOf(path, file.text));
  return yield* new TreeWalk(main, new Library(main, path, around)).follow(wanted);
}

/** The paths of a file's pages, and the files that were read to follow them. */
export interface TreeFlow {
  readonly flow: FileFlow;
  readonly library: Library;
}

class TreeWalk {
  private readonly program: TreeProgram;
  private readonly results = new Map<FunctionEntry, RootResult>();
  private readonly ofShort: RootResult[] = [];
  private inheritance: Inheritance = NOTHING_INHERITED;

  constructor(
    private readonly main: FileProgram,
    private readonly library: Library,
  ) {
    this.program = library.program;
  }

  *follow(wanted: Wanted): Steps<TreeFlow> {
    yield* this.run(this.main, acquiring(this.main, wanted));
    this.inheritance = inheritanceOf(this.results.values());
    const releasers = [...releasing(this.main, keptWords([...this.results.values()]))];
    yield* this.run(this.main, releasers);
    yield* this.runShort(releasers);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const answers = this.library.ask(this.questions());
      if (answers.size === 0) break;
      for (const [part, questions] of answers) yield* this.run(part, concerned(part, questions));
      yield* this.run(this.main, this.unblocked());
    }
    const results = [...this.results.values(), ...this.ofShort];
    return { flow: new FileFlow(results), library: this.library };
  }

  /** The functions of the file that give pages back, on objects that hold fewer than they say. */
  private *runShort(entries: readonly FunctionEntry[]): Steps<void> {
    const short = shortAsFull(this.results.values());
    if (short.size === 0) return;
    for (const entry of entries) {
      this.ofShort.push(...ofShort(this.program, this.main, entry, short));
      yield;
    }
  }

  private *run(part: FileProgram, entries: Iterable<FunctionEntry>): Steps<void> {
    for (const entry of entries) {
      const { memo } = this.library;
      const result = followEntry(this.program, part, entry, this.inheritance, memo);
      if (result !== null) this.results.set(entry, result);
      yield;
    }
  }

  /** What the sites of the file leave open. */
  private questions(): Question[] {
    const questions: Question[] = [];
    const givenBack = new Set<string>();
    for (const { foreign } of this.results.values())
      for (const release of foreign) givenBack.add(ownerOfPages(release.state, release.pages));
    for (const [entry, { code, ends }] of this.results) {
      const isExported = !code.isStatic && code.source === this.main.source;
      if (isExported && this.main.glance(entry.name)?.interest === 'pages')
        questions.push({ kind: 'callers', words: [entry.name], word: entry.name });
      for (const { hold, keepers } of ends) {
        if (hold.held.length === 0 || hold.call.source !== this.main.source) continue;
        for (const { to } of hold.handovers)
          if (!this.program.exports(to)) questions.push({ kind: 'callee', words: [to], word: to });
        for (const keeper of keepers) {
          if (keeper.kind !== 'place' || givenBack.has(keeper.owner)) continue;
          const [, tag, member] = /^struct (\w+).*\.(\w+)$/.exec(keeper.owner) ?? [];
          if (member !== undefined) questions.push(ownerQuestion(tag, member));
        }
      }
    }
    return questions;
  }

  /** Functions of the file that handed pages to one that has since been read. */
  private *unblocked(): Generator<FunctionEntry> {
    for (const entry of this.main.functions) {
      const handovers = this.results.get(entry)?.ends.flatMap(({ hold }) => hold.handovers) ?? [];
      if (handovers.some(({ to }) => this.program.exports(to))) yield entry;
    }
  }
}

/** The functions of a file that can answer what was asked of it. */
function* concerned(part: FileProgram, questions: ReadonlySet<Question>): Generator<FunctionEntry> {
  const asked = (kind: Question['kind']) =>
    [...questions].filter((q) => q.kind === kind).map((q) => q.word);
  const callers = part.callersOf(asked('callers'));
  const owners = part
    .callersOf(asked('owner'))
    .filter((f) => part.glance(f.name)?.interest !== 'none');
  yield* calleesFirst([...new Set([...callers, ...owners])]);
}
