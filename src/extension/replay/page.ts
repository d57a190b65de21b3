/** The panel's page: a frame with nothing in it but the bundle, under a policy that allows nothing else. */
import * as vscode from 'vscode';
import { attribute } from './attribute';

/** Where the bundle, its style sheet and the icon font lie. */
export function pageRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist');
}

export function pageHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const resource = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pageRoot(extension), name)).toString();
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const source = webview.cspSource;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
  ].join('; ');
  const { bundle } = vscode.l10n;
  const texts = bundle === undefined ? '' : ` data-texts="${attribute(JSON.stringify(bundle))}"`;
  // The icon component finds its font's style sheet by this id.
  return `<!DOCTYPE html>
<html lang="${bundle === undefined ? 'en' : attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(vscode.l10n.t('GUP Replay'))}</title>
<link rel="stylesheet" href="${resource('webview.css')}" id="vscode-codicon-stylesheet">
</head>
<body>
<main id="app"${texts}></main>
<script nonce="${nonce}" src="${resource('webview.js')}"></script>
</body>
</html>
`;
}
