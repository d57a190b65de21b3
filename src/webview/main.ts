/** The replay panel: starts the page and listens to the extension. */
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-collapsible/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-container/index.js';
import './texts';
import './rows';
import { App } from './app';
import { Host } from './host';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app');
const host = new Host();
const app = new App(root, host);
host.listen((message) => {
  app.receive(message);
});
host.send({ kind: 'ready' });
