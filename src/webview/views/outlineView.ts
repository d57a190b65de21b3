/** The path itself: its stops in order, the one the current step belongs to marked. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Chapter, Replay } from '../../replay/replay';

export function outlineView(replay: Replay, seek: (chapter: number) => void): TemplateResult {
  const current = replay.chapter;
  return html`<section class="outline" aria-labelledby="outline-title">
    <h2 id="outline-title">${t('Path')}</h2>
    <ol>
      ${replay.chapters.map((chapter, index) =>
        chapterView(chapter, chapter === current, () => {
          seek(index);
        }),
      )}
    </ol>
  </section>`;
}

function chapterView(chapter: Chapter, current: boolean, seek: () => void): TemplateResult {
  const { source } = chapter;
  return html`<li class="${chapter.origin} ${current ? 'current' : ''}">
    <button class="stop" aria-current=${current ? 'step' : nothing} @click=${seek}>
      ${source === null ? nothing : html`<span class="line">${source.line}</span>`}
      <span class="say">${chapter.title}</span>
      ${telling(chapter) ? html`<span class="result">${chapter.result}</span>` : nothing}
      ${
        source === null || source.text === ''
          ? nothing
          : html`<code class="text">${source.text}</code>`
      }
    </button>
  </li>`;
}

/** Success without a number says nothing. */
function telling({ result }: Chapter): boolean {
  return result !== null && result !== '0';
}
