/** A long list of rows of one height, of which only those in sight exist as elements. */
import type { PropertyValues, TemplateResult } from 'lit';
import { html, LitElement } from 'lit';

/** Rows drawn beyond either edge, so that a quick scroll does not show a gap. */
const MARGIN = 6;

export class Rows extends LitElement {
  static override properties = {
    count: { attribute: false },
    room: { attribute: false },
    renderRow: { attribute: false },
  };

  declare count: number;
  /** The most rows there will be: the style sheet may keep room for so many in `--room`. */
  declare room: number;
  declare renderRow: (index: number) => TemplateResult;

  /** In CSS pixels, from the style sheet's `--row`: every row is exactly as high. */
  private rowHeight = 22;
  private readonly resized = new ResizeObserver(() => {
    this.rowHeight = Number.parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 22;
    this.requestUpdate();
  });

  constructor() {
    super();
    this.count = 0;
    this.room = 0;
    this.renderRow = () => html``;
    this.addEventListener('scroll', () => {
      this.requestUpdate();
    });
  }

  /** Light DOM: the rows are styled by the page and are cells of its table. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  /** Scrolls as little as needed to have the row in sight. */
  show(index: number): void {
    const top = index * this.rowHeight;
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + this.rowHeight > this.scrollTop + this.clientHeight) {
      this.scrollTop = top + this.rowHeight - this.clientHeight;
    }
  }

  protected override render(): TemplateResult {
    const first = Math.max(0, Math.floor(this.scrollTop / this.rowHeight) - MARGIN);
    const seen = Math.ceil(this.clientHeight / this.rowHeight) + 2 * MARGIN;
    const last = Math.min(this.count, first + seen);
    const rows: TemplateResult[] = [];
    for (let index = first; index < last; index++) rows.push(this.renderRow(index));
    return html`<div class="rows-all" role="presentation">
      <div class="rows-seen" role="presentation" data-first=${first}>${rows}</div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // Set through the object model: the panel's content policy refuses style attributes.
    this.style.setProperty('--room', `${String(this.room * this.rowHeight)}px`);
    const all = this.querySelector<HTMLElement>('.rows-all');
    const seen = this.querySelector<HTMLElement>('.rows-seen');
    if (all === null || seen === null) return;
    all.style.height = `${String(this.count * this.rowHeight)}px`;
    seen.style.transform = `translateY(${String(Number(seen.dataset.first) * this.rowHeight)}px)`;
  }
}

customElements.define('gup-rows', Rows);
