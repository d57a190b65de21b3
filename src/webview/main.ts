/** The replay panel: starts the page and listens to the extension. */
import './texts';
import './rows';
import { App } from './app';
import { Host } from './host';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app');
const host = new Host(root);
const app = new App(root, host);
const { brought } = host;
if (brought !== null) {
  app.receive(brought);
  // VS Code shows the page when its script has run: it shall not be empty then.
  app.drawNow();
}
host.listen((message) => {
  app.receive(message);
});
host.send({ kind: 'ready', shown: brought !== null });

// The controls in VS Code's look come behind the first paint, which has their outlines.
const { controls } = root.dataset;
if (controls !== undefined) {
  requestAnimationFrame(() => {
    import(controls).catch((error: unknown) => {
      host.send({ kind: 'log', text: `the panel's controls were not loaded: ${String(error)}` });
    });
  });
}
