import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { copyText } from '../lib/page.ts';
import { icon } from '../lib/icons.ts';
import { numberOf } from '../lib/heatmap.ts';
import { shared } from '../lib/styles.ts';
import type { InstantSeries } from './metric-types.ts';
import type { Answered } from './panel-data.ts';

interface Row {
  metric: Record<string, string>;
  values: Map<string, string>;
}

const MOST_ROWS = 500;
const VALUE = '\u0000';

/**
 * Values at the end of the range, a row for each set of labels, a column for each label and query;
 * a head sorts. `answers`; `format`: of values, which the tooltip has in full; `unit`.
 */
@customElement('clew-metric-table')
export class ClewMetricTable extends LitElement {
  @property({ attribute: false }) answers: Answered[] = [];
  @property({ attribute: false }) format: (value: number | null) => string = String;
  @property() unit = '';
  @state() private sort = '';
  @state() private upwards = false;
  @state() private copied = false;

  private rows(): Row[] {
    const rows = new Map<string, Row>();
    for (const answer of this.answers) {
      for (const series of answer.instant) {
        const metric = series.metric;
        const key = JSON.stringify(Object.entries(metric).filter(([n]) => n !== '__name__' || this.answers.length === 1).sort());
        const row = rows.get(key) ?? { metric, values: new Map<string, string>() };
        row.values.set(answer.query.id, valueOf(series));
        rows.set(key, row);
      }
    }
    return [...rows.values()];
  }

  private ordered(rows: Row[]): Row[] {
    const key = this.sort || VALUE + (this.answers[0]?.query.id ?? '');
    const by = (row: Row) => (key.startsWith(VALUE) ? numberOf(row.values.get(key.slice(1)) ?? '') : (row.metric[key] ?? ''));
    return [...rows].sort((a, b) => {
      const [x, y] = [by(a), by(b)];
      const order = typeof x === 'number' && typeof y === 'number' ? (Number.isNaN(y) ? -1 : Number.isNaN(x) ? 1 : y - x) : String(x).localeCompare(String(y), 'en', { numeric: true });
      return this.upwards ? -order : order;
    });
  }

  private head(key: string, label: string, number: boolean) {
    const on = this.sort === key || (this.sort === '' && key === VALUE + (this.answers[0]?.query.id ?? ''));
    return html`<th class=${number ? 'number' : ''} aria-sort=${on ? (this.upwards ? 'ascending' : 'descending') : 'none'}><button class="small" @click=${() => {
      this.upwards = on ? !this.upwards : false;
      this.sort = key;
    }}>${label}${on ? html`<span aria-hidden="true">${this.upwards ? '↑' : '↓'}</span>` : nothing}</button></th>`;
  }

  private async copy(labels: string[], rows: Row[]): Promise<void> {
    const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const ids = this.answers.map((a) => a.query.id);
    const lines = [[...labels, ...ids], ...rows.map((r) => [...labels.map((l) => r.metric[l] ?? ''), ...ids.map((id) => r.values.get(id) ?? '')])];
    this.copied = await copyText(lines.map((l) => l.map(cell).join(',')).join('\n'));
    window.setTimeout(() => (this.copied = false), 1500);
  }

  override render() {
    const rows = this.ordered(this.rows());
    const labels = [...new Set(rows.flatMap((r) => Object.keys(r.metric)))].sort((a, b) => Number(b === '__name__') - Number(a === '__name__') || a.localeCompare(b));
    return html`<div class="top"><span class="quiet">${rows.length} rows at the end of the range${rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} shown` : ''}</span><span class="spacer"></span>
        <button class="small" @click=${() => this.copy(labels, rows)}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? 'Copied' : 'Copy as CSV'}</button></div>
      <div class="scroll"><table class="data"><thead><tr>${labels.map((l) => this.head(l, l === '__name__' ? 'metric' : l, false))}
        ${this.answers.map((a) => this.head(VALUE + a.query.id, this.answers.length > 1 ? a.query.id : 'value', true))}</tr></thead>
      <tbody>${rows.slice(0, MOST_ROWS).map((r) => html`<tr>${labels.map((l) => html`<td class="mono" title=${r.metric[l] ?? ''}>${r.metric[l] ?? ''}</td>`)}
        ${this.answers.map((a) => {
          const text = r.values.get(a.query.id);
          const number = numberOf(text ?? '');
          return html`<td class="number" title=${text ?? ''}>${text === undefined ? '' : Number.isFinite(number) ? this.format(number) : text}</td>`;
        })}</tr>`)}</tbody></table></div>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; min-width: 0; }
      .top { display: flex; align-items: center; padding: 4px 16px; font-size: var(--small-size); }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; min-width: 100%; font-size: var(--data-size); }
      th { text-align: left; font-weight: 500; color: var(--text-2); height: 28px; border-bottom: 1px solid var(--line); padding: 0 4px; white-space: nowrap; }
      th button { color: inherit; gap: 2px; }
      th.number { text-align: right; }
      td { padding: 0 10px; height: 24px; border-bottom: 1px solid var(--line); white-space: nowrap; max-width: 320px; overflow: hidden; text-overflow: ellipsis; }
      tbody tr:hover { background: var(--hover); }
    `,
  ];
}

function valueOf(series: InstantSeries): string {
  if (series.value) return String(series.value[1]);
  const h = series.histogram?.[1];
  return h ? `${h.count} observations, sum ${h.sum}` : '';
}
