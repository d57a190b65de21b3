/** One run: its choices, the current step, the verdict, the pages, and how the step came about. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { changeWords } from '../../replay/pageWords';
import type { Step } from '../../replay/recording';
import type { Replay } from '../../replay/replay';
import type { Run } from '../app';
import { countersView, heldView, verdictView } from './heldView';
import { outlineView } from './outlineView';
import { pagesView } from './pagesView';
import { stackView } from './stackView';

export interface RunParts {
  readonly name: string;
  /** What lit draws of them. */
  readonly choices: unknown;
  /** Goes to the end of a step of the scenario. */
  readonly seekChapter: (index: number) => void;
  readonly openFunction: (name: string) => void;
  readonly openLine: (file: string, line: number) => void;
}

export function runView({ replay, finished }: Run, parts: RunParts): TemplateResult {
  return html`<div class="run" role="group" aria-label=${parts.name}>
    ${parts.choices} ${stepView(replay)} ${verdictView(replay, finished)}
    <div class="body">
      ${pagesView(replay)}
      <div class="side">
        ${stackView(replay, parts.openFunction)} ${heldView(replay, parts.openLine)}
        ${countersView(replay)} ${outlineView(replay, parts.seekChapter)}
      </div>
    </div>
  </div>`;
}

/** More changes than this are counted, not told. */
const TOLD = 3;

/** What a step changed, in words. */
function changesView({ rows }: Step): string {
  // Of thousands only the first ones are put into words: most of the rest would not be told.
  const told = rows
    .slice(0, LOOKED_AT)
    .map(changeWords)
    .filter((words) => words !== '');
  const more = told.length - TOLD + Math.max(rows.length - LOOKED_AT, 0);
  if (told.length === 0) return t('No page changed.');
  const words = told.slice(0, TOLD).join('; ');
  return more > 0 ? t('{0}; {1} more', words, more) : words;
}

const LOOKED_AT = 64;

/** The current step in words; screen readers hear each new one. */
function stepView(replay: Replay): TemplateResult {
  const { current, source } = replay;
  return html`<div class="step" role="status" aria-live="polite" aria-atomic="true">
    <p class="what">
      ${
        current === null
          ? html`<b>${t('Before the first step.')}</b>`
          : html`<b class="name">${current.name}</b> <span class="say">${current.say}</span>`
      }
      ${(current?.warns ?? []).map((text) => html`<b class="warn">WARN: ${text}</b>`)}
    </p>
    <p class="change">${current === null ? t('No page changed.') : changesView(current)}</p>
    <p class="source">
      ${
        source === null
          ? html`&nbsp;`
          : html`<span class="line">${source.line}</span> <code>${source.text}</code>`
      }
    </p>
  </div>`;
}
