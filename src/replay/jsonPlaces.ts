/** Where things stand in the JSON of a scenario: engines tell values, and of errors not always the place. */

/** No scenario goes deeper; a text could be made to go deeper than the stack. */
const MOST_DEPTH = 64;

const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

export class JsonPlaces {
  /** Where the first thing stands that no JSON may have there; null in JSON. */
  readonly error: number | null;
  /** Where each element of the list "steps" begins. */
  readonly steps: number[] = [];
  private at = 0;

  constructor(private readonly json: string) {
    const isWhole = this.value([]) && this.atEnd();
    this.error = isWhole ? null : this.at;
  }

  /** 1-based, with columns in characters. */
  lineOf(offset: number): { readonly line: number; readonly column: number } {
    const before = this.json.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  }

  /** `way`: the names of the members and lists that the value is in. */
  private value(way: readonly string[]): boolean {
    if (way.length > MOST_DEPTH) return false;
    if (this.take(/\{/y) !== null) return this.list(/\}/y, () => this.member(way));
    if (this.take(/\[/y) !== null) return this.list(/\]/y, () => this.element(way));
    return this.take(STRING) !== null || this.take(SCALAR) !== null;
  }

  private member(way: readonly string[]): boolean {
    const name = this.take(STRING);
    return name !== null && this.take(/:/y) !== null && this.value([...way, name]);
  }

  private element(way: readonly string[]): boolean {
    this.skip();
    if (way.length === 1 && way[0] === '"steps"') this.steps.push(this.at);
    return this.value([...way, '']);
  }

  private list(close: RegExp, one: () => boolean): boolean {
    if (this.take(close) !== null) return true;
    do if (!one()) return false;
    while (this.take(/,/y) !== null);
    return this.take(close) !== null;
  }

  /** The token that comes next, if it is such a one. */
  private take(token: RegExp): string | null {
    this.skip();
    token.lastIndex = this.at;
    const [found] = token.exec(this.json) ?? [];
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  private skip(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.json)?.[0].length ?? 0;
  }

  private atEnd(): boolean {
    this.skip();
    return this.at === this.json.length;
  }
}
