/** What is still held, what the kernel counted, and how it ends. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Plan } from '../../replay/plan';
import type { VerdictKind } from '../../replay/verdict';
import { isOfWorld, keeperOf, placeWords } from '../../replay/verdict';
import type { Replay } from '../../replay/replay';
import { plural } from '../../replay/words';

export function heldView(
  replay: Replay,
  openLine: (file: string, line: number) => void,
): TemplateResult {
  const { held } = replay;
  return html`<section class="held-pages" aria-labelledby="held-title">
    <h2 id="held-title">${t('Pages still held')}</h2>
    <ul>
      ${
        held.length === 0
          ? html`<li class="quiet">${t('none')}</li>`
          : held.map((handle) => {
              const source = isOfWorld(replay.plan, handle)
                ? null
                : (replay.chapters[handle.takenBy]?.source ?? null);
              return html`<li>
                <b>${plural(handle.held, handle.tracking)}</b> ${t('in')}
                ${handle.name}${source === null ? '' : t(', taken at line {0}', source.line)}
                ${
                  keeperOf(replay.plan, handle) === null
                    ? nothing
                    : elsewhereView(replay.plan.elsewhere, openLine)
                }
              </li>`;
            })
      }
    </ul>
  </section>`;
}

/** Where others release what this path keeps. */
function elsewhereView(
  releases: Plan['elsewhere'],
  openLine: (file: string, line: number) => void,
): TemplateResult[] {
  return releases.map(
    (release) =>
      html`<div class="elsewhere">
        ${t('released elsewhere:')}
        <button
          class="link"
          title=${t('Open {0}()', release.api)}
          @click=${() => {
            openLine(release.file, release.line);
          }}
        >
          ${placeWords(release)}
        </button>
      </div>`,
  );
}

export function countersView(replay: Replay): TemplateResult {
  // Those that count at some time in this run, so that no line comes or goes while stepping.
  const names = Object.keys(replay.recording.steps.at(-1)?.counters ?? {});
  return html`<section class="counters" aria-labelledby="counters-title">
    <h2 id="counters-title">/proc/vmstat</h2>
    <dl>
      ${names.map(
        (name) =>
          html`<dt>${name}</dt>
            <dd>${replay.counters[name] ?? 0}</dd>`,
      )}
    </dl>
  </section>`;
}

const ICONS: Readonly<Record<VerdictKind, string>> = {
  balanced: 'pass',
  kept: 'info',
  unsure: 'question',
  'nothing-taken': 'circle-slash',
  impossible: 'circle-slash',
  leaked: 'error',
  'under-released': 'error',
  'wrong-release': 'error',
  'over-released': 'error',
};

export function verdictView(replay: Replay, finished: boolean): TemplateResult {
  if (!finished)
    return html`<p class="verdict" role="note"><span>${t('The path is being run…')}</span></p>`;
  const { kind, text } = replay.verdict;
  const done = replay.position === replay.length;
  return html`<p class="verdict ${kind} ${done ? 'done' : ''}" role="note">
    <vscode-icon name=${ICONS[kind]}></vscode-icon>
    <span title=${text}>${done ? text : t('At the end: {0}', text)}</span>
  </p>`;
}
