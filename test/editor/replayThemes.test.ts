import * as vscode from 'vscode';
import { page } from './page';
import { panel } from './replayPanel';

const THEMES = [
  ['Default Dark Modern', 'vscode-dark'],
  ['Default Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
] as const;

describe('the replay panel in the themes', () => {
  const settings = vscode.workspace.getConfiguration('workbench');

  before(async () => {
    await panel.open('linux-6.12', 'drivers/sample/leaky_error.c', 'pin_user_pages_fast(');
    await panel.choose('memory', 'THP');
    await panel.keys('n');
    await panel.shows('p0.buf[0..511]', 'count', '5, pincount 4');
  });

  after(() => settings.update('colorTheme', undefined, vscode.ConfigurationTarget.Global));

  for (const [theme, name] of THEMES) {
    it(`is drawn in ${theme}`, async () => {
      await settings.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
      await page.text({ selector: `body.${name} .step`, in: 'webview' });
      await page.screenshot(`replay-${name}`);
    });
  }
});
