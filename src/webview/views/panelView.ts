/** The whole panel. */
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Subject } from '../../replay/subject';
import type { App } from '../app';
import { scrubberView, toolbarView } from './controlsView';
import { runView } from './runView';
import { whatIfView } from './whatIfView';

export function panelView(app: App): TemplateResult {
  const { subject, run, other } = app;
  if (run === null) return html`<p class="problem" role="status">${app.problem}</p>`;
  const actions = {
    seek: (position: number): void => {
      app.seek(position);
    },
    openFunction: (name: string): void => {
      app.host.send({ kind: 'openFunction', name });
    },
  };
  return html`
    ${subject === null ? nothing : headView(app, subject)}
    <div class="bar">
      ${toolbarView(app.player.playing, other !== null, (command) => {
        app.command(command);
      })}
      ${scrubberView(run.replay, actions.seek)}
    </div>
    <div class="runs ${other === null ? '' : 'two'}">
      ${runView(subject, run, {
        ...actions,
        name: other === null ? 'Replay' : 'First run',
        choose: (change) => {
          app.choose(change);
        },
      })}
      ${
        other === null
          ? nothing
          : runView(subject, other, {
              ...actions,
              name: 'Second run',
              // The second run follows the first: its own stops lead to where the first one is there.
              seek: (position) => {
                app.seek(other.places.findIndex((place) => place >= position));
              },
              choose: (change) => {
                app.chooseOther(change);
              },
            })
      }
    </div>
    ${whatIfView(run.choice, {
      add: (kind, page) => {
        app.whatIf(kind, page);
      },
      remove: (index) => {
        app.removeWhatIf(index);
      },
    })}
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
