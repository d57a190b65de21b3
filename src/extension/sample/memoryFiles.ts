import * as vscode from 'vscode';

/** A file as it is now, and how often it was written. */
interface Held {
  readonly bytes: Uint8Array;
  readonly mtime: number;
}

/**
 * A file system of a fixed set of files, each read from where it comes from when it is first asked
 * for, and from then on held in memory: it can be changed, and nothing of that lasts.
 */
export class MemoryFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly held = new Map<string, Held>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  /** @param files Paths without a leading `/`. */
  constructor(
    private readonly files: readonly string[],
    private readonly original: (file: string) => Thenable<Uint8Array>,
  ) {}

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (this.namesIn(uri).length > 0) {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const { bytes, mtime } = await this.get(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const names = this.namesIn(uri);
    if (names.length === 0) throw vscode.FileSystemError.FileNotFound(uri);
    return names;
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.get(uri)).bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    if (!this.files.includes(pathOf(uri))) throw vscode.FileSystemError.NoPermissions(uri);
    this.held.set(pathOf(uri), { bytes, mtime: Date.now() });
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Nobody else writes here. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private async get(uri: vscode.Uri): Promise<Held> {
    const path = pathOf(uri);
    const known = this.held.get(path);
    if (known !== undefined) return known;
    if (!this.files.includes(path)) throw vscode.FileSystemError.FileNotFound(uri);
    const read = { bytes: await this.original(path), mtime: 1 };
    // It may have been written meanwhile.
    const held = this.held.get(path) ?? read;
    this.held.set(path, held);
    return held;
  }

  private namesIn(uri: vscode.Uri): [string, vscode.FileType][] {
    const folder = pathOf(uri);
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = new Map<string, vscode.FileType>();
    for (const file of this.files) {
      if (!file.startsWith(prefix)) continue;
      const [name, ...below] = file.slice(prefix.length).split('/');
      const isFolder = below.length > 0;
      names.set(name, isFolder ? vscode.FileType.Directory : vscode.FileType.File);
    }
    return [...names];
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function pathOf(uri: vscode.Uri): string {
  return uri.path.replace(/^\/+|\/+$/g, '');
}
