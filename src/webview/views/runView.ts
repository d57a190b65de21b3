/** One run: its choices, the current step, the verdict, the pages, and how the step came about. */
import type { TemplateResult } from 'lit';
import type { nothing } from 'lit';
import { html } from 'lit';
import { changeWords } from '../../replay/pageWords';
import type { Replay } from '../../replay/replay';
import { countersView, heldView, verdictView } from './heldView';
import { outlineView } from './outlineView';
import { pagesView } from './pagesView';
import { stackView } from './stackView';

export interface RunParts {
  readonly name: string;
  readonly choices: TemplateResult | typeof nothing;
  readonly seek: (position: number) => void;
  readonly openFunction: (name: string) => void;
}

export function runView(replay: Replay, parts: RunParts): TemplateResult {
  return html`<div class="run" role="group" aria-label=${parts.name}>
    ${parts.choices} ${stepView(replay)} ${verdictView(replay)}
    <div class="body">
      ${pagesView(replay)}
      <div class="side">
        ${stackView(replay, parts.openFunction)} ${heldView(replay)} ${countersView(replay)}
        ${outlineView(replay, parts.seek)}
      </div>
    </div>
  </div>`;
}

/** More changes than this are counted, not told. */
const TOLD = 3;

/** The current step in words; screen readers hear each new one. */
function stepView(replay: Replay): TemplateResult {
  const { current, source } = replay;
  const changes = (current?.rows ?? []).map(changeWords).filter((words) => words !== '');
  const shown = changes.slice(0, TOLD).join('; ');
  const more = changes.length > TOLD ? `; ${String(changes.length - TOLD)} more` : '';
  return html`<div class="step" role="status" aria-live="polite" aria-atomic="true">
    <p class="what">
      ${
        current === null
          ? html`<b>Before the first step.</b>`
          : html`<b class="name">${current.name}</b> <span class="say">${current.say}</span>`
      }
      ${(current?.warns ?? []).map((text) => html`<b class="warn">WARN: ${text}</b>`)}
    </p>
    <p class="change">${shown === '' ? 'No page changed.' : `${shown}${more}`}</p>
    <p class="source">
      ${
        source === null
          ? html`&nbsp;`
          : html`<span class="line">${source.line}</span> <code>${source.text}</code>`
      }
    </p>
  </div>`;
}
