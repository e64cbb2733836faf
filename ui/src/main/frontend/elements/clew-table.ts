import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { addShortcuts, isTyping } from '../lib/keys.ts';
import { shared } from '../lib/styles.ts';

/** One column; `render` draws the cell of a row from the page's own arrays. */
export interface Column {
  key: string;
  label: string;
  /** A CSS grid width: `96px`, `minmax(120px, 1fr)`. */
  width: string;
  align?: 'right';
  render: (row: number) => TemplateResult | string;
}

const ROW = 24;
const OVERSCAN = 12;

/**
 * Rows of which only the visible ones exist in the page.
 *
 * `columns`; `rows`: how many; `selected`: a row or -1; `tone`: class of a row (`error`, `warn`, '');
 * `version`: any value that changes when the arrays behind `render` did. Fires `row-select` with the
 * row (click, arrows, j and k), `row-open` (enter), `reach-end` near the last row, and `scrolled`
 * with the pixels from the top.
 */
@customElement('clew-table')
export class ClewTable extends LitElement {
  @property({ attribute: false }) columns: Column[] = [];
  @property({ type: Number }) rows = 0;
  @property({ type: Number }) selected = -1;
  @property() label = '';
  @property({ attribute: false }) tone: (row: number) => string = () => '';
  @property({ attribute: false }) version: unknown = null;
  @state() private first = 0;
  @state() private visible = 40;
  @query('.body') private body!: HTMLElement;
  private release: Array<() => void> = [];
  private askedAt = -1;

  static override styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; min-width: 0; flex: 1; }
      .head, .row { display: grid; column-gap: 12px; padding: 0 16px; align-items: center; }
      .head { height: 26px; border-bottom: 1px solid var(--line); color: var(--text-2); font-size: var(--small-size); flex: none; padding-right: 26px; }
      .body { overflow: auto; flex: 1; min-height: 0; position: relative; outline: none; scrollbar-gutter: stable; }
      .body:focus-visible { outline: 1px solid var(--accent); outline-offset: -1px; }
      .row { position: absolute; left: 0; right: 0; height: ${ROW}px; cursor: default; font-size: var(--data-size); border-left: 2px solid transparent; padding-left: 14px; contain: strict; }
      .row > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
      .row:hover { background: var(--hover); }
      .row.tone-error { border-left-color: var(--severity-error); }
      .row.tone-warn { border-left-color: var(--severity-warn); }
      .row.tone-fatal { border-left-color: var(--severity-fatal); }
      .row[aria-selected='true'] { background: var(--accent-soft); }
      .right { text-align: right; font-variant-numeric: tabular-nums; }
      mark { background: var(--mark); color: inherit; border-radius: 2px; }
      .sev { font-weight: 600; font-size: var(--small-size); }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const move = (by: number) => () => this.move(by);
    this.release = [
      addShortcuts([
        { key: 'j', description: 'Next row', run: move(1) },
        { key: 'k', description: 'Row before', run: move(-1) },
        { key: 'Enter', description: 'Open the row', run: () => this.open() },
      ]),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
  }

  override firstUpdated(): void {
    const resized = new ResizeObserver(() => this.measure());
    resized.observe(this.body);
    this.release.push(() => resized.disconnect());
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('rows')) {
      this.askedAt = -1;
      this.measure();
    }
  }

  scrollToTop(): void {
    if (this.body) this.body.scrollTop = 0;
  }

  private measure(): void {
    const top = this.body.scrollTop;
    this.first = Math.max(0, Math.floor(top / ROW) - OVERSCAN);
    this.visible = Math.ceil(this.body.clientHeight / ROW) + 2 * OVERSCAN;
    const last = Math.floor((top + this.body.clientHeight) / ROW);
    if (this.rows > 0 && last >= this.rows - 20 && this.askedAt !== this.rows) {
      this.askedAt = this.rows;
      this.dispatchEvent(new CustomEvent('reach-end'));
    }
  }

  private scrolled(): void {
    this.measure();
    this.dispatchEvent(new CustomEvent('scrolled', { detail: this.body.scrollTop }));
  }

  private move(by: number): void {
    if (this.rows === 0) return;
    this.select(Math.min(this.rows - 1, Math.max(0, this.selected + by)));
  }

  private select(row: number): void {
    const top = row * ROW;
    if (top < this.body.scrollTop) this.body.scrollTop = top;
    else if (top + ROW > this.body.scrollTop + this.body.clientHeight) {
      this.body.scrollTop = top + ROW - this.body.clientHeight;
    }
    this.dispatchEvent(new CustomEvent('row-select', { detail: row }));
  }

  private open(): boolean {
    if (this.selected < 0) return false;
    this.dispatchEvent(new CustomEvent('row-open', { detail: this.selected }));
    return true;
  }

  private key(event: KeyboardEvent): void {
    if (isTyping(event)) return;
    const page = Math.max(1, Math.floor(this.body.clientHeight / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.rows, End: this.rows };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.move(by);
  }

  override render() {
    const grid = `grid-template-columns: ${this.columns.map((c) => c.width).join(' ')}`;
    const from = Math.min(this.first, Math.max(0, this.rows - 1));
    const to = Math.min(this.rows, from + this.visible);
    const rows: TemplateResult[] = [];
    for (let row = from; row < to; row++) rows.push(this.row(row, grid));
    return html`
      <div class="head" style=${grid} aria-hidden="true">
        ${this.columns.map((c) => html`<span class=${c.align ?? ''}>${c.label}</span>`)}
      </div>
      <div class="body" tabindex="0" role="grid" aria-label=${this.label} aria-rowcount=${this.rows} @scroll=${this.scrolled} @keydown=${this.key}>
        <div style="height:${this.rows * ROW}px" aria-hidden="true"></div>
        ${rows}
      </div>
    `;
  }

  private toneClass(row: number): string {
    const tone = this.tone(row);
    return tone === '' ? '' : `tone-${tone}`;
  }

  private row(row: number, grid: string): TemplateResult {
    return html`<div
      class="row ${this.toneClass(row)}"
      role="row"
      aria-rowindex=${row + 1}
      aria-selected=${row === this.selected ? 'true' : nothing}
      style="top:${row * ROW}px;${grid}"
      @click=${() => this.select(row)}
    >
      ${this.columns.map((c) => html`<span role="gridcell" class=${c.align ?? ''}>${c.render(row)}</span>`)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-table': ClewTable;
  }
}
