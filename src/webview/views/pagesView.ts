/** The picture: page table entry → page → counts, one row a page, what changed standing out. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Column } from '../../replay/pageWords';
import { changedColumns, columnWords, countParts, rowWords } from '../../replay/pageWords';
import type { PageView, Row, RowChange } from '../../replay/recording';
import type { Replay } from '../../replay/replay';

/** More pins or references than this are drawn as one block with their number. */
const DRAWN = 4;

function blocks(kind: 'pin' | 'ref', n: number): TemplateResult | typeof nothing {
  if (n === 0) return nothing;
  if (n < 0 || n > DRAWN) return html`<i class="${kind} many">${n}</i>`;
  return html`${Array.from({ length: n }, () => html`<i class=${kind}></i>`)}`;
}

/** The refcount word drawn: pins as wide blocks, plain references as narrow ones. */
function word(page: PageView): TemplateResult | typeof nothing {
  if (page.freed) return nothing;
  const { pins, refs, exact } = countParts(page);
  return html`<span class="word ${exact ? 'exact' : ''}" aria-hidden="true"
    ><span class="refs">${blocks('ref', refs)}</span
    ><span class="pins">${blocks('pin', pins)}</span></span
  >`;
}

function cell(
  column: Column,
  row: Row,
  changed: ReadonlyMap<Column, string>,
  drawing: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const before = changed.get(column);
  const words = columnWords(row, column);
  return html`<span
    role="cell"
    class="cell ${column} ${before === undefined ? '' : 'changed'}"
    title=${before === undefined ? words : t('{0}, was {1}', words || t('none'), before || t('none'))}
    >${drawing}<span class="words">${words}</span></span
  >`;
}

const NO_CHANGE: ReadonlyMap<Column, string> = new Map();

function rowView(row: Row, index: number, change: RowChange | undefined): TemplateResult {
  const changed = change === undefined ? NO_CHANGE : changedColumns(change);
  const { page } = row;
  const state = [
    page === null ? '' : page.freed ? 'freed' : 'has-page',
    row.held > 0 ? 'is-held' : '',
  ].join(' ');
  return html`<div
    role="row"
    class="row ${changed.size > 0 ? 'row-changed' : ''} ${state}"
    aria-rowindex=${index + 2}
    aria-label=${rowWords(row)}
    data-where=${row.where}
  >
    <span role="rowheader" class="cell where">${row.where}</span>
    ${cell('entry', row, changed)} ${cell('page', row, changed)}
    ${cell('count', row, changed, page === null ? nothing : word(page))}
    ${cell('mapcount', row, changed)} ${cell('held', row, changed)} ${cell('flags', row, changed)}
  </div>`;
}

const HEADINGS: readonly (readonly [string, string, string])[] = [
  ['where', t('Address'), t('Process, region and page of the mapping')],
  ['entry', t('Entry'), t('Page table entry: level and bits')],
  ['page', t('Page'), t('The page, in order of appearance; the size of a large folio')],
  [
    'count',
    t('Refcount'),
    t(
      'References of the folio: plain ones, and pins of 1024 in the same word or in an exact pincount',
    ),
  ],
  ['mapcount', t('Map'), t('Page table entries that map the page')],
  ['held', t('Held'), t('Slots of the callers’ page arrays that still hold it')],
  ['flags', t('Flags'), t('Page flags that matter to whoever holds it')],
];

export function pagesView(replay: Replay): TemplateResult {
  const { rows, present, changed } = replay;
  return html`<section class="pages" aria-label=${t('Pages after this step')}>
    <div class="table" role="table" aria-label=${t('Pages')} aria-rowcount=${present.length + 1}>
      <div class="row head" role="row" aria-rowindex="1">
        ${HEADINGS.map(
          ([name, text, title]) =>
            html`<span role="columnheader" class="cell ${name}" title=${title}>${text}</span>`,
        )}
      </div>
      <gup-rows
        role="rowgroup"
        tabindex="0"
        .count=${present.length}
        .room=${replay.mostRows}
        .renderRow=${(at: number): TemplateResult => {
          const number = present[at] ?? -1;
          const row = rows[number] ?? null;
          return row === null ? html`` : rowView(row, at, changed.get(number));
        }}
      ></gup-rows>
    </div>
  </section>`;
}

/** Index in sight order of the first row the current step changed. */
export function firstChanged(replay: Replay): number | null {
  const first = replay.current?.rows[0]?.row;
  if (first === undefined) return null;
  const { present } = replay;
  const index = present.findIndex((row) => row >= first);
  return index < 0 ? present.length : index;
}
