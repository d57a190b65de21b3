/** The way into mm/gup.c: the calls around the current step, each with the decision it took. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Replay } from '../../replay/replay';

export function stackView(replay: Replay, openFunction: (name: string) => void): TemplateResult {
  const frames = replay.stack;
  return html`<section class="stack" aria-labelledby="stack-title">
    <h2 id="stack-title">${t('Call stack')}</h2>
    <ol>
      ${frames.map(
        (frame, depth) =>
          html`<li
            class=${depth === frames.length - 1 ? 'current' : ''}
            aria-current=${depth === frames.length - 1 ? 'step' : nothing}
          >
            <span class="frame"
              >${
                depth === 0
                  ? html`<span class="name">${frame.name}</span>`
                  : html`<button
                      class="link name"
                      title=${t('Open {0}() in the tree', frame.name)}
                      @click=${() => {
                        openFunction(frame.name);
                      }}
                    >
                      ${frame.name}
                    </button>`
              } <span class="say">${frame.say}</span></span
            >
          </li>`,
      )}
      ${frames.length === 0 ? html`<li class="quiet">${t('Before the first step.')}</li>` : nothing}
    </ol>
  </section>`;
}
