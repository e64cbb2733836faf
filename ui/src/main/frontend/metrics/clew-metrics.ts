import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '../elements/clew-chart.ts';
import type { Line } from '../elements/clew-chart.ts';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { compact, count, millis, plural } from '../lib/format.ts';
import { ClewPage } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import type { ClewPromqlEditor } from './clew-promql-editor.ts';
import { type InstantAnswer, linesOf, type RangeAnswer, seriesName, stepSeconds } from './metric-types.ts';

interface Metadata {
  type: string;
  unit: string;
  help: string;
}

const PROMETHEUS = '/prometheus/api/v1';
const LISTED = 300;

/** PromQL with completion, as chart or table; the catalogue of metrics beside it. */
@customElement('clew-metrics')
export class ClewMetrics extends ClewPage {
  @state() private times: number[] = [];
  @state() private lines: Line[] = [];
  @state() private table: Array<{ name: string; value: string }> = [];
  @state() private names: string[] = [];
  @state() private metadata: Record<string, Metadata[]> = {};
  @state() private find = '';
  @state() private notes: string[] = [];
  @state() private error: ApiError | null = null;
  @state() private elapsed = 0;
  @state() private loaded = false;
  @query('clew-promql-editor') private editor!: ClewPromqlEditor | null;

  override connectedCallback(): void {
    super.connectedCallback();
    // The editor is the heaviest part of the interface; the page stands before it arrives.
    void import('./clew-promql-editor.ts').then(() => this.requestUpdate());
  }

  private get text(): string {
    return urlState.get('q');
  }

  private get view(): string {
    return urlState.get('view') || 'chart';
  }

  protected override async load(signal: AbortSignal): Promise<void> {
    const { start, end } = urlState.range;
    const catalogue = Promise.all([
      getJson<{ data: string[] }>(`${PROMETHEUS}/label/__name__/values`, { start: start / 1000, end: end / 1000 }, signal),
      getJson<{ data: Record<string, Metadata[]> }>(`${PROMETHEUS}/metadata`, {}, signal),
    ]).then(([names, metadata]) => {
      this.names = names.data;
      this.metadata = metadata.data;
    });
    if (this.text !== '') await this.evaluate(start, end, signal);
    else this.lines = [];
    await catalogue;
    this.loaded = true;
    this.error = null;
  }

  private async evaluate(start: number, end: number, signal: AbortSignal): Promise<void> {
    const began = performance.now();
    if (this.view === 'table') {
      const answer = await getJson<InstantAnswer>(`${PROMETHEUS}/query`, { query: this.text, time: end / 1000 }, signal);
      const { result, resultType } = answer.data;
      this.table =
        resultType === 'scalar' || resultType === 'string'
          ? [{ name: resultType, value: String((result as [number, string])[1]) }]
          : (result as Array<{ metric: Record<string, string>; value?: [number, string]; histogram?: [number, { count: string }] }>).map((s) => ({
              name: seriesName(s.metric),
              value: s.value ? s.value[1] : `${s.histogram?.[1].count} observations`,
            }));
      this.notes = [...(answer.warnings ?? []), ...(answer.infos ?? [])];
    } else {
      const step = stepSeconds(start, end);
      const from = Math.floor(start / 1000 / step) * step;
      const answer = await getJson<RangeAnswer>(
        `${PROMETHEUS}/query_range`, { query: this.text, start: from, end: Math.floor(end / 1000 / step) * step, step }, signal);
      const { times, lines } = linesOf(answer.data.result);
      this.times = times;
      this.lines = lines;
      this.notes = [...(answer.warnings ?? []), ...(answer.infos ?? [])];
    }
    this.elapsed = performance.now() - began;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
    this.loaded = true;
  }

  private run(text: string): void {
    if (text === this.text) this.reload();
    else urlState.set({ q: text });
  }

  /** What one most likely wants to see of a metric of this type. */
  private choose(name: string): void {
    const quoted = /^[a-zA-Z_:][\w:]*$/.test(name) ? name : `{"${name}"}`;
    const type = this.typeOf(name);
    if (name.endsWith('_bucket')) {
      this.run(`histogram_quantile(0.95, sum by (le, service_name) (rate(${quoted}[5m])))`);
    } else if (type === 'counter' || /_(total|count|sum)$/.test(name)) {
      this.run(`sum by (service_name) (rate(${quoted}[5m]))`);
    } else {
      this.run(quoted);
    }
  }

  private familyOf(name: string): Metadata | undefined {
    return (this.metadata[name] ?? this.metadata[name.replace(/_(total|bucket|count|sum)$/, '')])?.[0];
  }

