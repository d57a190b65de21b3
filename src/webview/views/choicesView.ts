/** What to replay: the path, the kind of memory, the kernel and the number of pages. */
import { t } from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { MEMORY, MEMORY_KINDS } from '../../replay/memory';
import type { Choice } from '../../replay/choice';
import { KERNELS } from '../../replay/record';
import type { Subject } from '../../replay/subject';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

export function selectView(
  name: string,
  label: string,
  options: readonly Option[],
  value: string,
  change: (value: string) => void,
  opens: 'below' | 'above' = 'below',
): TemplateResult {
  return html`<label class="choice" data-choice=${name}
    ><span>${label}</span>
    <vscode-single-select
      label=${label}
      position=${opens}
      @change=${(event: Event) => {
        const select = event.target;
        if (!(select instanceof HTMLElement && 'value' in select)) return;
        const chosen = String(select.value);
        // What is shown as chosen is the panel's to say: it may refuse, or take it as an act.
        select.value = value;
        change(chosen);
      }}
      >${options.map(
        (option) =>
          html`<vscode-option
            value=${option.value}
            description=${option.description ?? ''}
            ?selected=${option.value === value}
            >${option.label}</vscode-option
          >`,
      )}</vscode-single-select
    >
  </label>`;
}

export function choicesView(
  subject: Subject,
  choice: Choice,
  choose: (change: Partial<Choice>) => void,
): TemplateResult {
  return html`<div class="choices">
    ${selectView(
      'path',
      t('Path'),
      subject.paths.map((path) => ({ value: path.id, label: path.label })),
      choice.path,
      (path) => {
        choose({ path });
      },
    )}
    ${selectView(
      'memory',
      t('Memory'),
      MEMORY_KINDS.map((kind) => ({
        value: kind,
        label: MEMORY[kind].title,
        description: MEMORY[kind].text,
      })),
      choice.memory,
      (value) => {
        const memory = MEMORY_KINDS.find((kind) => kind === value);
        if (memory !== undefined) choose({ memory });
      },
    )}
    ${selectView(
      'kernel',
      t('Kernel'),
      KERNELS.map((kernel) => ({ value: kernel, label: kernel })),
      choice.kernel,
      (kernel) => {
        choose({ kernel });
      },
    )}
    ${selectView(
      'pages',
      t('Pages'),
      pageCounts(choice.pages).map((n) => ({ value: String(n), label: String(n) })),
      String(choice.pages),
      (pages) => {
        choose({ pages: Number(pages) });
      },
    )}
  </div>`;
}

const COUNTS = [1, 2, 4, 8, 16, 64, 512, 4096];

function pageCounts(present: number): readonly number[] {
  return COUNTS.includes(present) ? COUNTS : [...COUNTS, present].sort((a, b) => a - b);
}
