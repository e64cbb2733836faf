import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '../elements/clew-drawer.ts';
import { millis } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { term } from '../lib/query-text.ts';
import { rememberSearch } from '../lib/recent-searches.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-metric-explain.ts';
import './clew-metric-panel.ts';
import { seriesCount } from './clew-metric-panel.ts';
import './clew-alert-copy.ts';
import './clew-query-rows.ts';
import type { ClewQueryRows } from './clew-query-rows.ts';
import type { PanelData } from './panel-data.ts';
import { DRAWS, EMPTY_SPEC, type PanelSpec, parsePanel, queryParameters, type QuerySpec, type View, VIEWS } from './panel-spec.ts';
import { servicesOf } from './promql-shape.ts';
import { UNIT_CHOICES } from './units.ts';

const VIEW_NAMES: Record<View, string> = { chart: 'Chart', heatmap: 'Heatmap', table: 'Table', stat: 'Value' };
const DRAW_NAMES: Record<string, string> = { line: 'lines', area: 'areas', stack: 'stacked', bars: 'bars', points: 'points' };
const STEPS: ReadonlyArray<[string, string]> = [['', 'auto'], ['5s', '5 s'], ['15s', '15 s'], ['30s', '30 s'], ['1m', '1 min'], ['5m', '5 min'], ['15m', '15 min'], ['1h', '1 h'], ['6h', '6 h'], ['1d', '1 day']];
export const PERIODS: ReadonlyArray<[string, string]> = [['', 'nothing'], ['1h', '1 h before'], ['6h', '6 h before'], ['1d', '1 day before'], ['1w', '1 week before']];

const EXAMPLES: ReadonlyArray<{ title: string; text: string }> = [
  { title: 'Requests per second, by service', text: 'sum by (service_name) (rate(http_server_request_duration_seconds_count[$__rate_interval]))' },
  { title: 'Where durations lie (heatmap)', text: 'sum by (le) (increase(http_server_request_duration_seconds_bucket[$__interval]))' },
  { title: '95th percentile of spans, by service', text: 'histogram_quantile(0.95, sum by (le, service_name) (rate(traces_spanmetrics_duration_seconds_bucket[$__rate_interval])))' },
  { title: 'What Clew itself uses', text: 'rate(clew_process_cpu_seconds_total[$__rate_interval])' },
];

/** Queries in PromQL and what they answer. `version` changes when the address or the time did. */
@customElement('clew-metric-query')
export class ClewMetricQuery extends LitElement {
  @property({ attribute: false }) version = 0;
  @state() private spec: PanelSpec = EMPTY_SPEC;
  @state() private data: PanelData | null = null;
  @state() private forced = 0;
  @query('clew-query-rows') private rows!: ClewQueryRows | null;
  private key = '';

