import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '../elements/clew-menu.ts';
import type { ClewMenu } from '../elements/clew-menu.ts';
import { count, millis, plural, rate } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { notationOf, splitPipes } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-log-columns.ts';
import './clew-log-explain.ts';
import './clew-log-export.ts';
import type { Tab } from './clew-logs.ts';
import { likelyViews, viewsOf } from './log-analysis.ts';
import type { ColumnSpec } from './log-layout.ts';
import type { LogLive } from './log-live.ts';
import { LogPages } from './log-pages.ts';
import { type LogSearch, MOST_ROWS } from './log-search.ts';

/**
 * The line above the result: tabs, what was found and how, and how lines are drawn.
 *
 * `search`, `live`: what runs; `revision`: changes with them; `tab`; `columns`; `made`: fields that
 * pipes made. Fires `columns`.
 */
@customElement('clew-log-toolbar')
export class ClewLogToolbar extends LitElement {
  @property({ attribute: false }) search: LogSearch | null = null;
  @property({ attribute: false }) live: LogLive | null = null;
  @property({ type: Number }) revision = 0;
  @property() tab: Tab = 'lines';
  @property({ attribute: false }) columns: ColumnSpec[] = [];
  @property({ attribute: false }) made: string[] = [];
  @state() private opened: '' | 'explain' | 'columns' | 'export' | 'view' = '';
  @query('#explain') private explainMenu!: ClewMenu | null;

  openExplain(): void {
    this.explainMenu?.open();
  }

  private tabs(): Array<{ tab: Tab; label: string }> {
    const notation = notationOf(urlState.get('q'));
    const analysis = this.search?.analysis;
    const patterns = { tab: 'patterns' as Tab, label: 'Patterns' };
    const labels = { lines: 'Lines', table: 'Table', chart: 'Chart' };
    if (notation === 'search') return [{ tab: 'lines', label: 'Lines' }, patterns, { tab: 'table', label: 'Table' }, { tab: 'chart', label: 'Chart' }];
    if (this.live) return [{ tab: 'lines', label: 'Lines' }];
    const views = (analysis ? viewsOf(analysis) : likelyViews(urlState.get('q'))).map((v) => ({ tab: v as Tab, label: labels[v] }));
    return notation === 'pipes' ? [...views, patterns] : views;
  }

  private choose(tab: Tab): void {
    urlState.set({ tab: tab === 'lines' && notationOf(urlState.get('q')) === 'search' ? null : tab, live: tab === this.tab ? urlState.get('live') : null, log: null });
  }

  private keys(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const tabs = this.tabs();
    const next = tabs[(tabs.findIndex((t) => t.tab === this.tab) + by + tabs.length) % tabs.length];
    if (next) this.choose(next.tab);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  }

  override render() {
    return html`
      <div class="tabs" role="tablist" @keydown=${this.keys}>
        ${this.tabs().map((t) => html`<button role="tab" aria-selected=${t.tab === this.tab} tabindex=${t.tab === this.tab ? 0 : -1} @click=${() => this.choose(t.tab)}>${t.label}</button>`)}
      </div>
      <span class="spacer"></span>
      <div class="status" role=${this.live ? nothing : 'status'}>${this.live ? this.liveStatus(this.live) : this.status()}</div>
      ${this.tab === 'lines' ? html`${this.view()}${this.columnMenu()}` : nothing}
      ${this.menu('export', 'download', 'Export', () => html`<clew-log-export .query=${urlState.get('q')} .columns=${this.columns} .total=${this.search?.histogram?.total ?? null} .analysis=${this.search?.analysis ?? null}></clew-log-export>`)}
    `;
  }

  private status() {
    const search = this.search;
    if (!search) return nothing;
    const lines = search.pages?.rows ?? 0;
    const ended = !(search.pages instanceof LogPages) || search.pages.ended;
    const total = search.analysis ? null : (search.histogram?.total ?? (ended && search.pages ? lines : null));
    const stats = search.stats;
    const words = [stats?.elapsedMillis === undefined ? '' : millis(stats.elapsedMillis), stats?.scannedBlocks === undefined ? '' : plural(stats.scannedBlocks, 'block')].filter((w) => w);
    return html`
      ${search.busy && !search.loaded ? html`<span>Searching …</span>` : nothing}
      ${search.stopped ? html`<span class="warn">stopped</span>` : nothing}
      ${search.analysis ? html`<b>${plural(search.analysis.rows.length, search.analysis.kind === 'lines' ? 'line' : 'row')}${search.analysis.rows.length >= MOST_ROWS ? ' (the first)' : ''}</b>` : total === null || search.error ? nothing : html`<b>${plural(total, 'line')}</b>`}
      ${search.partial ? html`<span class="warn partial" title=${search.partial.reason}>${icon('warning')}<span class="cut">partial: ${search.partial.reason}</span></span>` : nothing}
      ${!search.loaded ? nothing : this.menu('explain', '', '', () => html`<clew-log-explain .question=${search.question}></clew-log-explain>`, words.join(' · ') || 'explain', 'How this search was answered (e)')}`;
  }

