import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../lib/icons.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { term } from '../lib/query-text.ts';
import { figuresOf, type Line, type SortKey, sorted } from './chart-lines.ts';

const COLUMNS: Array<{ key: Exclude<SortKey, 'label'>; label: string }> = [
  { key: 'last', label: 'last' }, { key: 'min', label: 'min' }, { key: 'max', label: 'max' }, { key: 'mean', label: 'mean' },
];

/**
 * Names and figures of a chart's lines; a column's head sorts. `lines` with colours; `only`: the
 * labels shown, empty for all; `format`; `names`: no figures, one line after the other; `earlier`:
 * what the period of `before` lines is called. Fires `pick` with `{label, add}`.
 */
@customElement('clew-legend')
export class ClewLegend extends LitElement {
  @property({ attribute: false }) lines: Line[] = [];
  @property({ attribute: false }) only: ReadonlySet<string> = new Set();
  @property({ attribute: false }) format: (value: number | null) => string = String;
  @property({ type: Boolean }) names = false;
  @property() earlier = '';
  @state() private sort: SortKey = 'max';
  @state() private upwards = false;

  private pick(e: MouseEvent, label: string): void {
    this.dispatchEvent(new CustomEvent('pick', { detail: { label, add: e.ctrlKey || e.metaKey } }));
  }

  private sortBy(key: SortKey): void {
    this.upwards = this.sort === key ? !this.upwards : false;
    this.sort = key;
  }

  override render() {
    const current = this.lines.filter((l) => !l.before);
    return this.names ? this.short(current) : this.table(sorted(current, this.sort, this.upwards));
  }

  private name(line: Line) {
    const off = this.only.size > 0 && !this.only.has(line.label);
    return html`<button class=${off ? 'off' : ''} title="${line.label}\nclick: alone, ctrl+click: one more" aria-pressed=${this.only.has(line.label)} @click=${(e: MouseEvent) => this.pick(e, line.label)}>
      <span class="chip cut" style="--chip:${line.color ?? 'var(--accent)'}">${line.label}</span></button>`;
  }

  private short(lines: Line[]) {
    return html`<div class="names">${lines.map((l) => this.name(l))}</div>`;
  }

  private table(lines: Line[]) {
    const before = new Map(this.lines.filter((l) => l.before).map((l) => [l.label, figuresOf(l.values).mean]));
    const head = (key: SortKey, label: string) => html`<th class=${key} aria-sort=${this.sort === key ? (this.upwards ? 'ascending' : 'descending') : 'none'}>
      <button @click=${() => this.sortBy(key)}>${label}${this.sort === key ? html`<span aria-hidden="true">${(key === 'label') !== this.upwards ? '↑' : '↓'}</span>` : nothing}</button></th>`;
    return html`<div class="table" tabindex="-1"><table>
      <thead><tr>${head('label', 'series')}${before.size > 0 ? html`<th>against ${this.earlier.replace(' before', '')} before</th>` : nothing}${COLUMNS.map((c) => head(c.key, c.label))}</tr></thead>
      <tbody>${lines.map((l) => {
        const figures = figuresOf(l.values);
        return html`<tr class=${this.only.size > 0 && !this.only.has(l.label) ? 'dim' : ''}>
          <td>${this.name(l)}${this.ways(l)}</td>${before.size > 0 ? html`<td class="quiet">${change(figures.mean, before.get(l.label) ?? null)}</td>` : nothing}
          ${COLUMNS.map((c) => html`<td class=${c.key}>${this.format(figures[c.key])}</td>`)}</tr>`;
      })}</tbody></table></div>`;
  }

  /** From a line to what else is known of its service. */
  private ways(line: Line) {
    const service = line.labels?.['service_name'] ?? line.labels?.['service'];
    if (!service) return nothing;
    const q = term('service', service);
    return html`<span class="ways"><a href=${urlState.link('/logs', { q })} title="Logs of ${service}" aria-label="Logs of ${service}">${icon('logs')}</a>
      <a href=${urlState.link('/traces', { q })} title="Traces of ${service}" aria-label="Traces of ${service}">${icon('traces')}</a></span>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; min-width: 0; container-type: inline-size; }
      .table { max-height: var(--legend-height, 220px); overflow: auto; }
      table { width: 100%; border-collapse: collapse; font-size: var(--small-size); table-layout: fixed; }
      thead { position: sticky; top: 0; background: var(--bg); z-index: 1; }
      td, th { padding: 0 8px; height: 22px; text-align: right; font-weight: 400; font-variant-numeric: tabular-nums; white-space: nowrap; width: 96px; overflow: hidden; text-overflow: ellipsis; }
      td:last-child, th:last-child { padding-right: 16px; }
      th { color: var(--text-3); }
      th button { height: 20px; padding: 0 2px; font-size: var(--small-size); color: inherit; gap: 2px; }
      td:first-child, th:first-child { text-align: left; width: auto; padding-left: 12px; }
      td:first-child { display: flex; align-items: center; gap: 4px; }
      td button, .names button { height: 20px; padding: 0 4px; font: var(--small-size) var(--mono); max-width: 100%; min-width: 0; }
      tbody tr:hover { background: var(--hover); }
      @container (max-width: 640px) { td, th { width: 76px; } td.min, th.min { display: none; } }
      @container (max-width: 420px) { td.mean, th.mean { display: none; } }
      .dim, .off { opacity: 0.45; }
      .ways { display: none; flex: none; }
      tr:hover .ways, tr:focus-within .ways { display: inline-flex; gap: 6px; }
      .ways svg.icon { width: 14px; height: 14px; display: block; }
      .names { display: flex; flex-wrap: wrap; gap: 0 4px; max-height: 40px; overflow: hidden auto; scrollbar-width: none; }
      .names button { max-width: 180px; }
    `,
  ];
}

function change(now: number | null, before: number | null): string {
  if (now === null || before === null || before === 0) return '–';
  const share = ((now - before) / Math.abs(before)) * 100;
  return Math.abs(share) < 0.05 ? '±0 %' : `${share > 0 ? '+' : '−'}${Math.abs(share) >= 10 ? Math.abs(share).toFixed(0) : Math.abs(share).toFixed(1)} %`;
}
