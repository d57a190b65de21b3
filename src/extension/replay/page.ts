/** The panel's page: the bundles and what is to be shown, under a policy that allows nothing else. */
import * as vscode from 'vscode';
import type { Showing } from '../../replay/messages';
import type { Subject } from '../../replay/subject';
import { attribute } from './attribute';
import { stillOf } from './still';

export class PanelPage {
  /** Where the bundles, their style sheets and the icon font lie. */
  private readonly root: vscode.Uri;
  /**
   * The page's own style sheet stands in the page: VS Code shows none before the style sheets are
   * there that it names, and has each brought through three processes.
   */
  private readonly styles: Promise<string>;

  constructor(extension: vscode.Uri) {
    this.root = vscode.Uri.joinPath(extension, 'dist');
    this.styles = this.readStyles();
  }

  /** What a panel that loads the page has to be allowed. */
  get options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.root] };
  }

  /**
   * The page that loads the panel.
   *
   * @param first What it shows before anything is sent to it: a message waits until VS Code has loaded
   *   the page whole, and then is on its way through three processes. Null where that is not known yet.
   * @param still Whether it shows something of it until its script runs.
   */
  async html(webview: vscode.Webview, first: Showing | null, still: boolean): Promise<string> {
    const resource = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.root, name)).toString();
    const styles = (await this.styles).replaceAll('url("./', `url("${resource('')}/`);
    const subject = still ? (first?.subject ?? null) : null;
    return pageHtml({ source: webview.cspSource, resource, styles, first, subject });
  }

  private async readStyles(): Promise<string> {
    const file = vscode.Uri.joinPath(this.root, 'webview.css');
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  }
}

interface Parts {
  /** Of the content policy: where VS Code has the extension's files. */
  readonly source: string;
  readonly resource: (name: string) => string;
  readonly styles: string;
  readonly first: Showing | null;
  /** What is shown of it until the script runs. */
  readonly subject: Subject | null;
}

function pageHtml({ source, resource, styles, first, subject }: Parts): string {
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
  ].join('; ');
  const { bundle } = vscode.l10n;
  const texts = bundle === undefined ? '' : ` data-texts="${attribute(JSON.stringify(bundle))}"`;
  const shown = first === null ? '' : ` data-shown="${attribute(JSON.stringify(first))}"`;
  // The icon component finds the style sheet of its font by this id. It is none of the page's own,
  // which would wait for it.
  return `<!DOCTYPE html>
<html lang="${bundle === undefined ? 'en' : attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(vscode.l10n.t('GUP Replay'))}</title>
<script nonce="${nonce}" src="${resource('boot.js')}" defer></script>
<link rel="modulepreload" nonce="${nonce}" href="${resource('webview.js')}">
<style nonce="${nonce}">${styles}</style>
<link rel="alternate" href="${resource('icons.css')}" id="vscode-codicon-stylesheet">
</head>
<body>
<main id="app"${texts}${shown} data-script="${resource('webview.js')}" data-controls="${resource('controls.js')}">
${subject === null ? '' : stillOf(subject)}
</main>
</body>
</html>
`;
}
