import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { ApiError, isAbort, messageOf } from '../lib/api.ts';
import { count } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { growth } from './metric-explore.ts';
import type { Catalogue, CatalogueEntry } from './metric-types.ts';
import { catalogue } from './prometheus.ts';

const LISTED = 200;
const TYPING_MILLIS = 120;

/**
 * The metrics that were received, found by name or help. `chosen`: a name; `wide`: as a table with
 * type, unit, help, series and growth; `version`: asks again when it changes. Fires `choose` with the entry.
 */
@customElement('clew-metric-list')
export class ClewMetricList extends LitElement {
  @property() chosen = '';
  @property({ type: Boolean, reflect: true }) wide = false;
  @property({ attribute: false }) version = 0;
  @state() private found: Catalogue | null = null;
  @state() private error: ApiError | null = null;
  @state() private sort: 'name' | 'series' | 'growth' = 'name';
  @query('input') private input!: HTMLInputElement;
  private typed = urlState.get('find');
  private waiting = 0;
  private pending: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.waiting);
    this.pending?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('version')) return;
    const find = urlState.get('find');
    if (document.activeElement === null || this.shadowRoot?.activeElement !== this.input) this.typed = find;
    void this.load();
  }

  override focus(): void {
    this.input?.focus();
    this.input?.select();
  }

  private async load(): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    try {
      this.found = await catalogue(this.typed, urlState.range, LISTED, controller.signal);
      this.error = null;
      this.dispatchEvent(new CustomEvent('found', { detail: this.found }));
    } catch (e) {
      if (controller.signal.aborted || isAbort(e)) return;
      this.error = e instanceof ApiError ? e : new ApiError(messageOf(e), 0, null);
    }
  }

  private type(): void {
    this.typed = this.input.value;
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => urlState.set({ find: this.typed }, { replace: true }), TYPING_MILLIS);
  }

  private choose(entry: CatalogueEntry): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: entry }));
  }

  private key(e: KeyboardEvent): void {
    const by = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) {
      if (e.key === 'Enter' && e.target === this.input && this.found?.metrics[0]) this.choose(this.ordered()[0]!);
      return;
    }
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>('.item')];
    const at = all.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    e.preventDefault();
    (at + by < 0 ? this.input : all[Math.min(all.length - 1, at + by)])?.focus();
  }

  private ordered(): CatalogueEntry[] {
    const all = [...(this.found?.metrics ?? [])];
    // The server answers the largest first, which a list that was cut keeps to.
    if (this.sort === 'name') return this.found?.truncated && this.wide ? all : all.sort((a, b) => Number(own(a)) - Number(own(b)) || (a.name < b.name ? -1 : 1));
    const grown = (e: CatalogueEntry) => e.series - e.seriesBefore;
    return all.sort((a, b) => (this.sort === 'series' ? b.series - a.series : grown(b) - grown(a)));
  }

  override render() {
    const found = this.found;
    return html`<div class="search"><input type="search" .value=${this.typed} aria-label="Find a metric" placeholder=${this.wide ? 'Find a metric by name or description' : 'Find a metric'} @input=${this.type} @keydown=${this.key}>
        ${this.wide && found ? html`<span class="quiet small">${count(found.total)} metrics${found.truncated ? `, the first ${found.metrics.length} shown` : ''}</span>` : nothing}</div>
      <clew-error .error=${this.error}></clew-error>
      <div class="list" @keydown=${this.key}>${found === null ? nothing : found.metrics.length === 0 ? this.nothing() : this.wide ? this.table() : this.names()}
        ${found?.truncated ? html`<div class="more">${count(found.total - found.metrics.length)} more. Type to narrow the list.</div>` : nothing}</div>`;
  }

  private nothing() {
    return this.typed !== ''
      ? html`<div class="more">No metric has “${this.typed}” in its name or description.</div>`
      : html`<clew-empty heading="No metrics in this time range"><a href="/">Home</a> shows the address to send to, and what arrives. A wider time range may hold some.</clew-empty>`;
  }

  private names() {
    return this.ordered().map((e) => html`<button class="item" aria-current=${e.name === this.chosen ? 'true' : nothing} title="${e.name}${e.help ? `\n${e.help}` : ''}${e.unit ? `\nunit ${e.unit}` : ''}\n${count(e.series)} series" @click=${() => this.choose(e)}>
      <span class="cut">${e.name}</span><span class="faint" aria-label=${e.type} title=${e.type}>${e.type === 'unknown' ? '' : e.type[0]}</span></button>`);
  }

  private table() {
    const head = (key: typeof this.sort, label: string, number = false) => html`<th class=${number ? 'number' : ''} aria-sort=${this.sort === key ? (key === 'name' ? 'ascending' : 'descending') : 'none'}><button class="small" @click=${() => (this.sort = key)}>${label}${this.sort === key ? html`<span aria-hidden="true">${key === 'name' ? '↑' : '↓'}</span>` : nothing}</button></th>`;
    const firstDay = this.found!.metrics.every((m) => m.seriesBefore === 0);
    return html`<table><thead><tr>${head('name', 'Metric')}<th>Type</th><th>Unit</th><th class="help">Description</th><th class="number">Labels</th>${head('series', 'Series', true)}${head('growth', 'Since yesterday', true)}</tr></thead>
      <tbody>${this.ordered().map((e) => {
        const grown = firstDay ? '–' : growth(e.series, e.seriesBefore);
        return html`<tr @click=${() => this.choose(e)}><td><button class="item mono" @click=${(x: Event) => { x.stopPropagation(); this.choose(e); }}><span class="cut">${e.name}</span></button></td>
          <td class="quiet">${e.type === 'unknown' ? '–' : e.type}${e.native ? html` <span class="faint" title="Native histogram">native</span>` : nothing}</td><td class="quiet">${e.unit || '–'}</td><td class="help quiet" title=${e.help}>${e.help}</td>
          <td class="number quiet">${count(e.labels)}</td><td class="number">${count(e.series)}</td><td class="number ${grown.startsWith('+') && e.series > 2 * e.seriesBefore && e.series > 100 ? 'warn' : 'quiet'}">${grown || '±0'}</td></tr>`;
      })}</tbody></table>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; min-width: 0; }
      .search { display: flex; align-items: center; gap: 12px; padding: 8px; flex: none; }
      :host([wide]) .search { padding: 8px 16px; }
      input { flex: 1; height: 26px; min-width: 0; }
      :host([wide]) input { max-width: 480px; }
      .list { overflow: auto; flex: 1; min-height: 0; padding-bottom: 16px; }
      :host(:not([wide])) .item { width: 100%; height: 24px; padding: 0 8px 0 12px; border-radius: 0; justify-content: space-between; font: var(--data-size) var(--mono); }
      .item[aria-current] { background: var(--accent-soft); color: var(--accent); }
      .item .faint { font: var(--small-size) var(--font); }
      .more { padding: 8px 12px; color: var(--text-2); font-size: var(--small-size); }
      table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: var(--data-size); }
      thead { position: sticky; top: 0; background: var(--bg); z-index: 1; }
      th { text-align: left; font-weight: 500; color: var(--text-2); font-size: var(--small-size); height: 28px; padding: 0 8px; border-bottom: 1px solid var(--line); white-space: nowrap; width: 92px; }
      th button { color: inherit; padding: 0 2px; gap: 2px; margin-left: -2px; }
      th:first-child { width: 34%; padding-left: 16px; }
      th.help { width: auto; }
      th.number { text-align: right; }
      th:last-child { width: 118px; padding-right: 16px; }
      td { padding: 0 8px; height: 26px; border-bottom: 1px solid var(--line); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
      td:first-child { padding-left: 12px; }
      td:last-child { padding-right: 16px; }
      td .item { height: 24px; padding: 0 4px; max-width: 100%; color: var(--accent); }
      tbody tr { cursor: pointer; }
      tbody tr:hover { background: var(--hover); }
      @media (max-width: 1100px) { th:nth-child(5), td:nth-child(5) { display: none; } th { width: 76px; } }
    `,
  ];
}

/** What Clew says of itself comes after what people send. */
const own = (entry: CatalogueEntry) => entry.name.startsWith('clew_');

declare global {
  interface HTMLElementTagNameMap {
    'clew-metric-list': ClewMetricList;
  }
}
