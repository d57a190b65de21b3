import { RELEASE_FUNCTIONS } from '../../kernel';
import type { FileProgram } from './fileProgram';
import type { Memo } from './memo';
import type { Surroundings } from './surroundings';
import { TreeProgram } from './treeProgram';

/** Other files that are read to answer the questions of one. */
const MOST_FILES = 12;
/** Files that are read to answer a single question. */
const MOST_ANSWERS = 4;

/** Something that the files read so far leave open. */
export interface Question {
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
  /** Only files are read that give pages back themselves, or keep them or hand them out. */
  readonly strict?: true;
}

/** Who gives back what is kept in `struct tag`, in the member. */
export const ownerQuestion = (tag: string, member: string): Question => ({
  kind: 'owner',
  words: [member, tag],
  word: member,
});

/** Opens the sources around a file that can answer questions about it. */
export class Library {
  readonly program: TreeProgram;
  private readonly asked = new Set<string>();
  private read = 0;
  /** Functions that the main file has for others and that give pages back. */
  private readonly releasing: readonly string[];

  constructor(
    main: FileProgram,
    private readonly path: string,
    private readonly around: Surroundings,
  ) {
    this.program = new TreeProgram(main);
    this.releasing = main
      .interesting()
      .filter((name) => main.functionNamed(name)?.isStatic === false);
  }

  /** What is kept from one state of the file to the next, when it is edited. */
  get memo(): Memo | null {
    return this.around.memo;
  }

  get isFull(): boolean {
    return this.read >= MOST_FILES;
  }

  /** Adds files to the program; tells for each that is new what it answers. */
  ask(questions: Iterable<Question>): Map<FileProgram, Set<Question>> {
    const found = new Map<string, Set<Question>>();
    for (const question of questions) {
      const key = `${question.kind} ${question.words.join(' ')}`;
      if (this.asked.has(key) || this.isFull) continue;
      this.asked.add(key);
      const fitting = this.candidates(question).filter((file) =>
        this.canAnswer(question, this.around.text(file)),
      );
      for (const file of fitting.slice(0, MOST_ANSWERS))
        found.set(file, (found.get(file) ?? new Set()).add(question));
    }
    const parts = new Map<FileProgram, Set<Question>>();
    for (const [file, answers] of found) {
      if (this.isFull) break;
      const part = this.around.open(file);
      if (part === null || this.program.has(part.source.file)) continue;
      this.read++;
      this.program.add(part);
      parts.set(part, answers);
    }
    return parts;
  }

  private canAnswer({ kind, word, strict }: Question, text: string): boolean {
    if (kind === 'owner') return this.givesBack(text);
    // A definition begins in the first column and has its body behind it; a call does neither.
    const head = new RegExp(`^[A-Za-z_][^;{}()=\\n]*\\b${word}\\([^;{}]*\\)\\s*\\{`, 'm');
    const definition = head.exec(text);
    if (kind === 'callers') return definition === null && (!strict || this.givesBack(text));
    if (definition === null) return false;
    const from = definition.index + definition[0].length;
    const body = text.slice(from, text.indexOf('\n}', from));
    return !strict || KEEPS.test(body) || this.givesBack(body);
  }

  private givesBack(text: string): boolean {
    return RELEASES.test(text) || this.callsReleasing(text);
  }

  /** Whether the text names a function of the main file that gives pages back. */
  private callsReleasing(text: string): boolean {
    for (const name of this.releasing)
      if (text.includes(name) && new RegExp(`\\b${name}\\b`).test(text)) return true;
    return false;
  }

  /**
   * Functions may be defined in a header; what is kept somewhere is given back by a source. A struct
   * that one source defines is none of another one's, whatever that calls its own.
   */
  private candidates({ kind, words, word }: Question): readonly string[] {
    const near = this.around.naming(this.path, words);
    if (kind === 'owner') {
      const defines = (file: string) => definesStruct(this.around.text(file), words[1]);
      const isLocal = this.path.endsWith('.c') && defines(this.path);
      return isLocal ? [] : near.filter((file) => !file.endsWith('.c') || !defines(file));
    }
    if (kind !== 'callee') return near;
    const headers = [...this.around.headersOf(this.path)];
    return [...near, ...headers.filter((header) => this.around.text(header).includes(word))];
  }
}

function definesStruct(text: string, tag: string): boolean {
  return new RegExp(`\\b(?:struct|union)\\s+${tag}\\s*\\{`).test(text);
}

const RELEASES = new RegExp(`\\b(?:${RELEASE_FUNCTIONS.map(({ name }) => name).join('|')})\\b`);

/** A member is assigned, or what is in one is returned. */
const KEEPS = /(?:->|\.)\w+(?:\[.*\])?\s*=[^=]|\breturn\b[^;]*(?:->|\.)/;
