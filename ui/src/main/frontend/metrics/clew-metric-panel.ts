import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-chart.ts';
import type { Dot } from '../elements/chart-dots.ts';
import '../elements/clew-empty.ts';
import '../elements/clew-heatmap.ts';
import { traceLink } from '../lib/addresses.ts';
import { ApiError, isAbort, messageOf } from '../lib/api.ts';
import { count } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-metric-stat.ts';
import './clew-metric-table.ts';
import { type Exemplar, thinned } from './exemplars.ts';
import { loadPanel, type PanelData } from './panel-data.ts';
import { EMPTY_SPEC, type PanelSpec, type View } from './panel-spec.ts';
import type { Shape } from './promql-shape.ts';
import { axisLabels, formatUnit, increments } from './units.ts';

/** What is not there within this time shows that it is on its way. */
const PATIENCE_MILLIS = 300;

/**
 * Queries and how their results are drawn; asks for its data itself, whenever the specification or
 * `version` changes, and keeps the old picture until the new one is there.
 *
 * `spec`: what to show; `version`: anything that changes when it must be asked again; `height`:
 * pixels of the plot; `small`: one of many (names below, few points); `lazy`: only once it is seen;
 * `explain`: ask how it was evaluated. Fires `loaded` with the data and, when `small`, `line` with
 * `{labels, add}` of a name that was clicked.
 */
@customElement('clew-metric-panel')
export class ClewMetricPanel extends LitElement {
  @property({ attribute: false }) spec: PanelSpec = EMPTY_SPEC;
  @property({ attribute: false }) version: unknown = null;
  @property({ type: Number }) height = 340;
  @property({ type: Boolean }) small = false;
  @property({ type: Boolean }) lazy = false;
  @property({ type: Boolean }) explain = false;
  @property() label = '';
  @state() private data: PanelData | null = null;
  @state() private busy = false;
  @state() private failure = '';
  private pending: AbortController | null = null;
  private asked = '';
  private seen = false;
  private watcher: IntersectionObserver | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.lazy) return;
    this.watcher = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      this.seen = true;
      this.load();
    }, { rootMargin: '160px' });
    this.watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
    this.pending?.abort();
    this.asked = '';
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('spec') || changed.has('version') || changed.has('explain')) this.load();
  }

  private load(): void {
    if (this.lazy && !this.seen) return;
    const { range } = urlState;
    const key = JSON.stringify([this.spec, range, this.explain, String(this.version)]);
    if (key === this.asked) return;
    this.asked = key;
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    const patience = window.setTimeout(() => (this.busy = true), PATIENCE_MILLIS);
    loadPanel(this.spec, range, { explain: this.explain, ...(this.small ? { points: 90 } : {}) }, controller.signal)
      .then((data) => {
        // A query that is half wrong leaves the last picture standing; its message says why.
        if (data.answers.length > 0 || data.problems.length === 0 || this.small) this.data = data;
        this.failure = data.problems[0]?.message ?? '';
        this.dispatchEvent(new CustomEvent('loaded', { detail: data, bubbles: true, composed: true }));
      })
      .catch((e: unknown) => {
        if (controller.signal.aborted || isAbort(e)) return;
        if (!(e instanceof ApiError)) console.error(e);
        this.failure = messageOf(e);
      })
      .finally(() => {
        window.clearTimeout(patience);
        if (this.pending === controller) this.busy = false;
      });
  }

  private open(dot: Dot): void {
    if (dot.address) urlState.go(dot.address);
  }

  static override styles = [
    shared,
    css`
      :host { display: block; position: relative; min-width: 0; }
      .bar { position: absolute; inset: 0 0 auto; height: 2px; overflow: hidden; z-index: 6; }
      .bar i { display: block; width: 30%; height: 100%; background: var(--accent); animation: slide 1.1s infinite linear; }
      @keyframes slide { from { transform: translateX(-100%); } to { transform: translateX(340%); } }
      @media (prefers-reduced-motion: reduce) { .bar i { animation: none; width: 100%; opacity: 0.5; } }
      .none { display: grid; place-items: center; color: var(--text-2); text-align: center; padding: 0 16px; }
      .none.small { font-size: var(--small-size); }
    `,
  ];

  override render() {
    return html`${this.busy ? html`<div class="bar" role="progressbar" aria-label="Loading"><i></i></div>` : nothing}${this.content()}`;
  }

  private content() {
    const { data } = this;
    const blank = (text: unknown) => html`<div class="none ${this.small ? 'small' : ''}" style="height:${this.height}px">${text}</div>`;
    if (this.small && this.failure) return blank(html`<span class="bad">${this.failure}</span>`);
    if (!data) return blank(this.failure && !this.small ? html`<span class="quiet">No result.</span>` : nothing);
    const nothingThere = data.view === 'table' ? data.answers.every((a) => a.instant.length === 0) : data.answers.every((a) => a.series.length === 0);
    if (nothingThere && data.answers.length > 0) return blank(this.why());
    return this.drawn(data, data.view);
  }

  private why() {
    return this.small
      ? 'No data in this time range'
      : html`<div><b>The query has no result in this time range</b><p>No series matches, or the expression filters all of them out. A wider time range or fewer label filters may help.</p></div>`;
  }

  private drawn(data: PanelData, view: View) {
    const format = (v: number | null) => formatUnit(v, data.unit);
    if (view === 'table') return html`<clew-metric-table .answers=${data.answers} .format=${format} .unit=${this.spec.unit}></clew-metric-table>`;
    if (view === 'stat') return html`<clew-metric-stat .lines=${data.lines} .format=${format} .earlier=${this.spec.before}></clew-metric-stat>`;
    if (view === 'heatmap') {
      if (!data.heat || data.heat.max === 0) return html`<div class="none" style="height:${this.height}px"><div><b>This result is no histogram</b><p>A heatmap needs native histograms, or buckets: <code>sum by (le) (increase(name_bucket[$__interval]))</code></p></div></div>`;
      return html`<clew-heatmap .heat=${data.heat} .range=${data.range} .format=${format} .height=${this.height} .key=${!this.small} .dots=${this.dots(data, format)} .note=${/\b(rate|irate)\(/.test(data.answers[0]?.text ?? '') ? 'per second' : ''}
        .label=${this.label} @dot=${(e: CustomEvent<Dot>) => this.open(e.detail)}></clew-heatmap>`;
    }
    return html`<clew-chart .times=${data.times} .lines=${data.lines} .range=${data.range} .draw=${this.spec.draw} .log=${this.spec.log} .height=${this.height} .label=${this.label}
      .format=${format} .ticks=${(t: number[]) => axisLabels(t, data.unit)} .increments=${increments(data.unit)} .legend=${this.small ? 'names' : 'table'}
      .earlier=${this.spec.before ? `${this.spec.before} before` : ''} .dots=${this.dots(data, format)} .rail=${!measuresTheSame(data)} @dot=${(e: CustomEvent<Dot>) => this.open(e.detail)}></clew-chart>`;
  }

  private dots(data: PanelData, format: (v: number | null) => string): Dot[] {
    if (this.small) return thinned(data.exemplars, data.range.start / 1000, data.range.end / 1000, 12).map((e) => dotOf(e, format));
    return data.exemplars.map((e) => dotOf(e, format));
  }
}

