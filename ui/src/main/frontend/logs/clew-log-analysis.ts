import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-chart.ts';
import '../elements/clew-empty.ts';
import { serviceColor, severityColor } from '../lib/colors.ts';
import { compact, count, dateTime } from '../lib/format.ts';
import { include, notationOf, splitPipes } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { seriesOf, shownValue, sortedRows } from './log-analysis.ts';
import type { Analysis } from './log-types.ts';

const SHOWN = 200;

/** Pipes worth a click, for those who have typed none yet. */
const STARTERS: Array<{ label: string; pipes: string }> = [
  { label: 'Count by service', pipes: '| stats count() by (service)' },
  { label: 'Count by severity', pipes: '| stats count() by (severity)' },
  { label: 'Count by service and severity', pipes: '| stats count() by (service, severity)' },
];
const TIMED: Array<{ label: string; pipes: string }> = [
  { label: 'Lines over time', pipes: '| stats count() by (time)' },
  { label: 'Over time by service', pipes: '| stats count() by (time, service)' },
  { label: 'Over time by severity', pipes: '| stats count() by (time, severity)' },
];

/**
 * What pipes or a metric query made of the lines, as a table to sort or as a chart.
 *
 * `analysis`; `view`; `query`: the text, into which a value of the table can go; `busy`. Fires
 * `search` with the changed text.
 */
