/** What can be given back; vscode.Disposable is one, and nothing here needs more of it. */
export interface Disposable {
  dispose(): void;
}

/** Owns what it is given and disposes of it, last first, when it is itself disposed of. */
export class Disposables implements Disposable {
  private readonly owned: Disposable[] = [];
  private disposed = false;

  /** Takes ownership; what arrives after the end is disposed of at once. */
  own<T extends Disposable>(thing: T): T {
    if (this.disposed) thing.dispose();
    else this.owned.push(thing);
    return thing;
  }

  dispose(): void {
    this.disposed = true;
    for (const thing of this.owned.splice(0).reverse()) thing.dispose();
  }
}
