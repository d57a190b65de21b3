// What `npm run bench -- panel` measures inside the page: runs first in every document the browser
// opens, the workbench and the panel alike. All times are in milliseconds.

/** The moment of a time of this document, on the one clock of all documents of the browser. */
const moment = (/** @type {number} */ time) => performance.timeOrigin + time;

/** When the browser has drawn the frame it is about to draw: layout and paint included. */
const drawn = () =>
  new Promise((done) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now());
      port2.postMessage(null);
    });
  });

/** @type {number | undefined} */
let lastClick;
addEventListener('mousedown', (event) => (lastClick = moment(event.timeStamp)), { capture: true });

/** When the first pages were drawn, once they are. */
let picture = NaN;
/**
 * Looks after every frame. VS Code writes the page into a frame that has another one already: with
 * it an observer is gone, and a frame that was asked for may not come.
 */
async function watchForPages() {
  const soon = () => new Promise((done) => setTimeout(done, 100));
  while (document.querySelector('.row[data-where]') === null) await Promise.race([drawn(), soon()]);
  picture = performance.now();
}
void watchForPages();

/** The moments of a panel's first life, up to its first paint; NaN for what an empty one has not. */
async function firstPaint() {
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0];
  const pages = () => document.querySelector('#app') === null || !Number.isNaN(picture);
  while (paint() === undefined || !pages()) await new Promise((done) => setTimeout(done, 20));
  const script = performance
    .getEntriesByType('resource')
    .find(({ name }) => name.endsWith('webview.js'));
  return {
    document: moment(0),
    script: moment(script?.startTime ?? NaN),
    loaded: moment(script === undefined ? NaN : script.startTime + script.duration),
    painted: moment(paint()?.startTime ?? NaN),
    picture: moment(picture),
  };
}

/** @type {Promise<number> | undefined} */
let redrawn;

/** Waits, from now on, for a panel that is open already to show another site. */
function awaitSite(/** @type {string} */ name) {
  redrawn = new Promise((done) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('header .site')?.textContent?.includes(name) !== true) return;
      observer.disconnect();
      drawn().then((time) => done(moment(time)));
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** What each of many steps costs the panel's thread: the key, and the frame drawn for it. */
async function stepCosts(/** @type {string} */ key, /** @type {number} */ steps) {
  /** @type {number[]} */
  const costs = [];
  for (let i = 0; i < steps; i++) {
    await drawn();
    const pressed = performance.now();
    window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    const handled = performance.now() - pressed;
    // The panel asked for its frame in the key's handler: this one begins before it, so this
    // callback runs right behind the panel's own.
    const began = await new Promise((done) => requestAnimationFrame(done));
    costs.push(handled + (await afterPaint()) - began);
  }
  return costs;
}

/** The time when the frame that is being drawn is done. */
const afterPaint = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  });

/** The time from one frame to the next while a second run is made and compared. */
async function compareFrames() {
  /** @type {number[]} */
  const gaps = [];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  let last = await frame();
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', cancelable: true }));
  do {
    const next = await frame();
    gaps.push(next - last);
    last = next;
  } while (document.querySelector('.runs.two') === null || document.querySelector('.comparing'));
  return gaps;
}

const clicked = () => lastClick;
Object.assign(globalThis, {
  gupBench: { clicked, firstPaint, awaitSite, redrawn: () => redrawn, stepCosts, compareFrames },
});
