import * as vscode from 'vscode';

/** Files of a tree: `done` of `total` were looked at. */
export interface ScanProgress {
  readonly done: number;
  readonly total: number;
}

/** What is going on, and what went wrong last. */
export class Activity implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private scan: ScanProgress | null = null;
  private trouble: string | null = null;

  /** How far the review of a tree is, or null when none runs. */
  get scanning(): ScanProgress | null {
    return this.scan;
  }

  /** Why the analyzer could not do what it was last asked, or null. */
  get problem(): string | null {
    return this.trouble;
  }

  setScanning(scan: ScanProgress | null): void {
    this.scan = scan;
    this.changed.fire();
  }

  setProblem(problem: string | null): void {
    if (problem === this.trouble) return;
    this.trouble = problem;
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
