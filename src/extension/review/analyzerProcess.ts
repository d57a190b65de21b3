import { type ChildProcess, fork } from 'node:child_process';
import type * as vscode from 'vscode';
import type { FileReview } from '../../analyzer/analyzeFile';
import type {
  DocumentId,
  DocumentInput,
  FromService,
  SitePaths,
  SiteQuery,
  ToService,
} from '../../tree/service/messages';
import type { Analysis } from './analysis';

/** A process that ends by itself this often is not started again until the user says so. */
const MOST_CRASHES = 3;

/** A question to the process that was not answered yet. */
interface Waiting {
  answer(message: FromService): void;
  fail(error: Error): void;
}

/**
 * The analyzer in a process of its own, started at the first question. A thread would not do: the
 * native parser aborts the whole process when a thread that uses it is ended from outside.
 */
export class AnalyzerProcess implements Analysis, vscode.Disposable {
  private process: ChildProcess | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private crashes = 0;
  private disposed = false;

  constructor(
    private readonly program: string,
    private readonly log: (text: string) => void,
  ) {}

  document(input: DocumentInput, token: vscode.CancellationToken): Promise<FileReview | null> {
    return this.ask(
      (id) => ({ kind: 'document', id, input }),
      (message) => (message.kind === 'document' ? message.result : null),
      token,
    );
  }

  paths(
    input: DocumentInput,
    site: SiteQuery,
    token: vscode.CancellationToken,
  ): Promise<SitePaths | null> {
    return this.ask(
      (id) => ({ kind: 'paths', id, input, site }),
      (message) => (message.kind === 'paths' ? message.result : null),
      token,
    );
  }

  close(document: DocumentId): void {
    // Nothing to forget where nothing was started.
    this.process?.send({ kind: 'close', document } satisfies ToService);
  }

  /** Ends the process; the next question starts a new one. */
  restart(): void {
    this.crashes = 0;
    this.end('the analyzer was restarted');
  }

  private ask<T>(
    question: (id: number) => ToService,
    read: (message: FromService) => T | null,
    token: vscode.CancellationToken,
  ): Promise<T | null> {
    return new Promise((resolve, reject) => {
      if (token.isCancellationRequested) {
        resolve(null);
        return;
      }
      const process = this.running();
      const id = ++this.lastId;
      const cancelled = token.onCancellationRequested(() => {
        this.waiting.delete(id);
        process.send({ kind: 'cancel', id } satisfies ToService);
        resolve(null);
      });
      this.waiting.set(id, {
        answer: (message) => {
          cancelled.dispose();
          resolve(read(message));
        },
        fail: (error) => {
          cancelled.dispose();
          reject(error);
        },
      });
      process.send(question(id));
    });
  }

  /** The process, started where there is none. Throws when it has crashed too often. */
  private running(): ChildProcess {
    if (this.process !== null) return this.process;
    if (this.disposed) throw new Error('the extension is being shut down');
    if (this.crashes >= MOST_CRASHES) {
      throw new Error(
        `the analyzer ended unexpectedly ${String(MOST_CRASHES)} times; use "GUP: Restart Analyzer"`,
      );
    }
    const started = fork(this.program, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // In a desktop VS Code the executable is Electron's.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
    });
    started.stderr?.setEncoding('utf8').on('data', this.log);
    started.on('message', (message) => {
      this.receive(message as FromService);
    });
    started.on('error', (error) => {
      this.log(String(error));
    });
    started.on('exit', (code, signal) => {
      if (this.process !== started) return;
      this.crashes++;
      this.log(`the analyzer process ended unexpectedly (${String(signal ?? code)})`);
      this.end('the analyzer ended unexpectedly');
    });
    this.process = started;
    return started;
  }

  private receive(message: FromService): void {
    const waiting = this.waiting.get(message.id);
    if (waiting === undefined) return;
    this.waiting.delete(message.id);
    if (message.kind === 'failed') waiting.fail(new Error(message.message));
    else waiting.answer(message);
  }

  private end(why: string): void {
    const ending = this.process;
    this.process = null;
    ending?.kill('SIGKILL');
    const unanswered = [...this.waiting.values()];
    this.waiting.clear();
    for (const question of unanswered) question.fail(new Error(why));
  }

  dispose(): void {
    this.disposed = true;
    this.end('the extension is being shut down');
  }
}
