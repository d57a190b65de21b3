import type { FileReview } from '../../analyzer/analyzeFile';
import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import { pauseBetweenFiles } from '../pause';
import { EditorTree } from './editorTree';
import type { DocumentInput, FromService, ToService } from './messages';
import { OpenDocuments } from './openDocuments';
import type { Disk } from './openTrees';
import { scanEditorTree } from './scanEditorTree';
import { TextReceiver } from './sentText';

/** The end of the wire that a service runs at. */
export interface Surroundings {
  /** Null where there is no disk. */
  readonly disk: Disk | null;
  readonly reply: (message: FromService) => void;
  /** Resolves when the event loop has turned. */
  readonly turn: () => Promise<unknown>;
  /** Told what went wrong where no question waits for an answer. */
  readonly complain: (text: string) => void;
}

/** How long a review waits for more typing at most, after one that was given up, in milliseconds. */
const LONGEST_REST = 250;

/** How long a review goes on before it looks whether it is still wanted, in milliseconds. */
const LONGEST_STEP = 10;

/** A question about an open file. */
type Asked = Extract<ToService, { kind: 'document' | 'paths' | 'acquires' | 'trial' }>;

/** Answers an editor's questions, in a process or a worker. */
export class Service {
  private readonly documents: Promise<OpenDocuments>;
  private readonly texts = new TextReceiver();
  /** Questions that were withdrawn before their turn came. */
  private readonly cancelled = new Set<number>();
  /** Settles when everything that was asked before is done. */
  private last: Promise<unknown> = Promise.resolve();
  /** How long the last review went on that was then given up, in milliseconds. */
  private inVain = 0;
  private wake: () => void = () => undefined;
  private readonly scans = new Map<number, { tree: EditorTree; abort: AbortController }>();

  constructor(
    private readonly parser: Promise<SyntaxBackend>,
    private readonly around: Surroundings,
  ) {
    this.documents = parser.then((backend) => new OpenDocuments(backend, around.disk));
  }

  receive(message: ToService): void {
    this.wake();
    this.answer(message).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if ('id' in message) this.around.reply({ kind: 'failed', id: message.id, message: text });
      else this.around.complain(text);
    });
  }

  private async answer(message: ToService): Promise<void> {
    switch (message.kind) {
      case 'document': {
        const { id } = message;
        const input = this.unpacked(message);
        if (input === null) return;
        const result = await this.analysed(
          id,
          input,
          (open) => this.review(id, open.review(input)),
          (soFar) => {
            this.around.reply({ kind: 'soFar', id, result: soFar });
          },
        );
        if (result !== null) this.around.reply({ kind: 'document', id, result });
        return;
      }
      case 'paths': {
        const { id, site } = message;
        const input = this.unpacked(message);
        if (input === null) return;
        const found = await this.analysed(id, input, (open) => ({
          paths: open.paths(input, site),
        }));
        if (found !== null) this.around.reply({ kind: 'paths', id, result: found.paths });
        return;
      }
      case 'acquires': {
        const { id, line } = message;
        const input = this.unpacked(message);
        if (input === null) return;
        const result = await this.analysed(id, input, (open) => open.acquires(input, line));
        if (result !== null) this.around.reply({ kind: 'acquires', id, result });
        return;
      }
      case 'trial': {
        const { id, edits } = message;
        const input = this.unpacked(message);
        if (input === null) return;
        const result = await this.analysed(id, input, (open) => open.trial(input, edits));
        if (result !== null) this.around.reply({ kind: 'trial', id, result });
        return;
      }
      case 'changed':
        return this.inTurn((open) => {
          open.forgetOthers();
        });
      case 'close':
        this.texts.forget(message.document);
        return this.inTurn((open) => {
          open.close(message.document);
        });
      case 'scan':
        return this.scan(message);
      case 'granted':
        this.scans.get(message.id)?.tree.grant(message.wish, message.granted);
        return;
      case 'cancel': {
        const scan = this.scans.get(message.id);
        if (scan === undefined) this.cancelled.add(message.id);
        else scan.abort.abort();
      }
    }
  }

  /** The question's file with its whole text; null when that has to be sent again. */
  private unpacked({ id, input }: Asked): DocumentInput | null {
    const text = this.texts.unpack(input, input.text);
    if (text !== null) return { ...input, text };
    this.around.reply({ kind: 'resend', id });
    return null;
  }

  /** What has to do with open files is done one thing after the other. */
  private inTurn<T>(work: (open: OpenDocuments) => T | Promise<T>): Promise<T> {
    const done = this.last.then(async () => {
      const open = await this.documents;
      // Withdrawals that already arrived are read before the work they make needless is begun.
      await this.around.turn();
      return work(open);
    });
    this.last = done.catch(() => undefined);
    return done;
  }

  /**
   * What comes of an open file, once all that it takes is at hand; null when it is no longer wanted.
   *
   * @param meanwhile Told what comes of it before that.
   */
  private async analysed<T>(
    id: number,
    input: DocumentInput,
    work: (open: OpenDocuments) => T | null | Promise<T | null>,
    meanwhile: (result: T) => void = () => undefined,
  ): Promise<T | null> {
    const open = await this.documents;
    for (;;) {
      const result = await this.inTurn(() => (this.cancelled.delete(id) ? null : work(open)));
      if (result === null || !open.isWanting(input)) return result;
      meanwhile(result);
      // Others have their turn: the whole tree has to be looked through.
      await open.fetch(input);
    }
  }

  /** The review, or null once it is no longer wanted. */
  private async review(
    id: number,
    steps: ReturnType<OpenDocuments['review']>,
  ): Promise<FileReview | null> {
    const { reply, turn } = this.around;
    const began = performance.now();
    let turned = began;
    while (!this.cancelled.delete(id)) {
      const { done, value } = steps.next();
      if (done === true) {
        this.inVain = 0;
        return value;
      }
      if (value !== undefined) {
        reply({ kind: 'soFar', id, result: value });
        // Who types faster than paths are followed should not keep a processor busy with it.
        await this.rest(Math.min(this.inVain, LONGEST_REST));
      } else if (performance.now() - turned < LONGEST_STEP) continue;
      await turn();
      turned = performance.now();
    }
    this.inVain = performance.now() - began;
    return null;
  }

  /** Waits that long, or until something is said to the service. */
  private rest(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return Promise.resolve();
    return new Promise((rested) => {
      const timer = setTimeout(rested, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        rested();
      };
    });
  }

  private async scan({ id, input }: Extract<ToService, { kind: 'scan' }>): Promise<void> {
    const { reply, turn } = this.around;
    const abort = new AbortController();
    const tree = new EditorTree((wish, what) => {
      reply({ kind: 'wish', id, wish, what });
    });
    this.scans.set(id, { tree, abort });
    try {
      const result = await scanEditorTree(tree, input, await this.parser, {
        pause: pauseBetweenFiles(turn, abort.signal),
        onProgress: (done, total) => {
          reply({ kind: 'progress', id, done, total });
        },
      });
      reply({ kind: 'scan', id, result });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      this.scans.delete(id);
    }
  }
}
