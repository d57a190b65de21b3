import { RELEASE_FUNCTIONS } from '../../kernel';
import type { FileProgram } from './fileProgram';
import type { Memo } from './memo';
import type { Surroundings } from './surroundings';
import { definesStruct } from './structText';
import { TreeProgram } from './treeProgram';

/** Other files that are read to answer the questions of one. */
const MOST_FILES = 12;
/** Files that are read to answer a single question. */
const MOST_ANSWERS = 4;
/** The same where nothing near answers it. */
const MOST_FAR_ANSWERS = 2;
/** Far files that are read to answer the questions of one. */
const MOST_FAR_FILES = 6;
/** Far files whose text is looked at for a single question. */
const MOST_FAR_LOOKS = 16;

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
  /** Files of other folders that were found worth reading. */
  private readonly far = new Set<string>();
  /** Functions that the main file has for others and that give pages back. */
  private readonly releasing: readonly string[];
  private readonly variants = new Map<string, boolean>();

  constructor(
    private readonly main: FileProgram,
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
      const key = [question.kind, question.strict ?? false, ...question.words].join(' ');
      if (this.asked.has(key) || this.isFull) continue;
      this.asked.add(key);
      for (const file of this.fitting(question))
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

  private fitting(question: Question): readonly string[] {
    const fits = (file: string) =>
      this.canAnswer(question, this.around.text(file)) && !this.isVariant(file);
    const near = this.candidates(question).filter(fits);
    if (near.length > 0) return near.slice(0, MOST_ANSWERS);
    const left = Math.min(MOST_FAR_ANSWERS, MOST_FAR_FILES - this.far.size);
    const far = left > 0 ? this.farCandidates(question).filter(fits).slice(0, left) : [];
    for (const file of far) this.far.add(file);
    return far;
  }

  /**
   * Whether a source is another version of the main one: it defines for others what that does, or most
   * of its functions by their names. No program has both.
   */
  private isVariant(file: string): boolean {
    const known = this.variants.get(file);
    if (known !== undefined) return known;
    const { functions } = this.main;
    const text = this.around.text(file);
    const both = file.endsWith('.h')
      ? []
      : functions.filter(({ name }) => text.includes(`${name}(`) && bodyOf(name, text) !== null);
    const isMost = both.length > 1 && both.length * 2 > functions.length;
    const is = isMost || both.some(({ text: head }) => !/^[^(]*\bstatic\b/.test(head));
    this.variants.set(file, is);
    return is;
  }

  /** Sources of other folders that mean the same function or struct: one header tells both of it. */
  private farCandidates(question: Question): readonly string[] {
    const { kind, words, word } = question;
    // Callers are asked after pages of theirs only where they give pages back.
    if (kind === 'callers' && !question.strict) return [];
    const far = this.around.far(this.path, kind === 'callee' ? { defining: word } : words);
    if (far.length === 0) return [];
    const tag = words.at(-1) ?? word;
    const tells = (header: string) =>
      kind === 'owner'
        ? definesStruct(this.around.text(header), tag)
        : wordIn(word, this.around.text(header));
    const headers = new Set([...this.around.headersOf(this.path)].filter(tells));
    const knows = (file: string) =>
      headers.has(file) || [...this.around.headersOf(file)].some((one) => headers.has(one));
    const worth = far
      .slice(0, MOST_FAR_LOOKS)
      .filter((file) => knows(file) && this.isWorthTheWay(question, file));
    // Who gives pages back where they come in tells most.
    const gives = new Set(worth.filter((file) => this.givesBackIn(word, this.around.text(file))));
    return [...gives, ...worth.filter((file) => !gives.has(file))];
  }

  /** What lies far is mostly about other things: it has to show by itself that it is about these. */
  private isWorthTheWay({ kind, word, strict }: Question, file: string): boolean {
    const text = this.around.text(file);
    if (kind === 'callers') return file.endsWith('.c');
    if (kind === 'owner') return file.endsWith('.c') && this.givesBackIn(word, text);
    const body = bodyOf(word, text);
    return body !== null && (!strict || ASSIGNS.test(body) || this.givesBack(body));
  }

  /** Whether one function of a text names the word and gives pages back. */
  private givesBackIn(word: string, text: string): boolean {
    return text.split('\n}').some((one) => wordIn(word, one) && this.givesBack(one));
  }

  private canAnswer({ kind, word, strict }: Question, text: string): boolean {
    if (kind === 'owner') return this.givesBack(text);
    const body = bodyOf(word, text);
    if (kind === 'callers') return body === null && (!strict || this.givesBack(text));
    return body !== null && (!strict || KEEPS.test(body) || this.givesBack(body));
  }

  private givesBack(text: string): boolean {
    return RELEASES.test(text) || this.callsReleasing(text);
  }

  /** Whether the text names a function of the main file that gives pages back. */
  private callsReleasing(text: string): boolean {
    for (const name of this.releasing) if (wordIn(name, text)) return true;
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

const wordIn = (word: string, text: string): boolean =>
  text.includes(word) && new RegExp(`\\b${word}\\b`).test(text);

/** The body of the function of that name, if the text defines one. */
function bodyOf(name: string, text: string): string | null {
  // A definition begins in the first column and has its body behind it; a call does neither.
  const head = new RegExp(`^[A-Za-z_][^;{}()=\\n]*\\b${name}\\([^;{}]*\\)\\s*\\{`, 'm');
  const definition = head.exec(text);
  if (definition === null) return null;
  const from = definition.index + definition[0].length;
  return text.slice(from, text.indexOf('\n}', from));
}

const RELEASES = new RegExp(`\\b(?:${RELEASE_FUNCTIONS.map(({ name }) => name).join('|')})\\b`);

/** A member is assigned. */
const ASSIGNS = /(?:->|\.)\w+(?:\[.*\])?\s*=[^=]/;

/** A member is assigned, or what is in one is returned. */
const KEEPS = /(?:->|\.)\w+(?:\[.*\])?\s*=[^=]|\breturn\b[^;]*(?:->|\.)/;
