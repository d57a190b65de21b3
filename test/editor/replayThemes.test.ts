import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { panel } from './replayPanel';

const THEMES = [
  ['Default Dark Modern', 'vscode-dark'],
  ['Default Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
] as const;

const CONTROLS =
  '.steps vscode-toolbar-button, vscode-single-select, .scrubber input, header button';

describe('the replay panel in the themes', () => {
  const settings = vscode.workspace.getConfiguration('workbench');

  before(async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.choose('memory', 'THP');
    await panel.keys('n');
    await panel.shows('p0.buf[0..511]', 'count', '5, pincount 4');
  });

  after(() => panel.widen());
  after(() => settings.update('colorTheme', undefined, vscode.ConfigurationTarget.Global));

  for (const [theme, name] of THEMES) {
    it(`is drawn in ${theme}`, async () => {
      await settings.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
      await page.text({ selector: `body.${name} .step`, in: 'webview' });
      await page.screenshot(`replay-${name}`);
    });
  }

  for (const [theme, name] of THEMES) {
    it(`is drawn in ${theme} at 300 pixels, its controls in sight`, async () => {
      await panel.narrow();
      await settings.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
      await page.text({ selector: `body.${name} .step`, in: 'webview' });
      await page.screenshot(`replay-300-pixels-${name}`);
      const controls = await page.boxes({ selector: CONTROLS, in: 'webview' });
      assert.ok(controls.length >= 15);
      assert.deepEqual(
        controls.filter(({ x, width }) => x < 0 || x + width > 301),
        [],
      );
    });
  }
});
