import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-facets.ts';
import '../elements/clew-histogram.ts';
import '../elements/clew-query-bar.ts';
import { traceLink } from '../lib/addresses.ts';
import type { ApiError } from '../lib/api.ts';
import { plural } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import type { Shortcut } from '../lib/keys.ts';
import { ClewPage } from '../lib/page.ts';
import { notationOf, splitPipes, words } from '../lib/query-text.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-log-empty.ts';
import './clew-log-list.ts';
import type { ClewLogList } from './clew-log-list.ts';
import './clew-log-toolbar.ts';
import { madeFields, type View, viewsOf } from './log-analysis.ts';
import { type ColumnSpec, fieldsOf, formatColumns, parseColumns, toggleColumn } from './log-layout.ts';
import { LogLive } from './log-live.ts';
import { LogPages, type RowSource } from './log-pages.ts';
import { LogSearch } from './log-search.ts';

/** More columns leave no room for the message. */
const MOST_MADE = 3;

export type Tab = View | 'patterns';

/**
 * Log search. The URL holds the query (`q`), the columns (`cols`), the record in the drawer (`log`),
 * live mode (`live`), the tab (`tab`), further facets (`facets`), the order (`order`), and how lines
 * are drawn (`wrap`, `density`, `ansi`).
 */
@customElement('clew-logs')
export class ClewLogs extends ClewPage {
  @state() private revision = 0;
  @state() private cursor = '';
  @query('clew-log-list') private list!: ClewLogList | null;

  private readonly search = new LogSearch(() => this.revision++);
  private live: LogLive | null = null;
  private liveKey = '';
  private asked = '';
  private listTop = 0;

  private get text(): string {
    return urlState.get('q');
  }

  private get columns(): ColumnSpec[] {
    return parseColumns(urlState.get('cols'));
  }

  /** Fields that pipes made of the lines; a search has none. */
  private get made(): string[] {
    const { analysis } = this.search;
    return analysis?.kind === 'lines' && !this.live ? madeFields(analysis) : [];
  }

  /** What the pipes made is worth seeing, unless one chose other columns. */
  private get shownColumns(): ColumnSpec[] {
    if (urlState.get('cols') !== '') return this.columns;
    return this.made.slice(0, MOST_MADE).reduce((columns, name) => (columns.some((c) => c.name === name) ? columns : toggleColumn(columns, name)), this.columns);
  }

  private get facets(): string[] {
    return urlState.get('facets').split(',').filter((f) => f !== '');
  }

  private get source(): (RowSource & { indexOf(id: string): number }) | null {
    return this.live ? this.live.buffer : this.search.pages;
  }

  /** The tab shown: the one chosen where it makes sense, else the first of the answer. */
  private get tab(): Tab {
    const chosen = urlState.get('tab') as Tab | '';
    if (this.live) return 'lines';
    const notation = notationOf(this.text);
    if (notation === 'search') return chosen === 'patterns' || chosen === 'table' || chosen === 'chart' ? chosen : 'lines';
    const views = this.search.analysis ? viewsOf(this.search.analysis) : [];
    if (chosen === 'patterns' && notation === 'pipes') return chosen;
    return views.find((v) => v === chosen) ?? views[0] ?? 'lines';
  }

  protected override shortcuts(): Shortcut[] {
    return [
      { key: 'l', description: 'Live; when lines wait, shows them', run: () => (this.live?.paused ? this.resume() : this.toggleLive()) },
      { key: 'p', description: 'Patterns', run: () => urlState.set({ tab: this.tab === 'patterns' ? null : 'patterns', live: null }) },
      { key: 'e', description: 'Explain the search', run: () => this.toolbar?.openExplain() },
      { key: 'c', description: 'Lines around the chosen one', run: () => this.showContext() },
      { key: 't', description: 'Trace of the chosen line', run: () => this.openTrace() },
      { key: 'w', description: 'Wrap lines', run: () => urlState.set({ wrap: urlState.get('wrap') === '1' ? null : '1' }, { replace: true }) },
    ];
  }

  private get toolbar() {
    return this.renderRoot.querySelector('clew-log-toolbar');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.search.close();
    this.live?.close();
    this.live = null;
    this.liveKey = '';
    this.asked = '';
  }

  protected async load(): Promise<void> {
    this.requestUpdate();
    this.loadParts();
    this.loadLive();
    const { start, end } = urlState.range;
    const order = urlState.get('order') === 'oldest' ? 'oldest' : 'newest';
    const question = { query: this.text, start, end, fields: fieldsOf(this.columns), order: order as 'newest' | 'oldest', facets: this.facets };
    const key = JSON.stringify([question, this.live !== null]);
    // A selection in the drawer changes the URL too, and is no reason to search again.
    if (key === this.asked) return;
    this.asked = key;
    if (this.live) {
      this.search.besideOnly(question);
      return;
    }
    const before = this.search.pages;
    await this.search.run(question);
    if (this.search.error) this.asked = '';
    if (this.search.pages !== before) this.list?.scrollToTop();
  }

  protected failed(error: ApiError): void {
    this.search.error = error;
    this.revision++;
  }

