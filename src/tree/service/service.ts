import type { SyntaxBackend } from '../../analyzer/syntax/syntaxBackend';
import { pauseBetweenFiles } from '../pause';
import type { TreeFiles } from '../sourceIndex';
import { EditorTree } from './editorTree';
import type { FromService, ToService } from './messages';
import { OpenDocuments } from './openDocuments';
import { scanEditorTree } from './scanEditorTree';

/** The end of the wire that a service runs at. */
export interface Surroundings {
  /** The files below a root on the disk; null where there is no disk. */
  readonly disk: ((root: string) => TreeFiles) | null;
  readonly reply: (message: FromService) => void;
  /** Resolves when the event loop has turned. */
  readonly turn: () => Promise<unknown>;
  /** Told what went wrong where no question waits for an answer. */
  readonly complain: (text: string) => void;
}

/** Answers an editor's questions, in a process or a worker. */
export class Service {
  private readonly documents: Promise<OpenDocuments>;
  /** Questions that were withdrawn before their turn came. */
  private readonly cancelled = new Set<number>();
  private readonly scans = new Map<number, { tree: EditorTree; abort: AbortController }>();

  constructor(
    private readonly parser: Promise<SyntaxBackend>,
    private readonly around: Surroundings,
  ) {
    this.documents = parser.then((backend) => new OpenDocuments(backend, around.disk));
  }

  receive(message: ToService): void {
    this.answer(message).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if ('id' in message) this.around.reply({ kind: 'failed', id: message.id, message: text });
      else this.around.complain(text);
    });
  }

  private async answer(message: ToService): Promise<void> {
    switch (message.kind) {
      case 'document':
      case 'paths': {
        const open = await this.documents;
        // Withdrawals that already arrived are read before the work they make needless is begun.
        await this.around.turn();
        const { id, input } = message;
        if (this.cancelled.delete(id)) return;
        this.around.reply(
          message.kind === 'document'
            ? { kind: 'document', id, result: open.analyse(input) }
            : { kind: 'paths', id, result: open.paths(input, message.site) },
        );
        return;
      }
      case 'scan':
        await this.scan(message);
        return;
      case 'granted':
        this.scans.get(message.id)?.tree.grant(message.wish, message.granted);
        return;
      case 'changed':
        (await this.documents).forgetOthers();
        return;
      case 'close':
        (await this.documents).close(message.document);
        return;
      case 'cancel': {
        const scan = this.scans.get(message.id);
        if (scan === undefined) this.cancelled.add(message.id);
        else scan.abort.abort();
      }
    }
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