  private typeOf(name: string): string {
    return this.familyOf(name)?.type ?? '';
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .work { display: flex; flex: 1; min-height: 0; }
      aside { width: 264px; flex: none; border-right: 1px solid var(--line); display: flex; flex-direction: column; min-height: 0; }
      aside input { margin: 8px; height: 26px; }
      aside ul { list-style: none; margin: 0; padding: 0 0 16px; overflow: auto; flex: 1; }
      aside li button { width: 100%; height: auto; min-height: 24px; padding: 1px 8px 1px 12px; border-radius: 0; justify-content: space-between; font: var(--data-size) var(--mono); }
      aside li .faint { font: var(--small-size) var(--font); }
      .main { flex: 1; min-width: 0; display: flex; flex-direction: column; min-height: 0; }
      .editor { display: flex; gap: 8px; padding: 8px 16px; align-items: flex-start; border-bottom: 1px solid var(--line); flex: none; }
      clew-promql-editor { flex: 1; }
      .line { display: flex; gap: 16px; align-items: center; padding: 4px 12px; border-bottom: 1px solid var(--line); flex: none; font-size: var(--small-size); color: var(--text-2); }
      .note { padding: 4px 16px; background: var(--warn-soft); border-bottom: 1px solid var(--line); font-size: var(--small-size); }
      td.series { font-family: var(--mono); white-space: normal !important; overflow-wrap: anywhere; }
      .about { padding: 0 16px 8px; color: var(--text-2); font-size: var(--small-size); }
      @media (max-width: 1100px) { aside { width: 200px; } }
    `,
  ];

  override render() {
    return html`
      <div class="work">
        ${this.catalogue()}
        <div class="main">
          <div class="editor">
            ${customElements.get('clew-promql-editor')
              ? html`<clew-promql-editor .value=${this.text} @run=${(e: CustomEvent<string>) => this.run(e.detail)}></clew-promql-editor>`
              : html`<span class="quiet" style="flex:1">Loading the editor…</span>`}
            <button class="primary" @click=${() => this.run(this.editor?.text ?? this.text)}>Run</button>
          </div>
          <clew-error .error=${this.error} .query=${this.text}></clew-error>
          ${this.notes.map((n) => html`<div class="note">${n}</div>`)}
          ${this.text === '' ? this.start() : this.results()}
        </div>
      </div>
    `;
  }

  private catalogue(): TemplateResult {
    const typed = this.find.trim().toLowerCase();
    const found = this.names.filter((n) => n.toLowerCase().includes(typed));
    return html`<aside aria-label="Metrics">
      <input type="search" placeholder="Find among ${count(this.names.length)} metrics" aria-label="Find a metric" .value=${this.find}
        @input=${(e: Event) => (this.find = (e.target as HTMLInputElement).value)}>
      <ul>${found.slice(0, LISTED).map((name) => {
        const about = this.familyOf(name);
        return html`<li><button title="${name}${about?.help ? `\n${about.help}` : ''}${about?.unit ? `\nunit ${about.unit}` : ''}" @click=${() => this.choose(name)}>
          <span class="cut">${name}</span><span class="faint">${about?.type && about.type !== 'unknown' ? about.type : ''}</span></button></li>`;
      })}
      ${found.length > LISTED ? html`<li class="pad faint small">${count(found.length - LISTED)} more</li>` : nothing}</ul>
    </aside>`;
  }

  private start(): TemplateResult | typeof nothing {
    if (!this.loaded) return nothing;
    if (this.names.length === 0) {
      return html`<clew-empty heading="No metrics in this time range"><a href="/">Home</a> shows the address to send to, and what arrives.</clew-empty>`;
    }
    return html`<clew-empty heading="Choose a metric or write PromQL">
      <p>The list on the left holds every metric received in the time range, with its type. The editor completes metric
        names, labels and values; enter runs the query.</p>
      <p>${['traces_spanmetrics_calls_total', 'jvm_memory_used_bytes', 'http_server_request_duration_seconds_bucket', 'clew_process_cpu_seconds_total']
        .filter((n) => this.names.includes(n))
        .map((n) => html`<button class="outline small mono" @click=${() => this.choose(n)}>${n}</button> `)}</p>
    </clew-empty>`;
  }

  private results(): TemplateResult {
    const empty = this.view === 'table' ? this.table.length === 0 : this.lines.length === 0;
    return html`
      <div class="line">
        ${['chart', 'table'].map((v) => html`<button class="small" aria-pressed=${this.view === v} @click=${() => urlState.set({ view: v === 'chart' ? null : v }, { replace: true })}>${v === 'chart' ? 'Chart' : 'Table'}</button>`)}
        <span>${plural(this.view === 'table' ? this.table.length : this.lines.length, 'series', 'series')}</span>
        <span>${millis(Math.round(this.elapsed))}</span>
        ${this.view === 'chart' ? html`<span>step ${stepSeconds(urlState.range.start, urlState.range.end)} s</span>` : nothing}
      </div>
      <div class="scroll">
        ${this.error ? nothing : empty && this.loaded
          ? html`<clew-empty heading="The query has no result">No series matches in this time range, or the expression filters all of them out.</clew-empty>`
          : this.view === 'table'
            ? html`<table class="data"><thead><tr><th>Series</th><th class="number">Value at the end of the range</th></tr></thead>
                <tbody>${this.table.map((r) => html`<tr><td class="series">${r.name}</td><td class="number mono">${r.value}</td></tr>`)}</tbody></table>`
            : html`<clew-chart .times=${this.times} .lines=${this.lines} .format=${compact} .height=${360}></clew-chart>`}
      </div>
    `;
  }
}