  private liveStatus(live: LogLive) {
    const wait = Math.max(0, Math.ceil((live.nextAttempt - Date.now()) / 1000));
    return html`
      ${live.buffer.missed > 0 ? html`<span class="warn" title="More matched than this browser could take; they are stored and can be searched">${count(live.buffer.missed)} not shown here</span>` : nothing}
      ${live.connected ? html`<span>${rate(live.rate)}</span>` : nothing}
      ${live.refused
        ? html`<span class="bad">${live.refused.message}</span>`
        : live.connected
          ? html`<span class="on ${live.paused ? 'paused' : ''}">${live.paused ? 'paused' : 'live'}</span>`
          : live.nextAttempt > 0
            ? html`<span class="warn">connection lost, again in ${wait} s</span><button class="small outline" @click=${() => live.retry()}>Now</button>`
            : html`<span>connecting …</span>`}`;
  }

  private menu(name: 'explain' | 'columns' | 'export' | 'view', sign: 'columns' | 'download' | 'settings' | '', label: string, content: () => unknown, text = label, hint = label) {
    return html`<clew-menu id=${name} .icon=${sign} .label=${text} .hint=${hint} @opened=${(e: CustomEvent<boolean>) => {
      this.opened = e.detail ? name : this.opened === name ? '' : this.opened;
    }}>${this.opened === name ? content() : nothing}</clew-menu>`;
  }

  private columnMenu() {
    return this.menu('columns', 'columns', 'Columns', () => html`<clew-log-columns .query=${notationOf(urlState.get('q')) === 'logql' ? '' : splitPipes(urlState.get('q'))[0]} .columns=${this.columns} .made=${this.made}
      @columns=${(e: CustomEvent<ColumnSpec[]>) => this.dispatchEvent(new CustomEvent('columns', { detail: e.detail }))}></clew-log-columns>`);
  }

  private view() {
    const option = (label: string, on: boolean, values: Record<string, string | null>, key = '') =>
      html`<label class="option"><input type="checkbox" .checked=${on} @change=${() => urlState.set(values, { replace: true })} />${label}<span class="spacer"></span>${key ? html`<kbd>${key}</kbd>` : nothing}</label>`;
    const is = (name: string, value: string) => urlState.get(name) === value;
    return this.menu('view', 'settings', 'View', () => html`
      ${option('Wrap lines', is('wrap', '1'), { wrap: is('wrap', '1') ? null : '1' }, 'w')}
      ${option('More room between lines', is('density', 'comfortable'), { density: is('density', 'comfortable') ? null : 'comfortable' })}
      ${option('Terminal colours', !is('ansi', '0'), { ansi: is('ansi', '0') ? null : '0' })}
      ${option('Oldest first', is('order', 'oldest'), { order: is('order', 'oldest') ? null : 'oldest', live: null })}`);
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; align-items: center; gap: 4px; padding: 0 12px 0 8px; height: 32px; border-bottom: 1px solid var(--line); font-size: var(--small-size); color: var(--text-2); flex: none; min-width: 0; }
      .tabs { display: flex; gap: 2px; height: 100%; flex: none; }
      .tabs button { border-radius: 0; border-bottom: 2px solid transparent; color: var(--text-2); height: 32px; }
      .tabs button[aria-selected='true'] { border-bottom-color: var(--accent); color: var(--text); }
      .status { display: flex; align-items: center; gap: 10px; min-width: 0; font-variant-numeric: tabular-nums; margin-right: 8px; white-space: nowrap; }
      .status b { color: var(--text); }
      .partial { display: inline-flex; align-items: center; gap: 4px; min-width: 0; max-width: 320px; }
      .on { color: var(--good); font-weight: 600; display: inline-flex; align-items: center; gap: 6px; }
      .on::before { content: ''; width: 8px; height: 8px; border-radius: 50%; background: currentColor; }
      .on.paused { color: var(--warn); }
      .option { display: flex; align-items: center; gap: 8px; height: 28px; padding: 0 4px; border-radius: 3px; color: var(--text); font-size: var(--text-size); width: 220px; }
      .option:hover { background: var(--hover); }
      input[type='checkbox'] { height: auto; accent-color: var(--accent-fill); margin: 0; }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-log-toolbar': ClewLogToolbar;
  }
}