  /** Starts or ends the stream when the URL says so. */
  private loadLive(): void {
    const on = urlState.get('live') === '1' && canBeLive(this.text);
    const { start, end } = urlState.range;
    const key = on ? JSON.stringify([this.text, fieldsOf(this.columns), urlState.spec]) : '';
    if (key === this.liveKey) return;
    this.liveKey = key;
    this.live?.close();
    this.live = on ? new LogLive(this.text, fieldsOf(this.columns), end - start, () => this.revision++) : null;
    this.list?.scrollToTop();
  }

  private loadParts(): void {
    if (urlState.get('log')) void import('./clew-log-drawer.ts');
    const tab = urlState.get('tab');
    if (tab === 'patterns') void import('./clew-log-patterns.ts');
    if (tab === 'table' || tab === 'chart' || notationOf(this.text) !== 'search') void import('./clew-log-analysis.ts');
  }

  private toggleLive(): void {
    if (urlState.get('live') === '1') urlState.set({ live: null });
    else if (urlState.spec.to === 'now') urlState.set({ live: '1', log: null, tab: null, order: null });
    else {
      urlState.setRange({ from: 'now-15m', to: 'now' });
      urlState.set({ live: '1', log: null, tab: null, order: null }, { replace: true });
    }
  }

  private ask(text: string): void {
    if (text === this.text) {
      this.asked = '';
      urlState.refresh();
    } else urlState.set({ q: text });
  }

  /** The line in the drawer, else the one the keys have moved to. */
  private get chosen(): string {
    return urlState.get('log') || this.cursor;
  }

  private showContext(): boolean {
    if (!this.chosen) return false;
    urlState.set({ log: this.chosen, dt: 'context' }, { replace: urlState.get('log') !== '' });
    return true;
  }

  private openTrace(): boolean {
    const row = this.source?.indexOf(this.chosen) ?? -1;
    const place = row < 0 ? null : this.source!.at(row);
    const trace = place?.columns.traceId[place.index];
    if (!trace) return false;
    urlState.go(traceLink(trace, place.columns.spanId[place.index]));
    return true;
  }

  private select(row: number): void {
    const place = this.source?.at(row);
    if (!place) return;
    this.cursor = place.columns.id[place.index] ?? '';
    if (urlState.get('log')) this.open(row);
  }

  private open(row: number): void {
    const place = this.source?.at(row);
    const id = place?.columns.id[place.index];
    if (!id || id.startsWith('row ')) return;
    this.cursor = id;
    this.live?.pause(true);
    // Walking through rows is one step in the history, not one for each.
    urlState.set({ log: id }, { replace: urlState.get('log') !== '' });
  }

  private step(by: number): void {
    const at = this.source?.indexOf(urlState.get('log')) ?? -1;
    if (at < 0) return;
    const row = Math.min(this.source!.rows - 1, Math.max(0, at + by));
    this.list?.reveal(row);
    this.open(row);
  }

  private scrolled(pixels: number): void {
    this.listTop = pixels;
    this.live?.pause(pixels > 24 || urlState.get('log') !== '');
  }

  private closeDrawer(): void {
    urlState.set({ log: null, dt: null });
    this.scrolled(this.listTop);
  }

  private resume(): void {
    if (urlState.get('log')) urlState.set({ log: null });
    this.list?.scrollToTop();
    this.live?.pause(false);
  }

  private changeColumns(columns: ColumnSpec[]): void {
    urlState.set({ cols: formatColumns(columns) });
  }

  private changeFacets(facets: string[]): void {
    urlState.set({ facets: facets.join(',') });
  }

  override render() {
    const id = urlState.get('log');
    const { search, live } = this;
    const histogram = live ? live.histogram : search.histogram;
    const onSearch = (e: CustomEvent<string>) => this.ask(e.detail);
    return html`
      <clew-query-bar .value=${this.text} signal="logs" saved placeholder='service:checkout severity>=warn "payment failed"'
        .error=${live?.refused ?? (search.error?.position === null && search.error.status !== 400 ? null : search.error)} ?busy=${search.busy && !live}
        @search=${onSearch} @stop=${() => search.stop()}>
        <button class="outline" aria-pressed=${live !== null} title="Show new lines as they arrive (l)" ?disabled=${!canBeLive(this.text)} @click=${() => this.toggleLive()}>
          ${icon(live ? 'pause' : 'live')}Live
        </button>
      </clew-query-bar>
      ${notationOf(this.text) === 'logql' ? nothing : html`<clew-histogram .data=${histogram} .query=${this.text} legend ?busy=${search.busy && !live} @search=${onSearch}></clew-histogram>`}
      <clew-log-toolbar .search=${search} .live=${live} .revision=${this.revision} .tab=${this.tab} .columns=${this.shownColumns} .made=${this.made}
        @columns=${(e: CustomEvent<ColumnSpec[]>) => this.changeColumns(e.detail)}></clew-log-toolbar>
      <div class="split ${id ? 'detailed' : ''}">
        ${notationOf(this.text) === 'logql' ? nothing : html`<clew-facets .facets=${search.facets} .error=${search.facetError} ?busy=${search.facetsBusy && search.facets.length === 0} .query=${this.text} .added=${this.facets} addable
          @search=${onSearch} @added=${(e: CustomEvent<string[]>) => this.changeFacets(e.detail)}></clew-facets>`}
        <div class="list">${this.main()}</div>
        ${id ? this.drawer(id) : nothing}
      </div>
    `;
  }

