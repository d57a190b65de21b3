import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expect } from './expect';
import { someFindings } from './findings';
import { page } from './page';
import { openSample, placeCursor, sampleUri } from './sample';
import { waitFor } from './waitFor';

/** A row of the list of sites, that of findings apart. */
const inSites = '.pane:has(h3:text-is("Sites")) .monaco-list-row';
const row = (text: string) => ({ selector: '.pane .monaco-list-row', hasText: text });

const CALLS = `static int calls_take(unsigned long addr, struct page **pages)
{
	int got = pin_user_pages_fast(addr, 4, FOLL_WRITE, pages);

	if (got < 0)
		return got;
	if (got < 4) {
		unpin_user_pages(pages, got);
		return -EFAULT;
	}
	return 0;
}

static void calls_drop(struct page **pages)
{
	unpin_user_pages(pages, 4);
}

int calls_use(unsigned long addr, bool twice)
{
	struct page *pages[4];
	int ret = calls_take(addr, pages);

	if (ret)
		return ret;
	calls_drop(pages);
	if (twice)
		calls_drop(pages);
	return 0;
}
`;

describe('the GUP view', () => {
  after(() => vscode.commands.executeCommand('workbench.view.explorer'));

  it('lists findings by file and opens them', async () => {
    await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await vscode.commands.executeCommand('gup.findings.focus');
    await page.text(row('FOLL_PIN'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await waitFor('the line of the finding', async () => {
      // Rows move while the findings of the closed files go: a click may meet another one.
      await page.click(row('FOLL_PIN'));
      const editor = vscode.window.activeTextEditor;
      const line = editor?.document.lineAt(editor.selection.active.line).text;
      return line?.includes('FOLL_WRITE | FOLL_PIN') === true || undefined;
    });
    await page.screenshot('view');
    // Nor was a click lost on a row that was just drawn anew.
    await expect.count({ selector: '.notification-toast', hasText: 'not found' }, 0);
  });

  it('counts the findings on its icon', async () => {
    await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    const badge = { selector: '.activitybar .action-item:has([aria-label^="GUP"]) .badge-content' };
    await waitFor('the number', async () =>
      (await page.count(badge)) > 0 && Number(await page.text(badge)) > 0 ? true : undefined,
    );
  });

  it('lists sites by subsystem, by API, by get and pin, by case or by verdict, with their number', async () => {
    await openSample('linux-6.12', 'drivers/sample/frame_buffer.c');
    await vscode.commands.executeCommand('gup.sites.focus');
    const groupings = [
      ['By GUP function', /^pin_user_pages_fast\(\)\s*\d+$/],
      ['By get and pin', /^pin \(FOLL_PIN\)\s*\d+$/],
      ['By case', /^case 2\s*\d+$/],
      ['By verdict', /^released\s*\d+$/],
      ['By subsystem', /^drivers\/sample\s*\d+$/],
    ] as const;
    for (const [entry, group] of groupings) {
      void vscode.commands.executeCommand('gup.groupSites');
      await page.click({ selector: '.quick-input-list .monaco-list-row', hasText: entry });
      await expect.text({ selector: inSites }, group);
      await page.screenshot(`sites-${entry.replaceAll(' ', '-')}`);
    }
  });

  it('shows the sites that a filter names, and says so when there are none', async () => {
    await openSample('linux-6.12', 'drivers/sample/frame_buffer.c');
    await vscode.commands.executeCommand('gup.sites.focus');
    const input = { selector: '.quick-input-widget:not(.hidden) input' };
    const filter = async (words: string) => {
      const done = vscode.commands.executeCommand('gup.filterSites');
      await page.fill(input, words);
      await page.press('Enter');
      await done;
    };
    await filter('nowhere');
    await page.text({
      selector: '.pane .message',
      hasText: 'No site has all of these words: nowhere',
    });
    await filter('frame_buffer LONGTERM');
    await page.text(row('drivers/sample'));
    await page.text({ selector: '.pane-header', hasText: 'frame_buffer LONGTERM' });
    await page.screenshot('sites-filtered');
    await filter('');
  });

  it('lists what could not be followed, by reason', async () => {
    const uri = sampleUri('linux-6.12', 'drivers/sample/handed.c');
    const text = `int handed(struct dev *d, unsigned long addr, struct page **pages)
{
	int got = pin_user_pages_fast(addr, 4, 0, pages);

	if (got < 4)
		return dev_drop(d, pages, got);
	return dev_queue(d, pages);
}
`;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await openSample('linux-6.12', 'drivers/sample/handed.c');
    await vscode.commands.executeCommand('gup.blindSpots.focus');
    const reason = row('handed to a function that is not followed');
    await expect.text(reason, /\d sites?$/);
    await page.click(reason);
    await expect.text(row('handed.c:3'), /handed to dev_\w+\(\) in line \d/);
    await page.screenshot('not-analysed');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });
});

describe('a function with syntax that the parser does not know', () => {
  const FILE = 'drivers/sample/torn.c';
  const TEXT = `int torn(unsigned long addr, struct page **pages)
{
	int got = pin_user_pages_fast(addr, 4, 0, pages);

	got = = 3;
	unpin_user_pages(pages, got);
	return 0;
}
`;

  it('is listed as not read whole, by the place, until that is mended', async () => {
    const uri = sampleUri('linux-6.12', FILE);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(TEXT));
    const editor = await openSample('linux-6.12', FILE);
    await vscode.commands.executeCommand('gup.blindSpots.focus');
    const group = row('could not be read whole');
    await expect.text(group, /1 function$/);
    await page.click(group);
    await expect.text(row('torn.c:5'), /torn\(\)/);
    await page.screenshot('not-read-whole');
    await page.click(row('torn.c:5'));
    await waitFor('its line', () => editor.selection.active.line === 4 || undefined);
    await editor.edit((edit) => {
      edit.replace(editor.document.lineAt(4).range, '\tgot = 3;');
    });
    await waitFor('an empty list', async () => (await page.count(group)) === 0 || undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });
});

describe('walking through findings', () => {
  it('goes to the next one and says where it is', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await page.text({ selector: '.codelens-decoration', hasText: 'Replay' });
    await vscode.commands.executeCommand('gup.nextFinding');
    await expect.text({ selector: '.statusbar-item' }, /Finding \d+ of \d+: /);
    await waitFor('its line', () => {
      const { text } = editor.document.lineAt(editor.selection.active.line);
      return text.includes('FOLL_PIN') || undefined;
    });
  });

  it('goes along the path of a finding, step by step, and back', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/leaky_error.c');
    await waitFor('the finding', () =>
      vscode.languages.getDiagnostics(editor.document.uri).length > 0 ? true : undefined,
    );
    await vscode.window.showTextDocument(editor.document);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand('gup.nextFinding');
    const line = () => {
      const { document, selection } = vscode.window.activeTextEditor ?? editor;
      return document.lineAt(selection.active.line).text.trim();
    };
    const go = async (command: string, says: string, at: string) => {
      await vscode.commands.executeCommand(command);
      await page.text({ selector: '.statusbar-item', hasText: says });
      await expect.value(says, line, at);
    };
    const pin = 'pinned = pin_user_pages_fast(start, nr_pages, FOLL_WRITE, pages);';
    await go('gup.nextStep', 'Step 1 of', pin);
    await vscode.commands.executeCommand('gup.findings.focus');
    await go('gup.nextStep', 'Step 2 of', 'if (pinned < 0) {');
    await page.text({ selector: '.pane .selected', hasText: 'pinned < 0 is false' });
    await page.screenshot('step');
    await go('gup.previousStep', 'Step 1 of', pin);
  });

  it('shows a path by its calls, and marks the step in the call that it stands in', async () => {
    const uri = sampleUri('linux-6.12', 'drivers/sample/calls.c');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(CALLS));
    const editor = await openSample('linux-6.12', 'drivers/sample/calls.c');
    await someFindings(uri, 'double-release');
    placeCursor(editor, 'unpin_user_pages(pages, 4)');
    await vscode.commands.executeCommand('gup.findings.focus');
    await vscode.window.showTextDocument(editor.document);
    for (let step = 1; step <= 7; step++) {
      await vscode.commands.executeCommand('gup.nextStep');
      await page.text({ selector: '.statusbar-item', hasText: `Step ${String(step)} of` });
    }
    await page.text({ selector: '.pane .selected', hasText: 'gives back' });
    for (const name of ['in calls_take()', 'in calls_drop()']) await page.text(row(name));
    await page.screenshot('path-by-calls');
    const levels = await page.texts({
      selector: '.pane .monaco-list-row',
      hasText: 'twice is true',
    });
    assert.equal(levels.length, 1);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });

  it('has keys, none of which the workbench has given to something else', async () => {
    const manifest = vscode.extensions.getExtension('gup-review.gup-review')?.packageJSON as {
      contributes: { keybindings: { command: string; key: string }[] };
    };
    const { keybindings } = manifest.contributes;
    assert.ok(keybindings.some(({ command }) => command === 'gup.nextStep'));
    await vscode.commands.executeCommand('workbench.action.openDefaultKeybindingsFile');
    const known = await waitFor('the default keys', () => {
      const text = vscode.window.activeTextEditor?.document.getText();
      return text?.includes('editor.action.marker.next') === true ? text : undefined;
    });
    const rules = [...known.matchAll(/"key": "([^"]+)",\s*"command": "([^"]+)"/g)];
    assert.ok(rules.length > 500);
    const taken = keybindings.flatMap(({ key }) =>
      rules
        .filter(([, used, by = '']) => used === key && !by.startsWith('gup.'))
        .map(([, used = '', by = '']) => `${used} ${by}`),
    );
    assert.deepEqual(taken, []);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('goes along a path by its keys', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/leaky_error.c');
    await someFindings(editor.document.uri, 'leak-on-error');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await page.press('Control+Shift+Alt+F3');
    await page.text({ selector: '.statusbar-item', hasText: 'Finding ' });
    await page.press('Shift+Alt+F6');
    await page.text({ selector: '.statusbar-item', hasText: 'Step 1 of' });
    await page.press('Shift+Alt+F6');
    await page.text({ selector: '.statusbar-item', hasText: 'Step 2 of' });
    await page.press('Control+Shift+Alt+F6');
    await page.text({ selector: '.statusbar-item', hasText: 'Step 1 of' });
  });

  it('copies the finding at the cursor as review mail', async () => {
    const editor = await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    await someFindings(editor.document.uri, 'flags-illegal');
    placeCursor(editor, 'FOLL_PIN,');
    await vscode.commands.executeCommand('gup.copyAsReviewMail');
    const mail = await vscode.env.clipboard.readText();
    assert.match(mail, /^drivers\/sample\/illegal_flags\.c:9: FOLL_PIN/);
    assert.match(mail, /^> .*FOLL_WRITE \| FOLL_PIN/m);
    for (const line of mail.split('\n').filter((one) => !one.startsWith('>'))) {
      assert.ok(line.length <= 72, line);
    }
  });
});

describe('the status item', () => {
  it('says where a file is in no kernel tree', async () => {
    const loose = vscode.Uri.joinPath(sampleUri('linux-6.12', ''), '../loose.c');
    await vscode.workspace.fs.copy(sampleUri('linux-6.12', 'drivers/sample/peek.c'), loose);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.window.showTextDocument(loose);
    const item = { selector: '.statusbar-item', hasText: 'not a kernel tree' };
    await expect.text(item, /GUP \d+ findings?, not a kernel tree/);
    await page.screenshot('status-no-tree');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(loose);
  });

  it('counts the findings and opens a menu', async () => {
    await openSample('linux-6.12', 'drivers/sample/illegal_flags.c');
    const item = { selector: '.statusbar-item', hasText: 'GUP' };
    await expect.text(item, /GUP \d+ findings?/);
    await page.click(item);
    const menu = { selector: '.quick-input-widget' };
    await expect.text(menu, /Show Findings[^]*Restart Analyzer/);
    await page.screenshot('menu');
    await page.press('Escape');
  });
});
