/** A stretch of source that looks like a function definition, `[start, end)`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** An open `#if`: where it stands, and what held there for every arm to begin with. */
interface Group {
  readonly start: number;
  readonly depth: number;
  readonly head: number;
  readonly body: number;
}

const code = (c: string): number => c.charCodeAt(0);
const [NEWLINE, SLASH, STAR, BACKSLASH] = [code('\n'), code('/'), code('*'), code('\\')];
const [QUOTE, APOSTROPHE, HASH] = [code('"'), code("'"), code('#')];
const [OPEN, CLOSE, SEMICOLON] = [code('{'), code('}'), code(';')];

/**
 * Finds the function definitions of a file by their braces, before anything is parsed: most functions
 * of a file are never looked at. Arms of an `#if` that exclude each other are taken to begin alike, and
 * an opening brace in the first column begins a function, whatever was left open before.
 */
export function functionStretches(text: string): readonly Stretch[] {
  if (latest.text !== text) latest = { text, stretches: new Splitter(text).run() };
  return latest.stretches;
}

/** Who looks for calls in a file and who reads its functions ask one after the other. */
let latest: { readonly text: string; readonly stretches: readonly Stretch[] } = {
  text: '',
  stretches: [],
};

class Splitter {
  private at = 0;
  private depth = 0;
  /** Where what stands before the next brace begins; -1 before its first word. */
  private head = -1;
  /** Where the braces that are open began. */
  private body = -1;
  /** The last closing brace in the first column since then, or -1. */
  private closed = -1;
  private readonly groups: Group[] = [];
  private readonly found: Stretch[] = [];

  constructor(private readonly text: string) {}

  run(): Stretch[] {
    const { text } = this;
    while (this.at < text.length) {
      const c = text.charCodeAt(this.at);
      if (c <= 32) this.space(c);
      else if (c === SLASH && this.skipComment()) continue;
      else if (c === HASH && this.isLineStart()) this.directive();
      else if (c === QUOTE || c === APOSTROPHE) this.skipQuoted(c);
      else if (c === OPEN) this.open();
      else if (c === CLOSE) this.leave();
      else if (c === SEMICOLON) this.semicolon();
      else {
        if (this.head === -1 && this.depth === 0) this.head = this.at;
        this.at++;
      }
    }
    // A file that is cut off in a function: what there is of it counts.
    if (this.depth > 0) this.close(text.length);
    return this.found;
  }

  private space(c: number): void {
    this.at++;
    if (c !== NEWLINE || this.depth > 0 || this.head === -1) return;
    // Behind a macro that stands for a whole definition there is an empty line, in a head there is none.
    if (
      this.text.charCodeAt(this.at) === NEWLINE &&
      isComplete(this.text.slice(this.head, this.at))
    )
      this.head = -1;
  }

  private semicolon(): void {
    if (this.depth === 0) this.head = -1;
    this.at++;
  }

  private isFirstColumn(): boolean {
    return this.at === 0 || this.text.charCodeAt(this.at - 1) === NEWLINE;
  }

  private open(): void {
    if (this.depth > 0 && this.closed !== -1 && this.isFirstColumn()) {
      // Braces do not match somewhere before: the function ended where it seemed to.
      this.close(this.closed + 1);
      this.groups.length = 0;
      return;
    }
    if (this.depth === 0) {
      // What is linked as C is at the top of the file all the same.
      if (this.head !== -1 && /^extern\s*"C"\s*$/.test(this.text.slice(this.head, this.at))) {
        this.head = -1;
        this.at++;
        return;
      }
      this.body = this.at;
      this.closed = -1;
    }
    this.depth++;
    this.at++;
  }

  private leave(): void {
    if (this.depth > 0) {
      this.depth--;
      if (this.isFirstColumn()) this.closed = this.at;
      if (this.depth === 0) {
        this.close(this.at + 1);
        return;
      }
    }
    this.at++;
  }

  private close(end: number): void {
    if (this.head !== -1 && isFunctionHead(this.text.slice(this.head, this.body)))
      this.found.push({ start: this.head, end });
    this.head = -1;
    this.depth = 0;
    this.closed = -1;
    this.at = end;
  }

  /** `#if` arms: the braces of one arm do not count in the next. */
  private directive(): void {
    const start = this.at;
    const name = /^#[ \t]*(\w*)/.exec(this.text.slice(start, start + 20))?.[1] ?? '';
    this.skipDirective();
    if (name.startsWith('if')) {
      const { depth, head, body } = this;
      this.groups.push({ start, depth, head, body });
    } else if (name.startsWith('el')) {
      const group = this.groups.at(-1);
      if (!group || this.depth === group.depth) return;
      this.depth = group.depth;
      if (group.depth === 0) this.head = group.head === -1 ? group.start : group.head;
    } else if (name === 'endif') {
      const group = this.groups.pop();
      // A head that has an arm of its own is a head together with the rest of them.
      if (group?.depth === 0 && this.head > group.start) this.head = group.start;
    }
  }

  private isLineStart(): boolean {
    for (let i = this.at - 1; i >= 0; i--) {
      const c = this.text.charCodeAt(i);
      if (c === NEWLINE) return true;
      if (c > 32) return false;
    }
    return true;
  }

  private skipDirective(): void {
    const { text } = this;
    for (; this.at < text.length; this.at++) {
      const c = text.charCodeAt(this.at);
      if (c === SLASH && text.charCodeAt(this.at + 1) === STAR) {
        this.skipComment();
        this.at--;
      } else if (c === BACKSLASH) {
        this.at += text.charCodeAt(this.at + 1) === 13 ? 2 : 1;
      } else if (c === NEWLINE) return;
    }
  }

  private skipComment(): boolean {
    const { text, at } = this;
    const next = text.charCodeAt(at + 1);
    if (next !== STAR && next !== SLASH) return false;
    const end = next === STAR ? text.indexOf('*/', at + 2) : text.indexOf('\n', at);
    this.at = end === -1 ? text.length : end + (next === STAR ? 2 : 0);
    return true;
  }

  /** Strings and characters end with their line at the latest. */
  private skipQuoted(quote: number): void {
    const { text } = this;
    for (this.at++; this.at < text.length; this.at++) {
      const c = text.charCodeAt(this.at);
      if (c === BACKSLASH) this.at++;
      else if (c === quote || c === NEWLINE) {
        this.at++;
        return;
      }
    }
  }
}

/** A macro with its arguments, or a word by itself: nothing of it is open. */
const isComplete = (head: string): boolean => /^\w+\s*(?:\([^()]*\))?\s*$/.test(head);

/** Whether what stands before an opening brace heads a function: a list of parameters ends it. */
function isFunctionHead(head: string): boolean {
  const bare = head.replace(/\/\*[^]*?\*\/|\/\/.*|^[ \t]*#(?:\\\r?\n|.)*$/gm, ' ').trimEnd();
  // Annotations may stand behind the parameters.
  if (!/\)[\s\w]*$/.test(bare) || /[^=!<>]=[^=]/.test(bare)) return false;
  return !/^\s*(?:typedef\b|(?:static\s+|const\s+)*(?:struct|union|enum)\s+__\w+\s*\()/.test(bare);
}
