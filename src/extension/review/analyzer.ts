import type * as vscode from 'vscode';
import type { FileReview } from '../../analyzer/analyzeFile';
import type { Edit } from '../../analyzer/fixes/edit';
import type { SitePaths } from '../../analyzer/paths/sitePaths';
import type { Site } from '../../analyzer/records';
import type { ScanResult } from '../../tree/scanSources';
import type {
  DocumentId,
  DocumentInput,
  FromService,
  SentInput,
  SiteQuery,
  ToService,
  TreeInput,
} from '../../tree/service/messages';
import { TextSender } from '../../tree/service/sentText';
import type { Analysis, TreeReader } from './analysis';

/** An analyzer that ends by itself this often is not started again until the user says so. */
const MOST_CRASHES = 3;

/** The wire to a running analyzer. */
export interface Link {
  send(message: ToService): void;
  /** Ends the analyzer at once. */
  end(): void;
}

/** What a link tells its owner. */
export interface LinkEvents {
  readonly message: (message: FromService) => void;
  /** It ended without being asked to. */
  readonly ended: (why: string) => void;
  readonly log: (text: string) => void;
}

export type StartLink = (events: LinkEvents) => Link;

/** A question that was not answered yet. */
interface Waiting {
  answer(message: FromService): void;
  fail(error: Error): void;
}

/** The analyzer at the other end of a link, which is started at the first question. */
export class Analyzer implements Analysis, vscode.Disposable {
  private link: Link | null = null;
  private readonly waiting = new Map<number, Waiting>();
  /** What the running analyzer has of the open files. */
  private readonly texts = new TextSender();
  private lastId = 0;
  private crashes = 0;
  private disposed = false;

  constructor(
    private readonly start: StartLink,
    private readonly log: (text: string) => void,
  ) {}

  document(
    input: DocumentInput,
    token: vscode.CancellationToken,
    soFar: (review: FileReview) => void,
  ): Promise<FileReview | null> {
    return this.ask(
      (id) => ({ kind: 'document', id, input: this.packed(input) }),
      (message) => (message.kind === 'document' ? message.result : null),
      token,
      (message) => {
        if (message.kind === 'soFar') soFar(message.result);
        return message.kind === 'soFar';
      },
      input,
    );
  }

  paths(
    input: DocumentInput,
    site: SiteQuery,
    token: vscode.CancellationToken,
  ): Promise<SitePaths | null> {
    return this.ask(
      (id) => ({ kind: 'paths', id, input: this.packed(input), site }),
      (message) => (message.kind === 'paths' ? message.result : null),
      token,
      () => false,
      input,
    );
  }

  acquires(
    input: DocumentInput,
    line: number,
    token: vscode.CancellationToken,
  ): Promise<readonly Site[] | null> {
    return this.ask(
      (id) => ({ kind: 'acquires', id, input: this.packed(input), line }),
      (message) => (message.kind === 'acquires' ? message.result : null),
      token,
      () => false,
      input,
    );
  }

  trial(
    input: DocumentInput,
    edits: readonly Edit[],
    token: vscode.CancellationToken,
  ): Promise<FileReview | null> {
    return this.ask(
      (id) => ({ kind: 'trial', id, input: this.packed(input), edits }),
      (message) => (message.kind === 'trial' ? message.result : null),
      token,
      () => false,
      input,
    );
  }

  scan(
    input: TreeInput,
    tree: TreeReader,
    token: vscode.CancellationToken,
  ): Promise<ScanResult | null> {
    return this.ask(
      (id) => ({ kind: 'scan', id, input }),
      (message) => (message.kind === 'scan' ? message.result : null),
      token,
      (message) => this.help(message, tree),
    );
  }

  changed(): void {
    this.link?.send({ kind: 'changed' });
  }

  close(document: DocumentId): void {
    this.texts.forget(document);
    // Nothing to forget where nothing was started.
    this.link?.send({ kind: 'close', document });
  }

  /** Ends the analyzer; the next question starts it anew. */
  restart(): void {
    this.crashes = 0;
    this.end('the analyzer was restarted');
  }

  private packed(input: DocumentInput): SentInput {
    return { ...input, text: this.texts.pack(input, input.text) };
  }

  /**
   * @param help Takes what is said before the answer; false for the answer itself.
   * @param about The file that the question is about.
   */
  private ask<T>(
    question: (id: number) => ToService,
    read: (message: FromService) => T | null,
    token: vscode.CancellationToken,
    help: (message: FromService) => boolean = () => false,
    about: DocumentId | null = null,
  ): Promise<T | null> {
    return new Promise((resolve, reject) => {
      if (token.isCancellationRequested) {
        resolve(null);
        return;
      }
      const link = this.running();
      const id = ++this.lastId;
      const cancelled = token.onCancellationRequested(() => {
        if (this.waiting.delete(id)) link.send({ kind: 'cancel', id });
        cancelled.dispose();
        resolve(null);
      });
      this.waiting.set(id, {
        answer: (message) => {
          if (help(message)) return;
          if (message.kind === 'resend') {
            if (about !== null) this.texts.forget(about);
            link.send(question(id));
            return;
          }
          this.waiting.delete(id);
          cancelled.dispose();
          if (message.kind === 'failed') reject(new Error(message.message));
          else resolve(read(message));
        },
        fail: (error) => {
          cancelled.dispose();
          reject(error);
        },
      });
      link.send(question(id));
    });
  }

  private help(message: FromService, tree: TreeReader): boolean {
    if (message.kind === 'progress') tree.onProgress(message.done, message.total);
    if (message.kind !== 'wish') return message.kind === 'progress';
    const { id, wish, what } = message;
    const { link } = this;
    tree.grant(what).then(
      (granted) => link?.send({ kind: 'granted', id, wish, granted }),
      (error: unknown) => {
        // Nothing granted reads as nothing there: the scan goes on and says so.
        this.log(String(error));
        link?.send({ kind: 'granted', id, wish, granted: {} });
      },
    );
    return true;
  }

  /** The link, started where there is none. Throws when the analyzer has crashed too often. */
  private running(): Link {
    if (this.link !== null) return this.link;
    if (this.disposed) throw new Error('the extension is being shut down');
    if (this.crashes >= MOST_CRASHES) {
      throw new Error(
        `the analyzer ended unexpectedly ${String(MOST_CRASHES)} times; use "GUP: Restart Analyzer"`,
      );
    }
    const started: Link = this.start({
      message: (message) => this.waiting.get(message.id)?.answer(message),
      log: this.log,
      ended: (why) => {
        if (this.link !== started) return;
        this.crashes++;
        this.log(`the analyzer ended unexpectedly (${why})`);
        this.end('the analyzer ended unexpectedly');
      },
    });
    this.link = started;
    return started;
  }

  private end(why: string): void {
    const ending = this.link;
    this.link = null;
    ending?.end();
    this.texts.clear();
    const unanswered = [...this.waiting.values()];
    this.waiting.clear();
    for (const question of unanswered) question.fail(new Error(why));
  }

  dispose(): void {
    this.disposed = true;
    this.end('the extension is being shut down');
  }
}
