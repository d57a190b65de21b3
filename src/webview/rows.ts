/** A long list of rows of one height, of which only those in sight exist as elements. */
import type { PropertyValues, TemplateResult } from 'lit';
import { html, LitElement } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

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
  /**
   * The list's own height and how far it is scrolled, as they were last seen: to ask for them while
   * the panel is drawn would have all of it laid out once more.
   */
  private height = 0;
  private top = 0;
  /** Where to scroll once the rows are there. */
  private wanted: number | null = null;
  /** The row to be in sight once it is known how many are. */
  private waiting: number | null = null;
  private readonly resized = new ResizeObserver(([entry]) => {
    this.rowHeight = Number.parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 22;
    this.height = entry?.contentRect.height ?? this.clientHeight;
    if (this.waiting !== null && this.height > 0) this.show(this.waiting);
    this.requestUpdate();
  });

  constructor() {
    super();
    this.count = 0;
    this.room = 0;
    this.renderRow = () => html``;
    this.addEventListener('scroll', () => {
      this.top = this.scrollTop;
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
    this.waiting = this.height > 0 ? null : index;
    if (this.waiting !== null) return;
    const top = index * this.rowHeight;
    if (top < this.top) this.wanted = top;
    else if (top + this.rowHeight > this.top + this.height) {
      this.wanted = Math.max(top + this.rowHeight - this.height, 0);
    }
    if (this.wanted === null) return;
    this.top = this.wanted;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const farthest = Math.max(this.count * this.rowHeight - this.height, 0);
    const first = Math.max(Math.floor(Math.min(this.top, farthest) / this.rowHeight) - MARGIN, 0);
    const seen = Math.ceil(this.height / this.rowHeight) + 2 * MARGIN;
    const last = Math.min(this.count, first + seen);
    const indices = Array.from({ length: Math.max(last - first, 0) }, (_, at) => first + at);
    // A row that stays in sight stays as it is: the list is scrolled row by row while one steps.
    const rows = repeat(
      indices,
      (index) => index,
      (index) => this.renderRow(index),
    );
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
    if (this.wanted !== null) this.scrollTop = this.wanted;
    this.wanted = null;
  }
}

customElements.define('gup-rows', Rows);
