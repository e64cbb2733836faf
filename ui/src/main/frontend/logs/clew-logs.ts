import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-facets.ts';
import '../elements/clew-histogram.ts';
import '../elements/clew-query-bar.ts';
import { type ClewTable, type Column } from '../elements/clew-table.ts';
import { type ApiError, attributeText, type Facet, getJson, type Histogram, isAbort, type Partial, type Stats } from '../lib/api.ts';
import { serviceColor, severityShort, severityText } from '../lib/colors.ts';
import { count, dateTime, exactTime, millis, plural, time } from '../lib/format.ts';
import { pieces } from '../lib/highlight.ts';
import { icon } from '../lib/icons.ts';
import type { Shortcut } from '../lib/keys.ts';
import { ClewPage } from '../lib/page.ts';
import { words } from '../lib/query-text.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-log-columns.ts';
import { append, emptyColumns, type LogColumns, type LogPage } from './log-types.ts';

const PAGE_ROWS = 300;
const LIVE_MILLIS = 2500;

/**
 * Log search. The URL holds the query (`q`), the columns (`cols`), the record in the drawer (`log`),
 * and live mode (`live`).
 */
@customElement('clew-logs')
export class ClewLogs extends ClewPage {
  @state() private data: LogColumns = emptyColumns([]);
  @state() private histogram: Histogram | null = null;
  @state() private facets: Facet[] = [];
  @state() private error: ApiError | null = null;
  @state() private busy = false;
  @state() private loaded = false;
  @state() private stats: Stats | null = null;
  @state() private partial: Partial | null = null;
  @state() private choosing = false;
  @state() private waiting = 0;
  @query('clew-table') private table!: ClewTable | null;

  private cursor: string | undefined;
  private asked = '';
  private running: AbortController | null = null;
  private timer = 0;
  private listTop = 0;

  static override styles = [
    shared,
    pageStyles,
    css`
      .summary { display: flex; align-items: center; gap: 12px; padding: 0 16px; height: 30px; border-bottom: 1px solid var(--line); font-size: var(--small-size); color: var(--text-2); flex: none; }
      .split { display: flex; flex: 1; min-height: 0; position: relative; }
      .list { display: flex; flex-direction: column; flex: 1; min-width: 0; min-height: 0; position: relative; }
      .fresh { position: absolute; top: 32px; left: 50%; transform: translateX(-50%); z-index: 5; box-shadow: var(--shadow); }
      .live-on { color: var(--accent); }
      clew-log-columns { position: absolute; right: 12px; top: 2px; z-index: 10; }
      @media (max-width: 1600px) {
        .detailed clew-facets { display: none; }
      }
      @media (max-width: 1100px) {
        clew-facets { width: 190px; }
      }
    `,
  ];

  private get text(): string {
    return urlState.get('q');
  }

  private get fields(): string[] {
    return urlState.get('cols').split(',').filter((f) => f !== '');
  }

  private get live(): boolean {
    return urlState.get('live') === '1';
  }

