/** "What if": the menu of acts of the world, and the acts already put into this run. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Choice } from '../../replay/choice';
import type { WhatIfKind } from '../../replay/whatIf';
import { WHAT_IFS, whatIfsFor, whatIfTitle } from '../../replay/whatIf';
import { selectView } from './choicesView';

export interface WhatIfActions {
  add(kind: WhatIfKind, page: number): void;
  remove(index: number): void;
}

/** Choosing an act puts it in at once, so the list always rests on its first line. */
const PROMPT = '';

export function whatIfView(choice: Choice, actions: WhatIfActions): TemplateResult {
  const page = choice.pages >> 1;
  const options = whatIfsFor(choice.memory).flatMap((kind) =>
    pagesFor(kind, page).map((at) => ({
      value: `${kind} ${String(at)}`,
      label: whatIfTitle({ kind, page: at }),
    })),
  );
  return html`<div class="what-if">
    ${selectView(
      'what-if',
      t('What if, after this step'),
      [{ value: PROMPT, label: t('the world goes on as it is') }, ...options],
      PROMPT,
      (value) => {
        const [name, at] = value.split(' ');
        const kind = WHAT_IFS.find((known) => known === name);
        if (kind !== undefined) actions.add(kind, Number(at));
      },
      'above',
    )}
    ${
      choice.whatIfs.length === 0
        ? nothing
        : html`<ul aria-label=${t('What if, in this run')}>
            ${choice.whatIfs.map(
              (whatIf, index) =>
                html`<li>
                  <vscode-badge>${whatIfTitle(whatIf)}</vscode-badge>
                  <vscode-toolbar-button
                    icon="close"
                    label=${t('Take out: {0}', whatIfTitle(whatIf))}
                    @click=${() => {
                      actions.remove(index);
                    }}
                  ></vscode-toolbar-button>
                </li>`,
            )}
          </ul>`
    }
  </div>`;
}

/** Acts on one page are offered for the first page and for one in the middle of the range. */
function pagesFor(kind: WhatIfKind, middle: number): readonly number[] {
  const ofPage = whatIfTitle({ kind, page: 0 }) !== whatIfTitle({ kind, page: 1 });
  if (!ofPage) return [0];
  if (kind === 'short') return middle === 0 ? [] : [middle];
  return middle === 0 ? [0] : [0, middle];
}
