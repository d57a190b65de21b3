import { RELEASE_FUNCTIONS } from '../../kernel';
import type { SourceFile } from '../syntax/sourceFile';
import type { RootResult } from './execute';
import { FileProgram, type FunctionEntry } from './fileProgram';
import { FileFlow, followEntry } from './followFile';
import { ownerOfPages } from './owners';
import { acquiring, calleesFirst, keptWords, releasing, type Wanted } from './selection';
import type { Surroundings } from './surroundings';
import { TreeProgram } from './treeProgram';

/** How often what was learnt may raise new questions. */
const MOST_ROUNDS = 3;
/** Other files that are read to answer the questions of one. */
const MOST_FILES = 10;
/** Files that are read to answer a single question. */
const MOST_ANSWERS = 4;

/** Something that the files read so far leave open. */
interface Question {
  /** What a file has to name to be worth reading. */
  readonly words: readonly string[];
  /** Of these words the one that a function has to name to be worth running. */
  readonly word: string;
  /**
   * - `callers`: who calls a function that pages come out of, or that is handed pages.
   * - `owner`: who gives back the pages that are kept in a member.
   * - `callee`: what a function does that pages are handed to.
   */
  readonly kind: 'callers' | 'owner' | 'callee';
}

/**
 * Follows pages through a file and out of it, into the sources around it: to the callers of functions
 * that pages come out of, into functions that pages are handed to, and to whoever gives back what is
 * kept in a struct.
 */
export function followTree(
  file: SourceFile,
  path: string,
  around: Surroundings,
  wanted: Wanted,
): FileFlow {
  const main = new FileProgram(file, around.release, around.structsOf(path, file.text));
  return new TreeWalk(main, path, around).follow(wanted);
}

class TreeWalk {
  private readonly program: TreeProgram;
  private readonly results = new Map<FunctionEntry, RootResult>();
  private readonly asked = new Set<string>();
  private read = 0;

  constructor(
    private readonly main: FileProgram,
    private readonly path: string,
    private readonly around: Surroundings,
  ) {
    this.program = new TreeProgram(main);
  }

  follow(wanted: Wanted): FileFlow {
    this.run(this.main, acquiring(this.main, wanted));
    this.run(this.main, releasing(this.main, keptWords([...this.results.values()])));
    for (let round = 0; round < MOST_ROUNDS && this.read < MOST_FILES; round++) {
      const answers = this.answers(this.questions());
      if (answers.size === 0) break;
      for (const [part, questions] of answers) this.run(part, concerned(part, questions));
      this.run(this.main, this.unblocked());
    }
    return new FileFlow([...this.results.values()]);
  }

  private run(part: FileProgram, entries: Iterable<FunctionEntry>): void {
    for (const entry of entries) {
      const result = followEntry(this.program, part, entry);
      if (result !== null) this.results.set(entry, result);
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
          if (member !== undefined)
            questions.push({ kind: 'owner', words: [member, tag], word: member });
        }
      }
    }
    return questions;
  }

  /** Opens the files that can answer, and tells what to look for in each. */
  private answers(questions: readonly Question[]): Map<FileProgram, Set<Question>> {
    const found = new Map<string, Set<Question>>();
    for (const question of questions) {
      const key = `${question.kind} ${question.words.join(' ')}`;
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      const files = this.around.naming(this.path, question.words);
      const fitting = files.filter((file) => canAnswer(question, this.around.text(file)));
      for (const file of fitting.slice(0, MOST_ANSWERS))
        found.set(file, (found.get(file) ?? new Set()).add(question));
    }
    const parts = new Map<FileProgram, Set<Question>>();
    for (const [file, asked] of found) {
      if (this.read >= MOST_FILES) break;
      const part = this.around.open(file);
      if (part === null || this.program.has(part.source.file)) continue;
      this.read++;
      this.program.add(part);
      parts.set(part, asked);
    }
    return parts;
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

const RELEASES = new RegExp(`\\b(?:${RELEASE_FUNCTIONS.map(({ name }) => name).join('|')})\\b`);

function canAnswer({ kind, word }: Question, text: string): boolean {
  if (kind === 'owner') return RELEASES.test(text);
  // A definition begins in the first column and has its body behind it; a call does neither.
  const definition = new RegExp(`^[A-Za-z_][^;{}()=\\n]*\\b${word}\\([^;{}]*\\)\\s*\\{`, 'm');
  return definition.test(text) === (kind === 'callee');
}