  protected override shortcuts(): Shortcut[] {
    return [{ key: 'l', description: 'Live', run: () => this.toggleLive() }];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.timer);
    this.running?.abort();
  }

  protected async load(signal: AbortSignal): Promise<void> {
    const { start, end } = urlState.range;
    const key = JSON.stringify([this.text, urlState.spec, start, end, this.fields]);
    this.requestUpdate();
    this.loadDrawer();
    // A selection in the drawer changes the URL too, and is no reason to search again.
    if (key === this.asked) return;
    this.asked = key;
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    signal.addEventListener('abort', () => this.asked !== key && running.abort());
    window.clearTimeout(this.timer);
    this.busy = true;
    this.error = null;
    try {
      const query = this.text;
      const params = { query, start, end };
      const first = getJson<LogPage>('logs/search', { ...params, limit: PAGE_ROWS, fields: this.fields.join(',') }, running.signal);
      getJson<Histogram>('logs/histogram', { ...params, buckets: 90 }, running.signal).then((h) => (this.histogram = h), () => {});
      getJson<{ facets: Facet[] }>('logs/facets', params, running.signal).then((f) => (this.facets = f.facets), () => {});
      const page = await first;
      this.data = append(emptyColumns(this.fields), page.columns);
      this.cursor = page.cursor;
      this.stats = page.stats ?? null;
      this.partial = page.partial ?? null;
      this.loaded = true;
      this.waiting = 0;
      this.table?.scrollToTop();
      this.planLive();
    } catch (e) {
      if (running.signal.aborted) return;
      this.asked = '';
      throw e;
    } finally {
      if (this.running === running) this.busy = false;
    }
  }

  protected failed(error: ApiError): void {
    this.error = error;
    this.busy = false;
    this.loaded = true;
  }

  private async more(): Promise<void> {
    const cursor = this.cursor;
    const running = this.running;
    if (!cursor || !running || this.busy) return;
    const { start, end } = urlState.range;
    this.busy = true;
    try {
      const page = await getJson<LogPage>(
        'logs/search',
        { query: this.text, start, end, limit: PAGE_ROWS, cursor, fields: this.fields.join(',') },
        running.signal,
      );
      if (this.running !== running) return;
      this.data = append(this.data, page.columns);
      this.cursor = page.cursor;
    } catch (e) {
      if (!isAbort(e)) this.cursor = undefined;
    } finally {
      if (this.running === running) this.busy = false;
    }
  }

  private planLive(): void {
    window.clearTimeout(this.timer);
    if (this.live) this.timer = window.setTimeout(() => void this.tick(), LIVE_MILLIS);
  }

  /** While at the top, shows what is new; scrolled away, only counts it. */
  private async tick(): Promise<void> {
    if (!this.live) return;
    if (document.hidden || this.busy) return this.planLive();
    if (this.listTop < 24) return urlState.refresh();
    const newest = this.data.time[0];
    if (newest) {
      const start = Number(newest.slice(0, -6)) + 1;
      const h = await getJson<Histogram>('logs/histogram', { query: this.text, start, end: Date.now(), buckets: 1 }).catch(() => null);
      if (h) this.waiting = h.total;
    }
    this.planLive();
  }

  private toggleLive(): void {
    const live = this.live;
    if (live) urlState.set({ live: null });
    else {
      urlState.set({ live: '1', log: null });
      if (urlState.spec.to !== 'now') urlState.setRange({ from: 'now-15m', to: 'now' });
    }
    this.planLive();
  }

  private search(text: string): void {
    if (text === this.text) urlState.refresh();
    else urlState.set({ q: text });
  }

  private stop(): void {
    this.running?.abort();
    this.busy = false;
  }

  private async loadDrawer(): Promise<void> {
    if (urlState.get('log')) await import('./clew-log-drawer.ts');
  }

  private open(row: number): void {
    const id = this.data.id[row];
    // Walking through rows is one step in the history, not one for each.
    if (id) urlState.set({ log: id }, { replace: urlState.get('log') !== '' });
  }

  private columns(): Column[] {
    const { start, end } = urlState.range;
    const oneDay = end - start < 20 * 3600e3;
    const hits = words(this.text);
    return [
      {
        key: 'time', label: 'Time', width: oneDay ? '88px' : '164px',
        render: (row) => html`<span class="mono" title=${exactTime(this.data.time[row] ?? '')}>${oneDay ? time(this.data.time[row] ?? '') : dateTime(this.data.time[row] ?? '')}</span>`,
      },
      {
        key: 'severity', label: 'Sev', width: '32px',
        render: (row) => html`<span class="sev" style="color:${severityText(this.data.severity[row] ?? '')}">${severityShort(this.data.severity[row] ?? '')}</span>`,
      },
      {
        key: 'service', label: 'Service', width: 'minmax(64px, 112px)',
        render: (row) => html`<span class="chip" style="--chip:${serviceColor(this.data.service[row] ?? '')}">${this.data.service[row]}</span>`,
      },
      ...this.fields.map((field): Column => ({
        key: field, label: field, width: 'minmax(60px, 140px)',
        render: (row) => html`<span class="mono" title=${attributeText(this.data.fields[field]?.[row])}>${attributeText(this.data.fields[field]?.[row])}</span>`,
      })),
      { key: 'message', label: 'Message', width: 'minmax(120px, 1fr)', render: (row) => this.message(row, hits) },
    ];
  }

  private message(row: number, hits: string[]): TemplateResult {
    const text = this.data.body[row] ?? '';
    const newline = text.indexOf('\n');
    const line = (newline < 0 ? text : text.slice(0, newline)).slice(0, 1000);
    const rest = newline < 0 ? 0 : text.split('\n').length - 1;
    return html`<span class="mono"
      >${pieces(line, hits).map((p) => (p.hit ? html`<mark>${p.text}</mark>` : p.text))}${rest > 0
        ? html`<span class="faint"> +${plural(rest, 'line')}</span>`
        : nothing}</span
    >`;
  }

  override render() {
    const id = urlState.get('log');
    return html`
      <clew-query-bar
        .value=${this.text}
        signal="logs"
        placeholder='service:checkout severity>=warn "payment failed"'
        .error=${this.error}
        ?busy=${this.busy && !this.live}
        @search=${(e: CustomEvent<string>) => this.search(e.detail)}
        @stop=${this.stop}
      >
        <button class="outline" aria-pressed=${this.live} title="Show new lines as they arrive (l)" @click=${this.toggleLive}>
          ${icon(this.live ? 'pause' : 'live')}Live
        </button>
      </clew-query-bar>
      <clew-histogram .data=${this.histogram}></clew-histogram>
      ${this.summary()}
      <div class="split ${id ? 'detailed' : ''}">
        <clew-facets .facets=${this.facets} .query=${this.text} @search=${(e: CustomEvent<string>) => this.search(e.detail)}></clew-facets>
        <div class="list">${this.list(id)}</div>
        ${this.choosing
          ? html`<clew-log-columns .chosen=${this.fields} @chosen=${(e: CustomEvent<string[]>) => urlState.set({ cols: e.detail.join(',') })} @closed=${() => (this.choosing = false)}></clew-log-columns>`
          : nothing}
        ${id ? html`<clew-log-drawer .record=${id} .query=${this.text} @search=${(e: CustomEvent<string>) => this.search(e.detail)} @closed=${() => urlState.set({ log: null })}></clew-log-drawer>` : nothing}
      </div>
    `;
  }

  private summary() {
    const total = this.histogram?.total;
    const shown = this.data.id.length;
    return html`<div class="summary" role="status">
      <span>${total === undefined ? (this.busy ? 'Searching …' : '') : html`<b>${plural(total, 'line')}</b>`}</span>
      ${this.stats?.elapsedMillis === undefined ? nothing : html`<span title=${explain(this.stats)}>${millis(this.stats.elapsedMillis)}</span>`}
      ${total !== undefined && shown > 0 && shown < total ? html`<span>newest ${count(shown)} loaded, more on scrolling</span>` : nothing}
      ${this.partial ? html`<span class="warn">${this.partial.reason}</span>` : nothing}
      <span class="spacer"></span>
      ${this.live ? html`<span class="live-on">live</span>` : nothing}
      <button class="small" aria-expanded=${this.choosing} @click=${() => (this.choosing = !this.choosing)}>${icon('columns')}Columns</button>
    </div>`;
  }

  private list(id: string) {
    if (this.loaded && this.data.id.length === 0 && !this.busy) return this.error ? nothing : this.nothingFound();
    return html`
      ${this.waiting > 0
        ? html`<button class="primary fresh" @click=${() => { this.listTop = 0; urlState.refresh(); }}>${plural(this.waiting, 'new line')}</button>`
        : nothing}
      <clew-table
        label="Log lines"
        .columns=${this.columns()}
        .rows=${this.data.id.length}
        .version=${this.data}
        .selected=${id ? this.data.id.indexOf(id) : -1}
        .tone=${(row: number) => toneOf(this.data.severity[row] ?? '')}
        @row-select=${(e: CustomEvent<number>) => this.open(e.detail)}
        @row-open=${(e: CustomEvent<number>) => this.open(e.detail)}
        @reach-end=${() => void this.more()}
        @scrolled=${(e: CustomEvent<number>) => (this.listTop = e.detail)}
      ></clew-table>
    `;
  }

  private nothingFound() {
    const filtered = this.text !== '';
    return html`<clew-empty heading=${filtered ? 'No line matches in this time range' : 'No log lines in this time range'}>
      <p>${filtered
        ? html`Searched for <span class="mono">${this.text}</span>.`
        : 'Either nothing was logged then, or no service sends its logs to Clew yet.'}</p>
      <p>
        <button class="outline" @click=${() => urlState.setRange({ from: 'now-24h', to: 'now' })}>Search the last 24 hours</button>
        ${filtered
          ? html`<button class="outline" @click=${() => this.search('')}>Clear the search</button>`
          : html`<a href=${urlState.link('/', { setup: '1' })}>How to send logs</a>`}
      </p>
    </clew-empty>`;
  }
}

function toneOf(severity: string): string {
  return severity === 'error' || severity === 'fatal' || severity === 'warn' ? severity : '';
}

function explain(stats: Stats): string {
  return `${count(stats.scannedRows)} rows in ${count(stats.scannedBlocks)} blocks read, ${count(stats.skippedBlocks)} blocks skipped by the index`;
}
