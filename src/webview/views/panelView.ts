/** The whole panel. */
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { changeWords } from '../../replay/pageWords';
import { KERNELS } from '../../replay/record';
import type { Replay } from '../../replay/replay';
import type { Subject } from '../../replay/subject';
import type { App } from '../app';
import { choicesView } from './choicesView';
import { scrubberView, toolbarView } from './controlsView';
import { countersView, heldView, verdictView } from './heldView';
import { outlineView } from './outlineView';
import { pagesView } from './pagesView';
import { stackView } from './stackView';

/** Below this width a row of the page table takes two lines; the same number stands in replay.css. */
const NARROW = 560;
const ROW = 22;

export function panelView(app: App): TemplateResult {
  const { subject, choice, replay } = app;
  if (replay === null) return html`<p class="problem" role="status">${app.problem}</p>`;
  const seek = (position: number): void => {
    app.seek(position);
  };
  return html`
    ${subject === null ? nothing : headView(app, subject)}
    ${
      subject === null || choice === null
        ? nothing
        : choicesView(subject, choice, KERNELS, (change) => {
            app.choose(change);
          })
    }
    <div class="bar">
      ${toolbarView(app.playing, (command) => {
        app.run(command);
      })}
      ${scrubberView(replay, seek)}
    </div>
    ${stepView(replay)} ${verdictView(replay)}
    <div class="body">
      ${pagesView(replay, window.innerWidth < NARROW ? 2 * ROW : ROW, 'Pages after this step')}
      <div class="side">
        ${stackView(replay, {
          seek,
          openFunction: (name) => {
            app.host.send({ kind: 'openFunction', name });
          },
        })}
        ${heldView(replay)} ${countersView(replay)} ${outlineView(replay, seek)}
      </div>
    </div>
  `;
}

function headView(app: App, { site }: Subject): TemplateResult {
  return html`<header>
    <button
      class="link site"
      title="Open the call site"
      @click=${() => {
        app.host.send({ kind: 'openLine', file: site.file, line: site.line });
      }}
    >
      <code>${site.api}()</code> in <code>${site.function}()</code>
      <span class="quiet">${site.file}:${site.line}</span>
    </button>
    <vscode-toolbar-button
      class="pin"
      toggleable
      ?checked=${app.pinned}
      icon=${app.pinned ? 'pinned' : 'pin'}
      label="Keep this replay"
      title="Keep this replay: the next one opens in a panel of its own"
      @change=${() => {
        app.setPinned(!app.pinned);
      }}
    ></vscode-toolbar-button>
  </header>`;
}

/** The current step in words; screen readers hear each new one. */
function stepView(replay: Replay): TemplateResult {
  const { current, chapter } = replay;
  const changes = (current?.rows ?? []).map(changeWords).filter((words) => words !== '');
  const shown = changes.slice(0, 3).join('; ');
  const more = changes.length > 3 ? `; ${String(changes.length - 3)} more` : '';
  return html`<div class="step" role="status" aria-live="polite" aria-atomic="true">
    <p class="what">
      ${
        current === null
          ? html`<b>Before the first step.</b>`
          : html`<b class="name">${current.name}</b> <span class="say">${current.say}</span>`
      }
      ${(current?.warns ?? 0) > 0 ? html`<b class="warn">WARN_ON</b>` : nothing}
    </p>
    <p class="change">${shown === '' ? 'No page changed.' : `${shown}${more}`}</p>
    <p class="source">
      ${
        chapter?.source == null
          ? html`&nbsp;`
          : html`<span class="line">${chapter.source.line}</span>
              <code>${chapter.source.text}</code>`
      }
    </p>
  </div>`;
}
