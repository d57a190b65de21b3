/**
 * The texts of files on their way from the editor to its analyzer. The first time one is sent whole, then
 * what changed since: to send hundreds of kilobytes for every key would hold up the editor.
 */
import { changeBetween } from '../../analyzer/syntax/textChange';
import { keyOf } from './documentKey';
import type { DocumentId } from './messages';

export type SentText =
  | { readonly version: number; readonly whole: string }
  /** What stood from `start` to `end` of the text of version `since` is `inserted` now. */
  | {
      readonly version: number;
      readonly since: number;
      readonly start: number;
      readonly end: number;
      readonly inserted: string;
    };

/** Files whose texts are kept at either end; of those that were sent longest ago more is sent again. */
const MOST_KEPT = 20;

interface Kept {
  readonly version: number;
  readonly text: string;
}

/** The texts as they were sent last. */
class Texts {
  /** Least recently sent first. */
  private readonly kept = new Map<string, Kept>();

  get(document: DocumentId): Kept | undefined {
    return this.kept.get(keyOf(document));
  }

  set(document: DocumentId, kept: Kept): void {
    const key = keyOf(document);
    this.kept.delete(key);
    this.kept.set(key, kept);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(oldest);
    }
  }

  forget(document: DocumentId): void {
    this.kept.delete(keyOf(document));
  }

  clear(): void {
    this.kept.clear();
  }
}

/** The editor's end. */
export class TextSender {
  private readonly sent = new Texts();
  private lastVersion = 0;

  pack(document: DocumentId, text: string): SentText {
    const before = this.sent.get(document);
    const version = ++this.lastVersion;
    this.sent.set(document, { version, text });
    if (before === undefined) return { version, whole: text };
    const { start, endBefore: end, endAfter } = changeBetween(before.text, text);
    return { version, since: before.version, start, end, inserted: text.slice(start, endAfter) };
  }

  /** The text is sent whole the next time. */
  forget(document: DocumentId): void {
    this.sent.forget(document);
  }

  clear(): void {
    this.sent.clear();
  }
}

/** The analyzer's end. */
export class TextReceiver {
  private readonly received = new Texts();

  /** The whole text; null when it has to be sent whole, as what it was made from is not at hand. */
  unpack(document: DocumentId, sent: SentText): string | null {
    const before = this.received.get(document);
    const text = 'whole' in sent ? sent.whole : changed(before, sent);
    if (text !== null) this.received.set(document, { version: sent.version, text });
    return text;
  }

  forget(document: DocumentId): void {
    this.received.forget(document);
  }
}

function changed(
  before: Kept | undefined,
  { since, start, end, inserted }: Extract<SentText, { since: number }>,
): string | null {
  if (before?.version !== since) return null;
  return before.text.slice(0, start) + inserted + before.text.slice(end);
}
