import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { attributeText } from '../lib/api.ts';
import { ansiRuns, hasAnsi, stripAnsi } from '../lib/ansi.ts';
import { serviceColor, severityColor, severityShort, severityText } from '../lib/colors.ts';
import { dateTime, exactTime, plural, time } from '../lib/format.ts';
import { pieces, visible } from '../lib/highlight.ts';
import { icon } from '../lib/icons.ts';
import { addShortcuts, isTyping } from '../lib/keys.ts';
import { shared } from '../lib/styles.ts';
import { type ColumnSpec, LineCounts, moveColumn, resizeColumn, toggleColumn, wrappedLines } from './log-layout.ts';
import type { RowPlace, RowSource } from './log-pages.ts';

const HEAD = 26;
const LINE = 18;
const MOST_LINES = 30;
const OVERSCAN = 10;
/** Higher elements are cut off by some browsers; beyond it the scroll bar moves in larger steps. */
const MOST_PIXELS = 16_000_000;

/**
 * Log lines of which only the visible ones exist in the page.
 *
 * `source`; `version`: any value that changes with the source's rows; `columns`; `hits`: words to
 * mark; `wrap`; `dense`; `ansi`: show terminal colours; `selected`: the ID of a line; `withDay`.
 * Fires `row-select` with the row (arrows, j, k), `row-open` (click, enter), `view` with the rows
 * `{from, to}` in sight, `scrolled` with the pixels from the top, `columns` with changed columns.
 */
