/**
 * What the page shows of a site until its script runs: as much as the extension knows, in the markup
 * and the places of the views that then take over (src/webview/views/).
 */
import * as vscode from 'vscode';
import { MEMORY } from '../../replay/memory';
import { pagesOf } from '../../replay/scenario';
import type { Subject } from '../../replay/subject';
import { attribute } from './attribute';

/** A list before its control is there: the style sheet shows the chosen line of it. */
const choice = (name: string, label: string, chosen: string): string =>
  `<label class="choice" data-choice="${name}"><span>${attribute(label)}</span>` +
  `<vscode-single-select><vscode-option selected>${attribute(chosen)}</vscode-option>` +
  `</vscode-single-select></label>`;

const titled = (name: string, title: string, list: 'ol' | 'ul'): string =>
  `<section class="${name}"><h2>${attribute(title)}</h2><${list}></${list}></section>`;

const BUTTON = '<vscode-toolbar-button></vscode-toolbar-button>';
const BUTTONS = 10;

export function stillOf({ site, paths }: Subject): string {
  const { t } = vscode.l10n;
  const code = (name: string): string => `<code>${attribute(name)}()</code>`;
  const place = attribute(`${site.file}:${String(site.line)}`);
  return `<header><button class="link site">${code(site.api)} ${attribute(t('in'))} ${code(site.function)}
<span class="quiet">${place}</span></button>${BUTTON}</header>
<div class="bar"><vscode-toolbar-container class="steps">${BUTTON.repeat(BUTTONS)}</vscode-toolbar-container>
<div class="scrubber"><input type="range" disabled value="0"><span class="where">0/…</span></div></div>
<div class="runs"><div class="run"><div class="choices">
${choice('path', t('Path'), paths[0]?.label ?? '')}
${choice('memory', t('Memory'), MEMORY.anon.title)}
${choice('kernel', t('Kernel'), '')}
${choice('pages', t('Pages'), String(pagesOf(site)))}
</div>
<div class="step"><p class="what"></p><p class="change"></p><p class="source"></p></div>
<p class="verdict"><span>${attribute(t('The path is being run…'))}</span></p>
<div class="body"><section class="pages"><div class="table"><gup-rows></gup-rows></div></section><div class="side">
${titled('stack', t('Call stack'), 'ol')}
${titled('held-pages', t('Pages still held'), 'ul')}
</div></div></div></div>
<div class="what-if">
${choice('what-if', t('What if, after this step'), t('the world goes on as it is'))}
</div>`;
}
