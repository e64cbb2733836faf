import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { url } from '../lib/api.ts';
import { count } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { notationOf } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { label } from '../lib/time-range.ts';
import { urlState } from '../lib/url-state.ts';
import { csvOf } from './log-analysis.ts';
import { type ColumnSpec, fieldsOf } from './log-layout.ts';
import type { Analysis } from './log-types.ts';

const MOST = 10_000_000;

/** Downloads what a search finds. `query`; `columns`: of the list; `total`: lines found, or null; `analysis`: its answer. */
@customElement('clew-log-export')
export class ClewLogExport extends LitElement {
  @property() query = '';
  @property({ attribute: false }) columns: ColumnSpec[] = [];
  @property({ attribute: false }) total: number | null = null;
  @property({ attribute: false }) analysis: Analysis | null = null;
  @state() private limit = 0;
  @state() private listed = true;

  private address(format: 'ndjson' | 'csv'): string {
    const { start, end } = urlState.range;
    const names = ['time', 'severity', 'service', 'body', 'traceId', 'spanId', ...fieldsOf(this.columns)];
    return url('logs/export', {
      query: this.query,
      start,
      end,
      format,
      limit: this.limit || null,
      order: urlState.get('order') === 'oldest' ? 'oldest' : null,
      fields: format === 'csv' && this.listed ? names.join(',') : null,
    });
  }

  /** What is on the screen needs no server. */
  private shownOnes(analysis: Analysis) {
    const save = () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([csvOf(analysis)], { type: 'text/csv' }));
      link.download = 'analysis.csv';
      link.click();
      URL.revokeObjectURL(link.href);
    };
    return html`<h2>Export ${count(analysis.rows.length)} rows</h2>
      <p class="quiet"><span class="mono">${this.query}</span><br />${label(urlState.spec)}</p>
      <div class="buttons"><button class="primary" @click=${save}>${icon('download')}CSV</button></div>`;
  }

  override render() {
    if (this.analysis && (this.analysis.kind !== 'lines' || notationOf(this.query) === 'logql')) return this.shownOnes(this.analysis);
    const all = Math.min(this.total ?? MOST, MOST);
    const lines = this.limit ? Math.min(this.limit, all) : all;
    const extra = fieldsOf(this.columns);
    return html`
      <h2>Export ${this.total === null ? (this.limit ? `up to ${count(lines)} lines` : 'all lines found') : `${count(lines)} of ${count(this.total)} lines`}</h2>
      <p class="quiet">${this.query ? html`<span class="mono">${this.query}</span><br />` : 'Everything, '}${label(urlState.spec)}</p>
      <label>Lines <select aria-label="How many lines" @change=${(e: Event) => (this.limit = Number((e.target as HTMLSelectElement).value))}>
        <option value="0">all${this.total !== null && this.total > MOST ? `, at most ${count(MOST)}` : ''}</option>
        ${[1_000, 10_000, 100_000, 1_000_000].map((n) => html`<option value=${n}>the ${urlState.get('order') === 'oldest' ? 'oldest' : 'newest'} ${count(n)}</option>`)}
      </select></label>
      ${extra.length > 0 ? html`<label class="option"><input type="checkbox" .checked=${this.listed} @change=${() => (this.listed = !this.listed)} />CSV with the columns of the list (${extra.join(', ')})</label>` : nothing}
      <div class="buttons">
        <a class="button" download href=${this.address('ndjson')}>${icon('download')}NDJSON</a>
        <a class="button" download href=${this.address('csv')}>${icon('download')}CSV</a>
      </div>
      <p class="faint small">NDJSON holds each record whole. It streams, so a large export takes no memory here.</p>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; width: 320px; padding: 4px; white-space: normal; }
      p { margin: 6px 0; overflow-wrap: anywhere; }
      label { display: flex; align-items: center; gap: 8px; margin: 6px 0; }
      input[type='checkbox'] { height: auto; accent-color: var(--accent-fill); margin: 0; }
      .buttons { display: flex; gap: 8px; margin: 10px 0 6px; }
      .button { display: inline-flex; align-items: center; gap: 6px; height: 28px; padding: 0 12px; border-radius: var(--radius); background: var(--accent-fill); color: var(--on-accent); }
      .button:hover { text-decoration: none; filter: brightness(1.12); }
    `,
  ];
}
