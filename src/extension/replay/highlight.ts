/** Marks the line of the current step in every visible editor that shows it. */
import * as vscode from 'vscode';

export class LineHighlight implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  private readonly listener = vscode.window.onDidChangeVisibleTextEditors(() => {
    this.draw();
  });
  private at: vscode.Location | null = null;

  /** The marked line, for whoever asks what the user sees; null when none is. */
  get location(): vscode.Location | null {
    return this.at;
  }

  /** Marks `line` (1-based) of the file, or nothing. */
  show(uri: vscode.Uri | null, line: number): void {
    this.at = uri === null ? null : new vscode.Location(uri, new vscode.Position(line - 1, 0));
    this.draw();
  }

  /** Marks the line and scrolls it into sight where its file is already open; focus stays. */
  reveal(): void {
    for (const editor of this.editors()) {
      if (this.at === null) return;
      editor.revealRange(this.at.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = this.at !== null && editor.document.uri.toString() === this.at.uri.toString();
      editor.setDecorations(this.decoration, here && this.at !== null ? [this.at.range] : []);
    }
  }

  private editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter(
      (editor) => editor.document.uri.toString() === this.at?.uri.toString(),
    );
  }

  dispose(): void {
    this.listener.dispose();
    this.decoration.dispose();
  }
}
