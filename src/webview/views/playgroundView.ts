/** The playground: a scenario from the gallery, editable as JSON, and the kernel it runs on. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { KERNELS } from '../../replay/record';
import type { Program } from '../../replay/program';
import { writeScenario } from '../../replay/readScenario';
import type { ScenarioText } from '../../replay/scenarioText';
import type { App } from '../app';
import { selectView } from './choicesView';

type ScenarioProgram = Extract<Program, { kind: 'scenario' }>;

/** The scenario and the kernel of one run. */
export function scenarioChoicesView(
  app: App,
  program: ScenarioProgram,
  start: (program: Program) => void,
): TemplateResult {
  const { scenario, kernel } = program;
  const optionOf = ({ name, title, summary }: ScenarioText) => ({
    value: name,
    label: title ?? name,
    description: summary,
  });
  const shipped = app.gallery.map(optionOf);
  const known = shipped.some(({ value }) => value === scenario.name);
  return html`<div class="choices">
      ${selectView(
        'scenario',
        t('Scenario'),
        known ? shipped : [optionOf(scenario), ...shipped],
        scenario.name,
        (name) => {
          const chosen = app.gallery.find((item) => item.name === name);
          if (chosen !== undefined) start({ ...program, scenario: chosen });
        },
      )}
      ${selectView(
        'kernel',
        t('Kernel'),
        KERNELS.map((value) => ({ value, label: value })),
        kernel,
        (value) => {
          start({ ...program, kernel: value });
        },
      )}
    </div>
    <p class="summary">${scenario.summary}</p>`;
}

/** The scenario's own text, and its way in and out of files. */
export function scenarioEditorView(app: App, program: ScenarioProgram): TemplateResult {
  const json = writeScenario(program.scenario);
  return html`<vscode-collapsible heading=${t('Scenario JSON')} class="editor">
    <div class="editor-body">
      <vscode-textarea
        label=${t('Scenario JSON')}
        rows="12"
        monospace
        resize="vertical"
        .value=${json}
      ></vscode-textarea>
      <div class="buttons">
        <vscode-button
          @click=${(event: Event) => {
            const text = textOf(event);
            if (text !== null) app.runJson(text);
          }}
          >${t('Run')}</vscode-button
        >
        <vscode-button
          secondary
          @click=${() => {
            app.host.send({ kind: 'import' });
          }}
          >${t('Import…')}</vscode-button
        >
        <vscode-button
          secondary
          @click=${(event: Event) => {
            const text = textOf(event) ?? json;
            app.host.send({ kind: 'export', name: program.scenario.name, json: text });
          }}
          >${t('Export…')}</vscode-button
        >
      </div>
      ${app.problem === '' ? nothing : html`<p class="problem" role="alert">${app.problem}</p>`}
    </div>
  </vscode-collapsible>`;
}

/** What stands in the text area beside the button that was pressed. */
function textOf(event: Event): string | null {
  const button = event.currentTarget;
  const area =
    button instanceof Element
      ? button.closest('.editor-body')?.querySelector('vscode-textarea')
      : null;
  return area?.value ?? null;
}
