import * as vscode from 'vscode';
import { page } from './page';
import { openByName } from './windows';

const SECTION = 'security.workspace.trust';

describe('a window in restricted mode', () => {
  const set = (name: string, value: unknown) =>
    vscode.workspace
      .getConfiguration(SECTION)
      .update(name, value, vscode.ConfigurationTarget.Global);

  before(async () => {
    await set('startupPrompt', 'never');
    await set('enabled', true);
    await page.openWindow();
  });

  after(async () => {
    await page.closeWindow();
    await set('enabled', false);
    await set('startupPrompt', undefined);
  });

  it('reviews and replays: nothing of a tree is ever executed', async () => {
    await page.text({ selector: '.statusbar-item', hasText: 'Restricted Mode' });
    await openByName('wrong_release.c');
    await page.text({ selector: '.codelens-decoration', hasText: 'pin' });
    await page.text({ selector: '.statusbar-item[aria-label*="2 findings"]' });
    await page.screenshot('restricted');
    await page.click({ selector: '.codelens-decoration a', hasText: 'Replay' });
    await page.text({ selector: '.step', in: 'webview' });
  });
});