/** Whether an exemplar's value can stand on the axis: not beside a rate of requests. */
function measuresTheSame(data: PanelData): boolean {
  return data.answers.every((a) => isQuantile(a.shape)) || data.answers.some((a) => a.series.some((s) => s.histograms));
}

function isQuantile(shape: Shape | null): boolean {
  if (shape?.kind === 'call') return shape.name === 'histogram_quantile' || shape.name === 'histogram_avg' || shape.args.some(isQuantile);
  return shape?.kind === 'binary' && (isQuantile(shape.left) || isQuantile(shape.right));
}

function dotOf(exemplar: Exemplar, format: (v: number | null) => string): Dot {
  const told = ['service_name', 'http_route', 'http_request_method', 'http_response_status_code'];
  const own = Object.entries(exemplar.labels).filter(([name]) => !/^(trace|span)[._]?id$/i.test(name));
  const series = told.flatMap((name) => (exemplar.series[name] ? [[name, exemplar.series[name]] as [string, string]] : []));
  const lines: Array<[string, string]> = [...series, ...own].slice(0, 6);
  if (exemplar.traceId) lines.push(['trace', `${exemplar.traceId.slice(0, 16)}…`]);
  return {
    time: exemplar.time, value: exemplar.value, lines, hint: exemplar.traceId ? 'Click opens the trace' : '',
    address: exemplar.traceId ? traceLink(exemplar.traceId, exemplar.spanId) : '',
  };
}

export function seriesCount(data: PanelData): string {
  const n = data.view === 'table' ? data.answers.reduce((a, x) => a + x.instant.length, 0) : data.answers.reduce((a, x) => a + x.series.length, 0);
  return `${count(n)} series`;
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-metric-panel': ClewMetricPanel;
  }
}
