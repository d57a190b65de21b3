/** What reading a file of suppressions gives: its entries, or what is wrong with it. */
export type Read<T> =
  | { readonly ok: true; readonly entries: readonly T[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/** One entry of a list as it stands in the JSON: nothing is known of it yet. */
export class RawEntry {
  constructor(
    private readonly value: object,
    private readonly path: string,
    private readonly errors: string[],
  ) {}

  /** A text that must be there and not blank. */
  text(name: string): string {
    const value = this.field(name);
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.errors.push(`${this.path}.${name}: must be a non-empty text`);
    return '';
  }

  /** A text that may be missing. */
  optionalText(name: string): string | undefined {
    return this.field(name) === undefined ? undefined : this.text(name);
  }

  /** Names that mean nothing are mistakes: a misspelt one would silently do nothing. */
  allowOnly(names: readonly string[]): void {
    for (const name of Object.keys(this.value)) {
      if (!names.includes(name)) {
        this.errors.push(`${this.path}: unknown property '${name.slice(0, 60)}'`);
      }
    }
  }

  private field(name: string): unknown {
    return Object.hasOwn(this.value, name)
      ? (this.value as Readonly<Record<string, unknown>>)[name]
      : undefined;
  }
}

/** As many as a reader can use; the rest is counted. */
const MOST_ERRORS = 10;

/**
 * Reads `{ "version": 1, [list]: [ … ] }`. Never throws: whatever the text is, the answer is the
 * entries or a list of errors, each of which names the place.
 */
export function readEntries<T>(
  text: string,
  list: string,
  readEntry: (entry: RawEntry) => T,
): Read<T> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return fail([`is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  if (!isObject(value)) return fail(['must be an object']);
  const { version, [list]: raw } = value;
  if (version !== 1) return fail(['version: must be 1']);
  if (!Array.isArray(raw)) return fail([`${list}: must be an array`]);
  const errors: string[] = [];
  const unknown = Object.keys(value).filter((k) => ![list, 'version', '$schema'].includes(k));
  for (const name of unknown) errors.push(`unknown property '${name.slice(0, 60)}'`);
  const entries = raw.map((item: unknown, index) => {
    const path = `${list}[${String(index)}]`;
    if (!isObject(item)) errors.push(`${path}: must be an object`);
    return readEntry(new RawEntry(isObject(item) ? item : {}, path, isObject(item) ? errors : []));
  });
  return errors.length > 0 ? fail(errors) : { ok: true, entries };
}

function fail(errors: readonly string[]): Read<never> {
  const more = errors.length - MOST_ERRORS;
  const shown = errors.slice(0, MOST_ERRORS);
  return { ok: false, errors: more > 0 ? [...shown, `and ${String(more)} more`] : shown };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
