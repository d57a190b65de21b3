/** The whole panel. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Choice } from '../../replay/choice';
import type { Program } from '../../replay/program';
import type { Subject } from '../../replay/subject';
import type { App } from '../app';
import { choicesView } from './choicesView';
import { scrubberView, toolbarView } from './controlsView';
import { scenarioChoicesView, scenarioEditorView } from './playgroundView';
import { runView } from './runView';
import { whatIfView } from './whatIfView';

export function panelView(app: App): TemplateResult {
  const { subject, run, other } = app;
  if (run === null) return html`<p class="problem" role="status">${app.problem}</p>`;
  const openFunction = (name: string): void => {
    app.host.send({ kind: 'openFunction', name });
  };
  const openLine = (file: string, line: number): void => {
    app.host.send({ kind: 'openLine', file, line });
  };
  return html`
    ${subject === null ? nothing : headView(app, subject)}
    <div class="bar">
      ${toolbarView(app.player.playing, other, (command) => {
        app.command(command);
      })}
      ${scrubberView(run, (position) => {
        app.seek(position);
      })}
    </div>
    ${
      app.problem !== '' && run.program.kind === 'path'
        ? html`<p class="problem" role="alert">${app.problem}</p>`
        : nothing
    }
    <div class="runs ${other === null ? '' : 'two'}">
      ${runView(run, {
        name: other === null ? t('Replay') : t('First run'),
        choices: guard([run.program, subject, app.gallery], () =>
          programView(app, run.program, (program) => {
            app.start(program);
          }),
        ),
        seekChapter: (index) => {
          app.seekChapter(index);
        },
        openFunction,
        openLine,
      })}
      ${
        other === null
          ? nothing
          : runView(other, {
              name: t('Second run'),
              choices: guard([other.program, subject, app.gallery], () =>
                programView(app, other.program, (program) => {
                  app.startOther(program);
                }),
              ),
              seekChapter: (index) => {
                app.seekOtherChapter(index);
              },
              openFunction,
              openLine,
            })
      }
    </div>
    ${
      run.program.kind === 'scenario'
        ? scenarioEditorView(app, run.program)
        : guardedWhatIf(app, run.program.choice)
    }
  `;
}

/** A hundred lines to choose from are the same at every step of a run. */
const guardedWhatIf = (app: App, choice: Choice): unknown =>
  guard([choice], () =>
    whatIfView(choice, {
      add: (kind, page) => {
        app.whatIf(kind, page);
      },
      remove: (index) => {
        app.removeWhatIf(index);
      },
    }),
  );

function programView(
  app: App,
  program: Program,
  start: (program: Program) => void,
): TemplateResult | typeof nothing {
  if (program.kind === 'scenario') return scenarioChoicesView(app, program, start);
  if (app.subject === null) return nothing;
  const { choice } = program;
  return choicesView(app.subject, choice, (change) => {
    // What was put between the steps of one path means nothing on another.
    const whatIfs = change.path === undefined ? choice.whatIfs : [];
    start({ kind: 'path', choice: { ...choice, whatIfs, ...change } });
  });
}

function headView(app: App, { site }: Subject): TemplateResult {
  return html`<header>
    <button
      class="link site"
      title=${t('Open the call site')}
      @click=${() => {
        app.host.send({ kind: 'openLine', file: site.file, line: site.line });
      }}
    >
      <code>${site.api}()</code> ${t('in')} <code>${site.function}()</code>
      <span class="quiet">${site.file}:${site.line}</span>
    </button>
    <vscode-toolbar-button
      class="pin"
      toggleable
      ?checked=${app.pinned}
      icon=${app.pinned ? 'pinned' : 'pin'}
      label=${t('Keep this replay')}
      title=${t('Keep this replay: the next one opens in a panel of its own')}
      @change=${() => {
        app.setPinned(!app.pinned);
      }}
    ></vscode-toolbar-button>
  </header>`;
}