@customElement('clew-log-analysis')
export class ClewLogAnalysis extends LitElement {
  @property({ attribute: false }) analysis: Analysis | null = null;
  @property() view: 'table' | 'chart' = 'table';
  @property() query = '';
  @property({ type: Boolean }) busy = false;
  @state() private sort: { column: number; descending: boolean } | null = null;
  @state() private shown = SHOWN;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('analysis')) {
      this.sort = null;
      this.shown = SHOWN;
    }
  }

  private search(text: string): void {
    this.dispatchEvent(new CustomEvent('search', { detail: text }));
  }

  override render() {
    const analysis = this.analysis;
    if (notationOf(this.query) === 'search') return this.starters();
    if (!analysis) return this.busy ? html`<p class="wait faint">Analysing …</p>` : nothing;
    if (analysis.rows.length === 0) {
      return html`<clew-empty heading="Nothing comes out of this analysis"><p>No line in this time range went into it, or a pipe let none through.</p>
        <p><button class="outline" @click=${() => this.search(splitPipes(this.query)[0])}>Show the lines that go in</button></p></clew-empty>`;
    }
    return this.view === 'chart' ? this.chart(analysis) : this.table(analysis);
  }

  private starters(): TemplateResult {
    return html`<clew-empty heading=${this.view === 'chart' ? 'A chart needs numbers over time' : 'A table needs something to count'}>
      <p>Add a pipe behind the search. To begin with:</p>
      <p class="starters">${(this.view === 'chart' ? TIMED : STARTERS).map((s) => html`<button class="outline" title=${s.pipes} @click=${() => this.search(`${this.query} ${s.pipes}`.trim())}>${s.label}</button>`)}</p>
      <p>Then <span class="mono">sum, avg, min, max, quantile(0.95, field)</span> of any number, or LogQL such as
        <span class="mono">sum by (service_name) (rate({service_name=~".+"}[1m]))</span>.</p>
    </clew-empty>`;
  }

  private chart(analysis: Analysis): TemplateResult {
    const { times, lines } = seriesOf(analysis);
    const colored = lines.map((l) => ({ ...l, ...this.colorOf(analysis, l.label) }));
    return html`<div class="chart"><clew-chart .times=${times} .lines=${colored} .height=${320}></clew-chart></div>`;
  }

  /** One service has one colour everywhere; so have severities. */
  private colorOf(analysis: Analysis, label: string): { color?: string } {
    const groups = analysis.columns.slice(1).filter((c) => c.type !== 'int' && c.type !== 'double');
    if (groups.length !== 1) return {};
    if (/^service(_name|\.name)?$/.test(groups[0]!.name)) return { color: serviceColor(label) };
    return /severity|level/.test(groups[0]!.name) ? { color: severityColor(label.toLowerCase()) } : {};
  }

  private table(analysis: Analysis): TemplateResult {
    const order = this.sort ? sortedRows(analysis, this.sort.column, this.sort.descending) : analysis.rows.map((_, i) => i);
    const most = analysis.columns.map((c, i) => (isNumber(c.type) ? Math.max(0, ...analysis.rows.map((r) => Number(r[i] ?? 0))) : 0));
    return html`<div class="scroll"><table aria-label="Result">
      <thead><tr>${analysis.columns.map((c, i) => html`<th class=${isNumber(c.type) ? 'number' : ''} aria-sort=${this.sort?.column === i ? (this.sort.descending ? 'descending' : 'ascending') : 'none'}>
        <button class="small" @click=${() => this.sortBy(i, isNumber(c.type))}>${c.name}${this.sort?.column === i ? (this.sort.descending ? ' ↓' : ' ↑') : ''}</button></th>`)}</tr></thead>
      <tbody>${order.slice(0, this.shown).map((i) => html`<tr>${analysis.columns.map((c, n) => this.cell(c, analysis.rows[i]![n], most[n]!))}</tr>`)}</tbody>
    </table>
    ${order.length > this.shown ? html`<p class="rest"><button class="outline" @click=${() => (this.shown += 1000)}>Show more of ${count(order.length)} rows</button></p>` : nothing}</div>`;
  }

  private cell(column: { name: string; type: string }, value: unknown, most: number): TemplateResult {
    if (isNumber(column.type)) {
      const n = Number(value);
      const text = value === null || value === undefined ? '–' : column.type === 'int' ? count(n) : compact(n);
      return html`<td class="number" title=${String(value)}><span class="amount" style="--share:${most > 0 ? Math.max(0, n / most) : 0}">${text}</span></td>`;
    }
    if (column.type === 'time') return html`<td class="mono quiet">${dateTime(/^\d{1,14}$/.test(String(value)) ? `${String(value)}000000` : String(value))}</td>`;
    const text = shownValue(value);
    const color = /^service(_name|\.name)?$/.test(column.name) ? serviceColor(text) : column.name === 'severity' ? severityColor(text) : '';
    const filterable = value !== null && value !== undefined && value !== '' && !['id', 'body', 'time'].includes(column.name);
    const shown = html`<span class=${color ? 'chip' : ''} style=${color ? `--chip:${color}` : ''}>${text}</span>`;
    return html`<td class="mono">${filterable ? html`<button class="value" title="Only lines with ${column.name} ${text}" @click=${() => this.search(include(this.query, column.name, text))}>${shown}</button>` : shown}</td>`;
  }

  private sortBy(column: number, numeric: boolean): void {
    const again = this.sort?.column === column;
    this.sort = { column, descending: again ? !this.sort!.descending : numeric };
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; flex: 1; min-height: 0; }
      .scroll { overflow: auto; flex: 1; min-height: 0; }
      .chart { --legend-height: none; overflow: auto; padding: 8px 8px 0 0; }
      .wait, .rest { padding: 12px 16px; }
      .starters { display: flex; flex-wrap: wrap; gap: 8px; }
      table { border-collapse: collapse; min-width: 320px; font-size: var(--data-size); margin: 0 8px; }
      th { position: sticky; top: 0; background: var(--bg); text-align: left; font-weight: 500; height: 28px; border-bottom: 1px solid var(--line); color: var(--text-2); white-space: nowrap; z-index: 1; }
      th.number { text-align: right; }
      th button { color: var(--text-2); }
      td { height: 26px; padding: 0 8px; border-bottom: 1px solid var(--line); white-space: nowrap; max-width: 480px; overflow: hidden; text-overflow: ellipsis; }
      tr:hover td { background: var(--hover); }
      .value { height: 22px; padding: 0 4px; margin-left: -4px; font: inherit; }
      .amount { display: inline-block; min-width: 90px; padding: 0 6px; background: linear-gradient(to left, var(--accent-soft) calc(var(--share) * 100%), transparent 0); }
    `,
  ];
}

function isNumber(type: string): boolean {
  return type === 'int' || type === 'double';
}
