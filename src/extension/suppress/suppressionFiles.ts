import * as vscode from 'vscode';
import { type BaselineEntry, readBaseline } from '../../analyzer/suppress/baseline';
import type { Read } from '../../analyzer/suppress/jsonFile';
import { readSidecar, SIDECAR_NAME, type SidecarEntry } from '../../analyzer/suppress/sidecar';
import { Disposables } from '../disposables';
import { SECTION, settingsFor } from '../settings';

/** What a tree's own files suppress. */
export interface SuppressionFiles {
  readonly sidecar: readonly SidecarEntry[];
  /** Null when the tree is reviewed without a baseline. */
  readonly baseline: readonly BaselineEntry[] | null;
  /** The baseline's name as the setting has it. */
  readonly baselineFile: string;
  /** Files that entries name and that are not there (any more). */
  readonly gone: ReadonlySet<string>;
}

const NOTHING: SuppressionFiles = {
  sidecar: [],
  baseline: null,
  baselineFile: '',
  gone: new Set(),
};

interface Known {
  files: SuppressionFiles;
  /** Counts readings, so that a slow one does not overwrite a later one. */
  reading: number;
}

/** Reads the sidecar and the baseline of each tree when it is first asked for, and watches them. */
export class SuppressionFileCache implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly known = new Map<string, Known>();
  private readonly changed = this.disposables.own(new vscode.EventEmitter<vscode.Uri>());
  /** Fires with the root of the tree whose files say something else now. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.disposables.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(`${SECTION}.baseline`)) return;
        for (const root of this.known.keys()) this.read(vscode.Uri.parse(root));
      }),
    );
  }

  /** What is known of a tree by now; more may follow with an event. */
  of(root: vscode.Uri): SuppressionFiles {
    const known = this.known.get(root.toString());
    if (known !== undefined) return known.files;
    this.known.set(root.toString(), { files: NOTHING, reading: 0 });
    this.watch(root);
    this.read(root);
    return NOTHING;
  }

  /** Reads a tree's files again: one of them was written by a command. */
  read(root: vscode.Uri): void {
    const known = this.known.get(root.toString());
    if (known === undefined) return;
    const reading = ++known.reading;
    this.load(root).then(
      (files) => {
        if (reading !== known.reading) return;
        const before = JSON.stringify(textOf(known.files));
        known.files = files;
        if (JSON.stringify(textOf(files)) !== before) this.changed.fire(root);
      },
      (error: unknown) => {
        this.log.error(error instanceof Error ? error : String(error));
      },
    );
  }

  private watch(root: vscode.Uri): void {
    // The baseline may have any name, but it is JSON and most often at the top.
    const pattern = new vscode.RelativePattern(root, '*.json');
    const watcher = this.disposables.own(vscode.workspace.createFileSystemWatcher(pattern));
    const read = () => {
      this.read(root);
    };
    this.disposables.own(watcher.onDidChange(read));
    this.disposables.own(watcher.onDidCreate(read));
    this.disposables.own(watcher.onDidDelete(read));
  }

  private async load(root: vscode.Uri): Promise<SuppressionFiles> {
    const baselineFile = settingsFor(root).baseline;
    const sidecar = await this.entries(root, SIDECAR_NAME, readSidecar);
    const baseline =
      baselineFile === '' ? null : await this.entries(root, baselineFile, readBaseline);
    const named = [...(sidecar ?? []), ...(baseline ?? [])].flatMap(({ file }) => file ?? []);
    const gone = new Set<string>();
    for (const file of new Set(named)) {
      if (!(await exists(vscode.Uri.joinPath(root, file)))) gone.add(file);
    }
    return { sidecar: sidecar ?? [], baseline, baselineFile, gone };
  }

  /** Null when there is no such file, or it says something wrong: then the log tells what. */
  private async entries<T>(
    root: vscode.Uri,
    file: string,
    parse: (text: string) => Read<T>,
  ): Promise<readonly T[] | null> {
    const uri = fileBelow(root, file);
    if (!(await exists(uri))) return null;
    const bytes = await vscode.workspace.fs.readFile(uri);
    const read = parse(new TextDecoder().decode(bytes));
    if (read.ok) return read.entries;
    const message = vscode.l10n.t('{0} suppresses nothing: {1}', file, read.errors.join('; '));
    this.log.warn(message);
    void vscode.window.showWarningMessage(message);
    return null;
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** A file that a setting names: absolute, or below the tree. */
export function fileBelow(root: vscode.Uri, file: string): vscode.Uri {
  if (!/^([A-Za-z]:)?[\\/]/.test(file)) return vscode.Uri.joinPath(root, file);
  return root.scheme === 'file' ? vscode.Uri.file(file) : root.with({ path: file });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

function textOf({ sidecar, baseline, gone }: SuppressionFiles) {
  return { sidecar, baseline, gone: [...gone] };
}
