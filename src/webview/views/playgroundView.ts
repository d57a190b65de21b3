/** The playground: a scenario from the gallery, editable as JSON, and the kernel it runs on. */
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { KERNELS } from '../../replay/record';
import type { Program } from '../../replay/program';
import { writeScenario } from '../../replay/program';
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
  const shipped = app.gallery.map(({ name, summary }) => ({
    value: name,
    label: name,
    description: summary,
  }));
  const known = shipped.some(({ value }) => value === scenario.name);
  const own = { value: scenario.name, label: scenario.name, description: scenario.summary };
  return html`<div class="choices">
      ${selectView(
        'scenario',
        'Scenario',
        known ? shipped : [own, ...shipped],
        scenario.name,
        (name) => {
          const chosen = app.gallery.find((item) => item.name === name);
          if (chosen !== undefined) start({ ...program, scenario: chosen });
        },
      )}
      ${selectView(
        'kernel',
        'Kernel',
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
  return html`<vscode-collapsible heading="Scenario JSON" class="editor">
    <div class="editor-body">
      <vscode-textarea
        label="Scenario JSON"
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
          >Run</vscode-button
        >
        <vscode-button
          secondary
          @click=${() => {
            app.host.send({ kind: 'import' });
          }}
          >Import…</vscode-button
        >
        <vscode-button
          secondary
          @click=${(event: Event) => {
            const text = textOf(event) ?? json;
            app.host.send({ kind: 'export', name: program.scenario.name, json: text });
          }}
          >Export…</vscode-button
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
