// What `npm run bench -- panel` compares with: a code lens whose click opens a panel with one word in
// it, no script, no style sheet. What that takes is VS Code's own share of opening any panel.
const vscode = require('vscode');

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
</head>
<body>Empty</body>
</html>
`;

function open() {
  const panel = vscode.window.createWebviewPanel('emptyPanel', 'Empty', {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
  });
  panel.webview.options = { enableScripts: true, localResourceRoots: [] };
  panel.webview.html = PAGE;
}

const lenses = {
  provideCodeLenses: () => [
    new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
      title: 'Replay nothing',
      command: 'emptyPanel.open',
    }),
  ],
};

/** @param {import('vscode').ExtensionContext} context */
exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('emptyPanel.open', open),
    vscode.languages.registerCodeLensProvider({ language: 'plaintext' }, lenses),
  );
};