  override focus(): void {
    this.rows?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('version')) return;
    const spec = parsePanel(new URLSearchParams(window.location.search));
    if (spec.queries.length === 0) spec.queries = [{ id: 'A', text: '', legend: '', hidden: false }];
    const key = JSON.stringify(spec);
    if (key !== this.key) this.spec = spec;
    this.key = key;
    if (!this.asked) this.data = null;
  }

  private get asked(): boolean {
    return this.spec.queries.some((q) => q.text.trim() !== '');
  }

  private changed(queries: QuerySpec[], run: boolean): void {
    const present = new URLSearchParams(window.location.search);
    if (run) for (const q of queries) if (q.text.trim() !== '') rememberSearch('metrics', q.text.trim());
    const before = window.location.href;
    urlState.set({ ...queryParameters(queries, present), tab: queries.some((q) => q.text !== '') ? null : 'query', metric: null });
    // Rows without text are no part of an address, and yet stand on the page.
    this.spec = { ...this.spec, queries };
    this.key = JSON.stringify(this.spec);
    if (run && window.location.href === before) {
      this.forced++;
      urlState.refresh();
    }
  }

  override render() {
    const { data } = this;
    return html`<div class="work"><div class="main">
      <clew-query-rows .queries=${this.spec.queries} .problems=${data?.problems ?? []} .answers=${data?.answers ?? []}
        @queries=${(e: CustomEvent<{ queries: QuerySpec[]; run: boolean }>) => this.changed(e.detail.queries, e.detail.run)}></clew-query-rows>
      ${this.asked ? html`${this.tools(data)}${this.notes(data)}
        <div class="scroll"><clew-metric-panel .spec=${this.spec} .version=${`${this.version} ${this.forced}`} .explain=${urlState.get('explain') === '1'} .height=${Math.round(window.innerHeight * (data?.view === 'heatmap' ? 0.52 : 0.42))} label="Result"
          @loaded=${(e: CustomEvent<PanelData>) => (this.data = e.detail)}></clew-metric-panel></div>` : this.start()}
    </div>${this.drawer(data)}</div>`;
  }

  private select(label: string, name: string, value: string, choices: ReadonlyArray<[string, string]>) {
    return html`<select aria-label=${label} class=${value === '' ? 'quiet' : ''} @change=${(e: Event) => urlState.set({ [name]: (e.target as HTMLSelectElement).value || null })}>
      ${choices.map(([v, text]) => html`<option value=${v} ?selected=${v === value}>${v === '' ? `${label}: ${text}` : text}</option>`)}</select>`;
  }

  private tools(data: PanelData | null) {
    const { spec } = this;
    const view = spec.view || (data?.view ?? 'chart');
    const chart = view === 'chart';
    return html`<div class="tools">
      <span class="group" role="group" aria-label="Drawn as">${VIEWS.map((v) => html`<button class="small" aria-pressed=${view === v} @click=${() => urlState.set({ view: v })}>${VIEW_NAMES[v]}</button>`)}</span>
      ${chart ? html`<label><span class="visually-hidden">Style</span><select @change=${(e: Event) => urlState.set({ draw: (e.target as HTMLSelectElement).value === 'line' ? null : (e.target as HTMLSelectElement).value })}>
        ${DRAWS.map((d) => html`<option value=${d} ?selected=${d === spec.draw}>${DRAW_NAMES[d]}</option>`)}</select></label>
        <button class="small" aria-pressed=${spec.log} title="Logarithmic axis" @click=${() => urlState.set({ scale: spec.log ? null : 'log' })}>log</button>` : nothing}
      ${this.select('unit', 'unit', spec.unit, UNIT_CHOICES)}
      ${view === 'table' ? nothing : this.select('step', 'step', urlState.get('step'), STEPS)}
      ${chart || view === 'stat' ? this.select('against', 'before', spec.before, PERIODS) : nothing}
      ${view === 'chart' || view === 'heatmap' ? html`<button class="small" aria-pressed=${spec.exemplars && (data?.exemplars.length ?? 0) > 0} ?disabled=${spec.exemplars && data !== null && data.exemplars.length === 0}
        title=${spec.exemplars && data?.exemplars.length === 0 ? 'No exemplars were sent with these series; histograms carry them on their buckets' : 'Exemplars: measured values with their traces'} @click=${() => urlState.set({ exemplars: spec.exemplars ? 'off' : null })}>Exemplars</button>` : nothing}
      <span class="spacer"></span>
      ${data ? html`<span class="quiet small figures">${seriesCount(data)} · ${millis(Math.max(1, Math.round(data.millis)))}${view === 'table' ? nothing : html` · step ${stepText(data.step)}`}</span>` : nothing}
      ${this.ways(data)}
      <clew-alert-copy .data=${data}></clew-alert-copy>
      <button class="small" aria-pressed=${urlState.get('explain') === '1'} title="How it was evaluated (e)" @click=${() => urlState.set({ explain: urlState.get('explain') ? null : '1' })}>Explain</button>
    </div>`;
  }

  /** Logs and traces of the same time, and of the services the queries name. */
  private ways(data: PanelData | null) {
    const services = [...new Set((data?.answers ?? []).flatMap((a) => servicesOf(a.shape)))];
    const q = services.length === 1 ? term('service', services[0]!) : '';
    const of = q ? ` of ${services[0]}` : '';
    return html`<a class="way small" href=${urlState.link('/logs', { q })} title="Logs${of} in this time">${icon('logs')}Logs</a>
      <a class="way small" href=${urlState.link('/traces', { q })} title="Traces${of} in this time">${icon('traces')}Traces</a>`;
  }

  private notes(data: PanelData | null) {
    const notes = (data?.answers ?? []).flatMap((a) => [...a.warnings.map((text) => ({ id: a.query.id, text, warning: true })), ...a.infos.map((text) => ({ id: a.query.id, text, warning: false }))]);
    if (notes.length === 0) return nothing;
    const distinct = [...new Map(notes.map((n) => [n.id + n.text, n])).values()];
    return html`<div class="notes">${distinct.slice(0, 6).map((n) => html`<div class=${n.warning ? 'warning' : ''}>${n.warning ? icon('warning') : nothing}<b>${n.id}</b> ${n.text.replace(/^PromQL (warning|info): /, '')}</div>`)}
      ${distinct.length > 6 ? html`<div class="quiet">${distinct.length - 6} more</div>` : nothing}</div>`;
  }

  private drawer(data: PanelData | null) {
    if (urlState.get('explain') !== '1' || !this.asked) return nothing;
    return html`<clew-drawer heading="How it was evaluated" @closed=${() => urlState.set({ explain: null })}><clew-metric-explain .answers=${data?.answers ?? []}></clew-metric-explain></clew-drawer>`;
  }

  private start() {
    return html`<div class="start"><h2>Ask in PromQL</h2>
      <p class="quiet">The editor completes names, labels and values from what was received. Or begin with one of these, or <button class="link" @click=${() => urlState.set({ tab: 'explore' })}>choose a metric</button> and open it as a query.</p>
      ${EXAMPLES.map((x) => html`<button class="example" @click=${() => this.changed([{ id: 'A', text: x.text, legend: '', hidden: false }], true)}><span>${x.title}</span><code class="cut">${x.text}</code></button>`)}</div>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; }
      .work { display: flex; flex: 1; min-height: 0; }
      .main { display: flex; flex-direction: column; flex: 1; min-width: 0; min-height: 0; }
      .scroll { overflow: auto; flex: 1; min-height: 0; }
      .tools { display: flex; align-items: center; gap: 4px 10px; flex-wrap: wrap; padding: 5px 16px; border-bottom: 1px solid var(--line); flex: none; }
      .group { display: inline-flex; }
      .tools label { display: inline-flex; align-items: center; gap: 4px; color: var(--text-2); font-size: var(--small-size); }
      .tools select { height: 22px; padding: 0 2px; font-size: var(--small-size); max-width: 124px; }
      .tools > button, .group button { flex: none; }
      .way { display: inline-flex; align-items: center; gap: 4px; }
      .way svg.icon { width: 14px; height: 14px; }
      .figures { white-space: nowrap; font-variant-numeric: tabular-nums; }
      .notes { border-bottom: 1px solid var(--line); font-size: var(--small-size); flex: none; max-height: 96px; overflow: auto; }
      .notes div { display: flex; gap: 6px; padding: 3px 16px; color: var(--text-2); }
      .notes .warning { background: var(--warn-soft); color: var(--text); }
      .notes svg.icon { width: 14px; height: 14px; color: var(--warn); margin-top: 1px; }
      .start { padding: 32px 24px; max-width: 860px; }
      .start h2 { font-size: 14px; }
      .link { color: var(--accent); padding: 0; height: auto; display: inline; }
      .example { display: grid; grid-template-columns: 260px 1fr; width: 100%; text-align: left; height: 30px; gap: 16px; border-bottom: 1px solid var(--line); border-radius: 0; }
      .example code { color: var(--text-2); font: var(--small-size) var(--mono); }
    `,
  ];
}

function stepText(seconds: number): string {
  return millis(seconds * 1000);
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-metric-query': ClewMetricQuery;
  }
}
