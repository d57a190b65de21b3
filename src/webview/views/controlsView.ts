/** The stepping buttons and the scrubber. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { PanelCommand } from '../../replay/messages';
import type { OtherRun, Run } from '../app';

interface Button {
  readonly command: PanelCommand;
  readonly icon: string;
  readonly label: string;
}

/** In the order of the debugger's toolbar; the letters are the panel's keys (keyboard.ts). */
const BUTTONS: readonly Button[] = [
  { command: 'toStart', icon: 'debug-restart', label: t('To the start (Home)') },
  { command: 'stepBack', icon: 'debug-step-back', label: t('Step back (←)') },
  { command: 'play', icon: 'play', label: t('Play (Space)') },
  { command: 'stepInto', icon: 'debug-step-into', label: t('Step into (→)') },
  { command: 'stepOver', icon: 'debug-step-over', label: t('Step over (↓)') },
  { command: 'stepOut', icon: 'debug-step-out', label: t('Step out (↑)') },
  { command: 'toEnd', icon: 'debug-continue', label: t('To the end (End)') },
  { command: 'previousChange', icon: 'arrow-left', label: t('Previous change (P)') },
  { command: 'nextChange', icon: 'arrow-right', label: t('Next change (N)') },
];

export function toolbarView(
  playing: boolean,
  other: OtherRun | null,
  run: (command: PanelCommand) => void,
): TemplateResult {
  const compare = t('Compare with another run (C)');
  return html`<vscode-toolbar-container class="steps" role="toolbar" aria-label=${t('Steps')}>
    ${BUTTONS.map((button) => {
      const paused = button.command === 'play' && playing;
      const label = paused ? t('Pause (Space)') : button.label;
      return html`<vscode-toolbar-button
        data-command=${button.command}
        icon=${paused ? 'debug-pause' : button.icon}
        label=${label}
        title=${label}
        @click=${() => {
          run(button.command);
        }}
      ></vscode-toolbar-button>`;
    })}
    <vscode-toolbar-button
      data-command="compare"
      toggleable
      ?checked=${other !== null}
      icon="split-horizontal"
      label=${compare}
      title=${compare}
      @change=${() => {
        run('compare');
      }}
    ></vscode-toolbar-button>
    ${other === null ? nothing : differenceView(other, run)}
  </vscode-toolbar-container>`;
}

function differenceView(
  { difference, finished }: OtherRun,
  run: (command: PanelCommand) => void,
): TemplateResult {
  if (!finished) {
    // In the place of the button to come: nothing moves when the two are compared.
    const comparing = t('Comparing…');
    return html`<vscode-toolbar-button
      class="comparing"
      icon="loading"
      label=${comparing}
      title=${comparing}
    ></vscode-toolbar-button>`;
  }
  if (difference === null) {
    return html`<span class="quiet" role="status">${t('The two runs do not differ.')}</span>`;
  }
  const label = t('To the first difference (D)');
  return html`<vscode-toolbar-button
    data-command="firstDifference"
    icon="diff"
    label=${label}
    title=${label}
    @click=${() => {
      run('firstDifference');
    }}
  ></vscode-toolbar-button>`;
}

export function scrubberView(
  { replay, finished }: Run,
  seek: (position: number) => void,
): TemplateResult {
  const where = t('step {0} of {1}', replay.position, replay.length);
  return html`<div class="scrubber">
    <input
      type="range"
      min="0"
      max=${replay.length}
      ?disabled=${!finished}
      .value=${String(replay.position)}
      aria-label=${t('Step')}
      aria-valuetext="${where}${replay.current === null ? '' : `, ${replay.current.name}`}"
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) seek(event.target.valueAsNumber);
      }}
    />
    <span class="where">${replay.position}/${finished ? replay.length : '…'}</span>
  </div>`;
}
