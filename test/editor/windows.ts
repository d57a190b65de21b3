import { page } from './page';
import { waitFor } from './waitFor';

const INPUT = { selector: '.quick-input-widget:not(.hidden) input[type="text"]' };

/** Opens a file of the window's folder as a user does who knows its name. */
export async function openByName(name: string): Promise<void> {
  await waitFor('the list of files', async () => {
    // A window that is just drawn does not listen to its keys yet.
    await page.press('Control+P');
    for (let looks = 0; looks < 20; looks++) {
      if ((await page.count(INPUT)) > 0) return true;
      await new Promise((done) => setTimeout(done, 100));
    }
    return undefined;
  });
  await page.fill(INPUT, name);
  await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: name });
}