@customElement('clew-log-list')
export class ClewLogList extends LitElement {
  @property({ attribute: false }) source: RowSource | null = null;
  @property({ attribute: false }) version: unknown = null;
  @property({ attribute: false }) columns: ColumnSpec[] = [];
  @property({ attribute: false }) hits: string[] = [];
  @property({ type: Boolean }) wrap = false;
  @property({ type: Boolean }) dense = true;
  @property({ type: Boolean }) ansi = true;
  @property({ type: Boolean }) withDay = false;
  @property() selected = '';
  @property({ type: Number }) selectedRow = -1;
  @property() label = 'Log lines';
  @state() private first = 0;
  @state() private last = 40;
  @state() private resizing: { name: string; width: number } | null = null;
  @query('.body') private body!: HTMLElement;
  private readonly lines = new LineCounts();
  private measuredFor = 0;
  private measuredRows = 0;
  private height = 0;
  private release: Array<() => void> = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const move = (by: number) => () => this.move(by);
    this.release = [
      addShortcuts([
        { key: 'j', description: 'Next line', run: move(1) },
        { key: 'k', description: 'Line before', run: move(-1) },
        { key: 'Enter', description: 'Open the line', run: () => this.open() },
      ]),
    ];
    if (this.hasUpdated) this.observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
  }

  override firstUpdated(): void {
    this.observe();
  }

  private observe(): void {
    const resized = new ResizeObserver(() => {
      this.measuredFor = 0;
      this.requestUpdate();
    });
    resized.observe(this.body);
    this.release.push(() => resized.disconnect());
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('source') || changed.has('columns') || changed.has('wrap')) {
      this.measuredFor = 0;
      if (changed.has('source')) this.lines.clear();
    }
    if (this.wrap) this.measureRows(changed.has('version'));
  }

  override updated(): void {
    if (this.view()) this.requestUpdate();
  }

  scrollToTop(): void {
    if (this.body) this.body.scrollTop = 0;
  }

  private get rows(): number {
    return this.source?.rows ?? 0;
  }

  private get rowHeight(): number {
    return this.dense ? 24 : 32;
  }

  private get edge(): number {
    return this.dense ? 6 : 12;
  }

  /** Counts the text lines of each row in memory; of the others what was counted before holds. */
  private measureRows(moved: boolean): void {
    this.lines.resize(this.rows);
    const cell = this.renderRoot?.querySelector('.head .cell[data-name="body"]');
    const probe = this.renderRoot?.querySelector('.probe');
    if (!cell || !probe) return;
    const width = Math.floor((cell.clientWidth - 8) / (probe.getBoundingClientRect().width / 100));
    // In live mode rows move down, so that each has to be counted again; else only those that are new.
    const anew = this.measuredFor !== width || (moved && this.source?.moves === true);
    const from = anew ? 0 : Math.min(this.measuredRows, this.rows);
    this.measuredFor = width;
    this.measuredRows = this.rows;
    for (let row = from; row < this.rows; row++) {
      const place = this.source?.at(row);
      if (place) this.lines.set(row, wrappedLines(shown(place), width, MOST_LINES));
    }
  }

  private top(row: number): number {
    return this.wrap ? this.lines.before(row) * LINE + row * this.edge : row * this.rowHeight;
  }

  private rowAt(y: number): number {
    return this.wrap ? this.lines.rowAt(y, LINE, this.edge) : Math.min(this.rows - 1, Math.floor(y / this.rowHeight));
  }

  private total(): number {
    return this.wrap ? this.lines.total * LINE + this.rows * this.edge : this.rows * this.rowHeight;
  }

  private get scale(): number {
    const view = (this.body?.clientHeight ?? HEAD) - HEAD;
    const total = this.total();
    return total <= MOST_PIXELS ? 1 : (total - view) / (MOST_PIXELS - view);
  }

  /** Which rows are in sight; answers whether that changed. */
  private view(): boolean {
    if (!this.body) return false;
    const y = this.body.scrollTop * this.scale;
    const from = Math.max(0, this.rowAt(y));
    const to = Math.min(this.rows, this.rowAt(y + this.body.clientHeight) + 1);
    const first = Math.max(0, from - OVERSCAN);
    const last = Math.min(this.rows, to + OVERSCAN);
    const changed = first !== this.first || last !== this.last || this.height !== this.body.clientHeight;
    this.height = this.body.clientHeight;
    this.first = first;
    this.last = last;
    this.dispatchEvent(new CustomEvent('view', { detail: { from, to } }));
    return changed;
  }

  private scrolled(): void {
    this.view();
    // With scaled heights every row moves at every pixel.
    if (this.scale !== 1) this.requestUpdate();
    this.dispatchEvent(new CustomEvent('scrolled', { detail: this.body.scrollTop }));
  }

  private move(by: number): void {
    if (this.rows === 0) return;
    const from = this.selectedRow < 0 && by > 0 ? this.rowAt(this.body.scrollTop * this.scale) - 1 : this.selectedRow;
    const row = Math.min(this.rows - 1, Math.max(0, from + by));
    this.reveal(row);
    this.dispatchEvent(new CustomEvent('row-select', { detail: row }));
  }

  private open(): boolean {
    if (this.selectedRow < 0) return false;
    this.dispatchEvent(new CustomEvent('row-open', { detail: this.selectedRow }));
    return true;
  }

  reveal(row: number): void {
    const y = this.body.scrollTop * this.scale;
    const top = this.top(row);
    const bottom = this.top(row + 1);
    if (top < y) this.body.scrollTop = top / this.scale;
    else if (bottom > y + this.body.clientHeight - HEAD) this.body.scrollTop = (bottom - this.body.clientHeight + HEAD) / this.scale;
  }

  private key(event: KeyboardEvent): void {
    if (isTyping(event)) return;
    const page = Math.max(1, Math.floor(this.body.clientHeight / this.rowHeight) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.rows, End: this.rows };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.move(by);
  }

  private fire(columns: ColumnSpec[]): void {
    this.dispatchEvent(new CustomEvent('columns', { detail: columns }));
  }

  private resize(event: PointerEvent, name: string): void {
    event.preventDefault();
    event.stopPropagation();
    const grip = event.currentTarget as HTMLElement;
    const from = event.clientX - grip.parentElement!.clientWidth;
    grip.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => (this.resizing = { name, width: Math.max(40, e.clientX - from) });
    grip.addEventListener('pointermove', moved);
    grip.addEventListener('pointerup', () => {
      grip.removeEventListener('pointermove', moved);
      const done = this.resizing;
      this.resizing = null;
      if (done) this.fire(resizeColumn(this.columns, name, done.width));
    }, { once: true });
  }

  private grid(): string {
    const widths = this.columns.map(({ name, width }) => {
      const fixed = this.resizing?.name === name ? this.resizing.width : width;
      if (name === 'body') return `minmax(${fixed ?? 160}px, 1fr)`;
      if (fixed !== null) return `${fixed}px`;
      if (name === 'time') return this.withDay ? '164px' : '92px';
      return name === 'severity' ? '34px' : name === 'service' ? 'minmax(64px, 116px)' : 'minmax(64px, 150px)';
    });
    return `grid-template-columns:${widths.join(' ')};min-width:${this.columns.reduce((a, c) => a + (c.name === 'body' ? 160 : (c.width ?? 64)) + 12, 32)}px`;
  }

  override render() {
    const grid = this.grid();
    const rows: TemplateResult[] = [];
    const last = Math.min(this.last, this.rows);
    const offset = this.body ? this.body.scrollTop * (1 - this.scale) : 0;
    for (let row = Math.min(this.first, this.rows); row < last; row++) rows.push(this.row(row, grid, offset));
    return html`
      <div class="body ${this.wrap ? 'wrap' : ''}" tabindex="0" role="grid" aria-label=${this.label} aria-rowcount=${this.rows} @scroll=${this.scrolled} @keydown=${this.key}>
        <div class="head" style=${grid} role="row">${this.columns.map((c, i) => this.header(c, i))}</div>
        <div class="rows" style="height:${Math.min(MOST_PIXELS, this.total())}px" role="presentation">${rows}</div>
      </div>
      <span class="probe" aria-hidden="true">${'x'.repeat(100)}</span>`;
  }

  private header(column: ColumnSpec, at: number): TemplateResult {
    const label = { time: 'Time', severity: 'Sev', service: 'Service', body: 'Message' }[column.name] ?? column.name;
    return html`<span class="cell" role="columnheader" data-name=${column.name} draggable="true" title="${column.name} (drag to move)"
      @dragstart=${(e: DragEvent) => e.dataTransfer?.setData('text/clew-column', column.name)}
      @dragover=${(e: DragEvent) => e.preventDefault()}
      @drop=${(e: DragEvent) => { e.preventDefault(); this.fire(moveColumn(this.columns, e.dataTransfer?.getData('text/clew-column') ?? '', at)); }}>
      <span class="cut">${label}</span>
      ${column.name === 'body' ? nothing : html`<button class="drop" tabindex="-1" title="Remove this column" aria-label="Remove column ${column.name}" @click=${() => this.fire(toggleColumn(this.columns, column.name))}>${icon('close')}</button>
        <span class="grip" @pointerdown=${(e: PointerEvent) => this.resize(e, column.name)}></span>`}
    </span>`;
  }

  private row(row: number, grid: string, offset: number): TemplateResult {
    const place = this.source?.at(row) ?? null;
    const lines = this.wrap ? this.lines.get(row) : 1;
    const height = this.wrap ? lines * LINE + this.edge : this.rowHeight;
    const style = `top:${this.top(row) + offset}px;height:${height}px;${grid}`;
    if (!place) return html`<div class="row" role="row" aria-rowindex=${row + 1} style=${style}>${this.columns.map(() => html`<span class="bone"></span>`)}</div>`;
    const { columns, index } = place;
    const severity = columns.severity[index] ?? '';
    return html`<div class="row" role="row" aria-rowindex=${row + 1} aria-selected=${columns.id[index] === this.selected && this.selected !== '' ? 'true' : nothing}
      style="${style};--bar:${severityColor(severity)}" @click=${() => this.clicked(row)}>
      ${this.columns.map((c) => this.cell(c.name, place, severity))}</div>`;
  }

  /** A click that ended a selection of text is none. */
  private clicked(row: number): void {
    if (window.getSelection()?.type === 'Range') return;
    this.dispatchEvent(new CustomEvent('row-open', { detail: row }));
  }

  private cell(name: string, place: RowPlace, severity: string): TemplateResult {
    const { columns, index } = place;
    if (name === 'body') return html`<span role="gridcell" class="mono message">${this.message(place)}</span>`;
    if (name === 'time') {
      const at = columns.time[index] ?? '';
      return html`<span role="gridcell" class="mono quiet" title=${exactTime(at)}>${this.withDay ? dateTime(at) : time(at)}</span>`;
    }
    if (name === 'severity') return html`<span role="gridcell" class="sev" style="color:${severityText(severity)}">${severityShort(severity)}</span>`;
    if (name === 'service') {
      const service = columns.service[index] ?? '';
      return html`<span role="gridcell" title=${service}><span class="chip" style="--chip:${serviceColor(service)}">${service}</span></span>`;
    }
    const text = attributeText(columns.fields[name]?.[index]);
    return html`<span role="gridcell" class="mono" title=${text}>${text}</span>`;
  }

  private message(place: RowPlace): TemplateResult {
    const raw = place.columns.body[place.index] ?? '';
    if (this.wrap) return html`${this.marked(laidOut(raw))}`;
    const newline = raw.indexOf('\n');
    const line = (newline < 0 ? raw : raw.slice(0, newline)).slice(0, 1000);
    const rest = newline < 0 ? 0 : raw.split('\n').length - 1;
    return html`${this.marked(line)}${rest > 0 ? html`<span class="faint fold"> +${plural(rest, 'line')}</span>` : nothing}`;
  }

  private marked(text: string) {
    if (!hasAnsi(text)) return this.hit(text);
    if (!this.ansi) return this.hit(stripAnsi(text));
    return ansiRuns(text).map((run) => html`<span class="${run.color >= 0 ? `ansi-${run.color}` : ''} ${run.bold ? 'bold' : ''}">${this.hit(run.text)}</span>`);
  }

  private hit(text: string) {
    const shown = visible(text);
    return this.hits.length === 0 ? shown : pieces(shown, this.hits).map((p) => (p.hit ? html`<mark>${p.text}</mark>` : p.text));
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; min-width: 0; flex: 1; position: relative; }
      .body { overflow: auto; flex: 1; min-height: 0; outline: none; scrollbar-gutter: stable; overflow-anchor: none; }
      .body:focus-visible { outline: 1px solid var(--accent); outline-offset: -1px; }
      .head, .row { display: grid; column-gap: 12px; padding: 0 12px 0 16px; }
      .head { position: sticky; top: 0; z-index: 3; height: ${HEAD}px; align-items: center; background: var(--bg); border-bottom: 1px solid var(--line); color: var(--text-2); font-size: var(--small-size); }
      .cell { position: relative; display: flex; align-items: center; min-width: 0; height: 100%; cursor: grab; }
      .cell .drop { display: none; width: 16px; height: 16px; padding: 0; margin-left: 2px; justify-content: center; flex: none; }
      .cell .drop svg { width: 12px; height: 12px; }
      .cell:hover .drop { display: inline-flex; }
      .grip { position: absolute; right: -8px; top: 4px; bottom: 4px; width: 8px; cursor: col-resize; touch-action: none; border-right: 1px solid var(--line); }
      .grip:hover { border-right-color: var(--accent); }
      .rows { position: relative; }
      .row { position: absolute; left: 0; right: 0; align-items: center; cursor: default; font-size: var(--data-size); contain: strict; }
      .row::before { content: ''; position: absolute; left: 0; top: 2px; bottom: 2px; width: 3px; background: var(--bar, transparent); }
      .row > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
      .row:hover { background: var(--hover); }
      .row[aria-selected='true'] { background: var(--accent-soft); }
      .wrap .row { align-items: start; padding-top: 3px; border-bottom: 1px solid var(--line); }
      .wrap .row > span { line-height: ${LINE}px; }
      .wrap .row > .message { white-space: pre-wrap; word-break: break-all; text-overflow: clip; max-height: 100%; }
      mark { background: var(--mark); color: inherit; border-radius: 2px; }
      .sev { font-weight: 600; font-size: var(--small-size); }
      .fold { font-family: var(--font); }
      .bone { height: 8px; border-radius: 2px; background: var(--hover); }
      .probe { position: absolute; visibility: hidden; font: var(--data-size) var(--mono); white-space: pre; }
      .bold { font-weight: 700; }
      .ansi-0 { color: var(--text-3); }
      .ansi-1 { color: var(--severity-error); }
      .ansi-2 { color: var(--good); }
      .ansi-3 { color: var(--severity-warn); }
      .ansi-4 { color: var(--accent); }
      .ansi-5 { color: var(--service-4); }
      .ansi-6 { color: var(--service-2); }
      .ansi-7 { color: var(--text); }
    `,
  ];
}

const MOST_CHARACTERS = 20_000;

/** The text as it is wrapped: tabs as two spaces, no empty lines at its end. */
function laidOut(text: string): string {
  return text.slice(0, MOST_CHARACTERS).replaceAll('\t', '  ').trimEnd();
}

/** What takes room of it: escape sequences do not. */
function shown(place: RowPlace): string {
  return stripAnsi(laidOut(place.columns.body[place.index] ?? ''));
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-log-list': ClewLogList;
  }
}
