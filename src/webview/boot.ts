/**
 * Starts the panel's script. VS Code keeps a page out of sight until all is loaded that its markup
 * names; what a script imports does not count, so that what the page came with is seen meanwhile.
 */
const app = document.getElementById('app');
const script = app?.dataset.script;
if (app !== null && script !== undefined) {
  import(script).catch((error: unknown) => {
    app.textContent = String(error);
  });
}
