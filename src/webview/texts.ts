/**
 * The language of the panel. To be imported before the views, some of which ask for their texts when
 * they are loaded.
 */
import { config } from '@vscode/l10n';

/** English where the page brings no table: that is the language of the keys. */
const table = document.getElementById('app')?.dataset.texts;
if (table !== undefined) config({ contents: table });
