import type { Skipped } from '../../analyzer/records';
import type { Entry, Folders } from '../listSources';
import type { TreeFiles } from '../sourceIndex';
import { IRRELEVANT, skip, type SourceRead, textRead } from '../sourceRead';
import { folderOf, joinPath } from '../treePath';
import type { Granted, Wish } from './messages';

/** Files asked for at once: enough to hide the way to the editor and back. */
const BATCH = 32;
/** More text than this, in characters, is not kept from one file to the next. */
const MOST_KEPT = 96 * 1024 * 1024;

/** The files of a tree that only the editor can read: asked for, and kept until forgotten. */
export class EditorTree implements Folders, TreeFiles {
  private readonly listed = new Map<string, readonly Entry[]>();
  private readonly texts = new Map<string, string | null>();
  private kept = 0;
  private readonly missing = new Set<string>();
  private readonly waiting = new Map<number, (granted: Granted) => void>();
  private wishes = 0;

  constructor(private readonly wish: (wish: number, what: Wish) => void) {}

  grant(wish: number, granted: Granted): void {
    this.waiting.get(wish)?.(granted);
    this.waiting.delete(wish);
  }

  async entries(folder: string, skipped: Skipped[]): Promise<readonly Entry[]> {
    const { entries } = await this.ask({ kind: 'entries', folder });
    if (entries == null) skipped.push({ file: folder, why: 'the editor cannot read it' });
    this.listed.set(folder, entries ?? []);
    return entries ?? [];
  }

  async text(file: string): Promise<string | null> {
    const [bytes] = await this.bytesOf([file]);
    return bytes === null ? null : textOf(bytes);
  }

  /** The bytes of files, in the same order; null for what cannot be read. */
  async bytesOf(paths: readonly string[]): Promise<(Uint8Array | null)[]> {
    const { files = [] } = await this.ask({ kind: 'files', paths });
    return paths.map((_, index) => files[index] ?? null);
  }

  read(path: string): string | null | undefined {
    const known = this.texts.get(path);
    if (known !== undefined || !this.isFile(path)) return known ?? null;
    this.missing.add(path);
    return undefined;
  }

  isFile(path: string): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const entries = this.listed.get(keyOf(folderOf(path))) ?? [];
    return entries.some((entry) => entry.name === name && entry.kind === 'file');
  }

  list(folder: string): { files: string[]; folders: string[] } {
    const entries = this.listed.get(keyOf(folder)) ?? [];
    const names = (wanted: Entry['kind']) =>
      entries.filter(({ kind }) => kind === wanted).map(({ name }) => name);
    return {
      files: names('file'),
      // One that was left out of the list is not looked into either.
      folders: names('folder').filter((name) => this.listed.has(keyOf(joinPath(folder, name)))),
    };
  }

  /** Brings in what `read` was asked for and did not have; false when that is nothing. */
  async fetch(): Promise<boolean> {
    const paths = [...this.missing];
    this.missing.clear();
    for (let start = 0; start < paths.length; start += BATCH) {
      const batch = paths.slice(start, start + BATCH);
      for (const [index, bytes] of (await this.bytesOf(batch)).entries()) {
        const text = bytes === null ? null : textOf(bytes);
        this.texts.set(batch[index], text);
        this.kept += text?.length ?? 0;
      }
    }
    return paths.length > 0;
  }

  /** Makes room, between files: texts are asked for again where they are needed. */
  forgetTooMuch(): void {
    if (this.kept < MOST_KEPT) return;
    this.texts.clear();
    this.kept = 0;
  }

  private ask(what: Wish): Promise<Granted> {
    return new Promise((resolve) => {
      const wish = ++this.wishes;
      this.waiting.set(wish, resolve);
      this.wish(wish, what);
    });
  }
}

function textOf(bytes: Uint8Array): string | null {
  const read = textRead(bytes);
  return read.kind === 'text' ? read.text : null;
}

/** Reads the files of a list in their order, several at a time, as a scan wants them. */
export class ReadAhead {
  private readonly ready = new Map<string, SourceRead>();
  private next = 0;

  constructor(
    private readonly tree: EditorTree,
    private readonly files: readonly string[],
    /** Whether a text is of interest. */
    private readonly isWanted: (text: string) => boolean,
  ) {}

  async read(file: string): Promise<SourceRead> {
    while (!this.ready.has(file) && this.next < this.files.length) {
      const batch = this.files.slice(this.next, this.next + BATCH);
      this.next += batch.length;
      const files = await this.tree.bytesOf(batch);
      for (const [index, bytes] of files.entries())
        this.ready.set(batch[index], this.toScan(bytes));
    }
    const read = this.ready.get(file) ?? skip('not listed');
    this.ready.delete(file);
    return read;
  }

  private toScan(bytes: Uint8Array | null): SourceRead {
    if (bytes === null) return skip('the editor cannot read it');
    return this.isWanted(new TextDecoder().decode(bytes)) ? textRead(bytes) : IRRELEVANT;
  }
}

/** The top of a tree is '.' to whoever goes up, and '' to whoever lists. */
function keyOf(folder: string): string {
  return folder === '.' ? '' : folder;
}