  private main() {
    const { search } = this;
    const onSearch = (e: CustomEvent<string>) => this.ask(e.detail);
    if (this.tab === 'patterns') {
      return html`<clew-log-patterns .query=${splitPipes(this.text)[0]} .text=${this.text} @search=${onSearch}></clew-log-patterns>`;
    }
    if (this.tab === 'table' || this.tab === 'chart') {
      return html`<clew-log-analysis .analysis=${search.analysis} .view=${this.tab} .query=${this.text} ?busy=${search.busy} @search=${onSearch}></clew-log-analysis>`;
    }
    const failed = search.error && search.error.position === null && search.error.status !== 400;
    if (!this.live && (failed || (search.loaded && !search.busy && (this.source?.rows ?? 0) === 0 && !search.error))) {
      return html`<clew-log-empty .query=${this.text} .error=${search.error} @search=${onSearch} @retry=${() => this.ask(this.text)}></clew-log-empty>`;
    }
    if (!this.source && search.stopped) {
      return html`<clew-empty heading="The search was stopped"><p>Nothing had been found so far.</p>
        <p><button class="outline" @click=${() => this.ask(this.text)}>Search again</button></p></clew-empty>`;
    }
    if (!this.source) return search.error ? nothing : skeleton;
    return this.lines();
  }

  private lines() {
    const { source, live, search } = this;
    const { start, end } = urlState.range;
    const selected = this.chosen;
    const waiting = live?.paused ? live.buffer.waiting : 0;
    return html`
      ${waiting > 0 ? html`<button class="primary fresh" title="Show them (l, or scroll up)" @click=${() => this.resume()}>${icon('up')}${plural(waiting, 'new line')}</button>` : nothing}
      <clew-log-list class=${(search.busy || search.error) && !live ? 'old' : ''} .source=${source} .version=${this.revision} .columns=${this.shownColumns} .hits=${words(this.text)}
        ?wrap=${urlState.get('wrap') === '1'} .dense=${urlState.get('density') !== 'comfortable'} .ansi=${urlState.get('ansi') !== '0'}
        ?withDay=${end - start > 20 * 3600e3} .selected=${selected} .selectedRow=${selected ? source!.indexOf(selected) : -1}
        @row-select=${(e: CustomEvent<number>) => this.select(e.detail)}
        @row-open=${(e: CustomEvent<number>) => this.open(e.detail)}
        @view=${(e: CustomEvent<{ from: number; to: number }>) => source instanceof LogPages && source.show(e.detail.from, e.detail.to)}
        @scrolled=${(e: CustomEvent<number>) => this.scrolled(e.detail)}
        @columns=${(e: CustomEvent<ColumnSpec[]>) => this.changeColumns(e.detail)}></clew-log-list>
      ${search.moreError && !live ? html`<div class="more" role="alert">${search.moreError.message} <button class="small outline" @click=${() => source instanceof LogPages && source.retry()}>Try again</button></div>` : nothing}
    `;
  }

  private drawer(id: string) {
    return html`<clew-log-drawer .record=${id} .query=${this.text} .columns=${this.columns}
      @search=${(e: CustomEvent<string>) => this.ask(e.detail)}
      @column=${(e: CustomEvent<string>) => this.changeColumns(toggleColumn(this.shownColumns, e.detail))}
      @facet=${(e: CustomEvent<string>) => this.changeFacets([...new Set([e.detail, ...this.facets])])}
      @step=${(e: CustomEvent<number>) => this.step(e.detail)}
      @closed=${() => this.closeDrawer()}></clew-log-drawer>`;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .split { display: flex; flex: 1; min-height: 0; position: relative; }
      .list { display: flex; flex-direction: column; flex: 1; min-width: 0; min-height: 0; position: relative; }
      .fresh { position: absolute; top: 32px; left: 50%; transform: translateX(-50%); z-index: 5; box-shadow: var(--shadow); }
      .old { opacity: 0.6; transition: opacity 0.2s 0.25s; }
      .more { padding: 6px 16px; border-top: 1px solid var(--line); background: var(--bad-soft); font-size: var(--small-size); }
      .skeleton { padding: 30px 16px; display: grid; gap: 12px; }
      .skeleton i { height: 12px; border-radius: 2px; background: var(--hover); }
      @media (max-width: 1600px) { .detailed clew-facets { display: none; } }
      @media (max-width: 1100px) { clew-facets { width: 190px; } }
    `,
  ];
}

/** Lines can be followed as they arrive; what pipes or functions make of them cannot. */
function canBeLive(text: string): boolean {
  return notationOf(text) === 'search' || text.trimStart().startsWith('{');
}

const skeleton = html`<div class="skeleton" aria-label="Loading">${Array.from({ length: 16 }, (_, i) => html`<i style="width:${96 - ((i * 37) % 50)}%"></i>`)}</div>`;
