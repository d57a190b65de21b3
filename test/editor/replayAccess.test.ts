import assert from 'node:assert/strict';
import { page } from './page';
import { panel } from './replayPanel';

const inPanel = (selector: string) => ({ selector, in: 'webview' }) as const;
const count = (selector: string) => page.count(inPanel(selector));

describe('the replay panel for those who do not see it', () => {
  before(async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.stop('pin_user_pages_fast() pins all');
    await panel.shows('p0.buf[3]', 'count', '1025 = 1 × 1024 + 1');
  });

  it('says each step in a live region', async () => {
    assert.equal(await count('.step[role="status"][aria-live="polite"][aria-atomic="true"]'), 1);
  });

  it('says of every page in words what is drawn of it', async () => {
    assert.equal(
      await page.attribute(inPanel('.row[data-where="p0.buf[1]"]'), 'aria-label'),
      'p0.buf[1]: pte write dirty, page2, refcount 1025 = 1 × 1024 + 1, mapcount 1, exclusive, held by 1 slot',
    );
    assert.equal(await count('.word:not([aria-hidden="true"])'), 0);
    assert.equal(await count('.cell.count:has(.word):not(:has(.words))'), 0);
  });

  it('is a table with rows and headings, of which the screen reader knows how many there are', async () => {
    assert.equal(await page.attribute(inPanel('[role="table"]'), 'aria-rowcount'), '5');
    assert.equal(await count('[role="rowgroup"] [role="row"][aria-rowindex]'), 4);
    assert.equal(await count('[role="row"] [role="columnheader"]'), 7);
    assert.equal(await count('[role="rowgroup"] [role="rowheader"]'), 4);
  });

  it('names every control, and marks the current step of the path and of the stack', async () => {
    assert.equal(
      await count('vscode-toolbar-button:not([label]), vscode-toolbar-button[label=""]'),
      0,
    );
    assert.equal(await count('vscode-single-select:not([label])'), 0);
    assert.equal(await count('[role="toolbar"][aria-label="Steps"]'), 1);
    assert.match(
      await page.attribute(inPanel('.scrubber input'), 'aria-valuetext'),
      /^step \d+ of \d+, pin_user_pages_fast/,
    );
    assert.equal(await count('.outline [aria-current="step"]'), 1);
    assert.equal(await count('.stack [aria-current="step"]'), 1);
  });
});

describe('the page of the replay panel', () => {
  it('allows its own script and style, and nothing else', async () => {
    const meta = { ...inPanel('meta[http-equiv="Content-Security-Policy"]') };
    const policy = await page.attribute(meta, 'content');
    // VS Code names its own resources 'self' and *.vscode-cdn.net.
    const resources = "'self' https://*.vscode-cdn.net";
    const script = /^default-src 'none'; script-src 'nonce-([\w-]{16,})'; /;
    const [, nonce] = script.exec(policy) ?? [];
    assert.ok(nonce, policy);
    const rest = `style-src ${resources} 'nonce-${nonce}'; font-src ${resources}`;
    assert.equal(policy.replace(script, ''), rest);
  });

  it('has no script in an attribute', async () => {
    assert.equal(await count('[onclick], [onload], [onerror], a[href^="javascript:"]'), 0);
  });

  it('takes a scenario for text, whatever stands in it', async () => {
    await panel.openSimulator();
    const hostile = '<img src=x onerror=alert(1)><b id=injected>x</b>';
    const steps = [{ op: 'mmap', region: hostile, kind: 'anon', pages: 1 }];
    await panel.runJson(JSON.stringify({ name: hostile, summary: hostile, steps }));
    await panel.stop('mmap');
    await panel.step(hostile);
    assert.equal(await count('#injected, img'), 0);
  });
});
