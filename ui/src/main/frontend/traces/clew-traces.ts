import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-facets.ts';
import '../elements/clew-histogram.ts';
import '../elements/clew-query-bar.ts';
import { traceLink } from '../lib/addresses.ts';
import { type ApiError, type Facet, getJson, type Histogram, isAbort, type Partial, type Stats } from '../lib/api.ts';
import { serviceColor } from '../lib/colors.ts';
import { ago, count, dateTime, duration, millis, nanosToMillis, plural, time } from '../lib/format.ts';
import { ClewPage } from '../lib/page.ts';
import { addTerm } from '../lib/query-text.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-scatter.ts';
import type { Dot } from './clew-scatter.ts';

interface TraceColumns {
  traceId: string[];
  rootService: string[];
  rootName: string[];
  start: string[];
  durationNanos: number[];
  spans: number[];
  errors: number[];
  services: string[][];
  matched: number[];
  complete: boolean[];
}

interface Found {
  columns: TraceColumns;
  rows: number;
  cursor?: string;
  stats?: Stats;
  partial?: Partial;
}

const PAGE = 200;

/** Search over traces: durations over time, facets, list. */
@customElement('clew-traces')
export class ClewTraces extends ClewPage {
  @state() private found: Found | null = null;
  @state() private histogram: Histogram | null = null;
  @state() private facets: Facet[] = [];
  @state() private error: ApiError | null = null;
  @state() private busy = false;
  private controller: AbortController | null = null;

  protected override async load(signal: AbortSignal): Promise<void> {
    const params = { query: this.text, ...urlState.range };
    this.busy = true;
    try {
      const side = Promise.allSettled([
        getJson<Histogram>('traces/histogram', params, signal).then((h) => (this.histogram = h)),
        getJson<{ facets: Facet[] }>('traces/facets', params, signal).then((f) => (this.facets = f.facets)),
      ]);
      this.found = await getJson<Found>('traces/search', { ...params, limit: PAGE }, signal);
      this.error = null;
      await side;
    } finally {
      if (!signal.aborted) this.busy = false;
    }
  }

  protected override failed(error: ApiError): void {
    this.error = error;
    this.busy = false;
  }

  private get text(): string {
    return urlState.get('q');
  }

  private async more(): Promise<void> {
    const before = this.found;
    if (!before?.cursor) return;
    this.controller?.abort();
    this.controller = new AbortController();
    try {
      const next = await getJson<Found>(
        'traces/search', { query: this.text, ...urlState.range, limit: PAGE, cursor: before.cursor }, this.controller.signal);
      const columns = Object.fromEntries(
        Object.keys(before.columns).map((k) => {
          const name = k as keyof TraceColumns;
          return [name, [...before.columns[name], ...next.columns[name]]];
        }),
      ) as unknown as TraceColumns;
      this.found = { ...next, columns, rows: before.rows + next.rows };
    } catch (e) {
      if (!isAbort(e)) throw e;
    }
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .work { display: flex; flex: 1; min-height: 0; }
      .results { flex: 1; min-width: 0; display: flex; flex-direction: column; min-height: 0; }
      .line { display: flex; gap: 16px; align-items: center; padding: 4px 16px; font-size: var(--small-size); color: var(--text-2); border-bottom: 1px solid var(--line); flex: none; }
      clew-scatter { flex: none; border-bottom: 1px solid var(--line); }
      clew-histogram { height: 64px; }
      tr { cursor: pointer; }
      td.bar { width: 140px; min-width: 90px; }
      .track { position: relative; display: inline-block; width: 100%; height: 10px; vertical-align: middle; }
      .track i { position: absolute; inset: 0 auto 0 0; background: var(--accent); opacity: 0.55; border-radius: 2px; min-width: 2px; }
      .track i.bad { background: var(--bad); }
      td { line-height: 20px; vertical-align: middle; }
      td.root { max-width: 0; width: 55%; }
      .services { display: inline-flex; gap: 3px; vertical-align: middle; }
      .services i { width: 8px; height: 8px; border-radius: 2px; }
      .foot { padding: 12px 16px; }
    `,
  ];

  override render() {
    return html`
      <clew-query-bar signal="traces" .value=${this.text} .error=${this.error} ?busy=${this.busy}
        placeholder="service:checkout duration>500ms status:error order.id:7f3a…"
        @search=${(e: CustomEvent<string>) => (e.detail === this.text ? this.reload() : urlState.set({ q: e.detail }))}
        @stop=${() => this.stop()}></clew-query-bar>
      <div class="work">
        ${this.facets.length > 0 ? html`<clew-facets .facets=${this.facets} .query=${this.text}
          @search=${(e: CustomEvent<string>) => urlState.set({ q: e.detail })}></clew-facets>` : nothing}
        <div class="results">${this.found ? this.results(this.found) : nothing}</div>
      </div>
    `;
  }

  private stop(): void {
    this.busy = false;
    this.controller?.abort();
  }

  private results(found: Found): TemplateResult {
    if (found.rows === 0) return this.empty();
    const { columns } = found;
    const dots: Dot[] = columns.traceId.map((id, i) => ({
      id,
      label: `${columns.rootService[i]} ${columns.rootName[i]}`,
      time: nanosToMillis(columns.start[i]!),
      durationNanos: columns.durationNanos[i]!,
      error: columns.errors[i]! > 0,
    }));
    // The bars begin and end at round instants; both charts have one axis.
    const bars = this.histogram;
    const buckets = bars?.series.reduce((most, s) => Math.max(most, s.counts.length), 0) ?? 0;
    const { start, end } = bars && buckets > 0 ? { start: bars.startMillis, end: bars.startMillis + buckets * bars.stepMillis } : urlState.range;
    return html`
      <clew-scatter .dots=${dots} .start=${start} .end=${end}
        @dot-selected=${(e: CustomEvent<string>) => this.open(e.detail)}
        @region-selected=${this.region}></clew-scatter>
      <clew-histogram .data=${this.histogram}></clew-histogram>
      <div class="line">
        <span>${plural(found.rows, 'trace')}${found.cursor ? ', newest first' : ''}</span>
        ${this.histogram ? html`<span>${plural(this.histogram.total, 'matching span')}</span>` : nothing}
        ${found.stats?.elapsedMillis !== undefined ? html`<span>${millis(found.stats.elapsedMillis)}</span>` : nothing}
        ${found.partial ? html`<span class="warn">${found.partial.reason}</span>` : nothing}
        <span class="spacer"></span>
        <span class="faint">Drag in the chart to narrow time and duration</span>
      </div>
      <div class="scroll">${this.table(columns)}
        ${found.cursor ? html`<div class="foot"><button class="outline" @click=${this.more}>Show more</button></div>` : nothing}
      </div>
    `;
  }

  private table(columns: TraceColumns): TemplateResult {
    const longest = columns.durationNanos.reduce((a, b) => Math.max(a, b), 1);
    return html`<table class="data">
      <thead><tr><th>Time</th><th>Root</th><th>Services</th><th class="number">Spans</th><th class="number">Errors</th><th class="number">Duration</th><th></th></tr></thead>
      <tbody>${columns.traceId.map((id, i) => {
        const services = columns.services[i]!;
        const errors = columns.errors[i]!;
        return html`<tr @click=${() => this.open(id)}>
          <td class="mono quiet" title="${dateTime(columns.start[i]!)}, ${ago(nanosToMillis(columns.start[i]!))}">${time(columns.start[i]!)}</td>
          <td class="root cut"><a href=${traceLink(id)} @click=${(e: Event) => e.stopPropagation()}>
            <span class="chip" style="--chip:${serviceColor(columns.rootService[i]!)};color:var(--text-2)">${columns.rootService[i]}</span>
            ${columns.rootName[i]}</a>${columns.complete[i] ? nothing : html` <span class="faint small">root not stored yet</span>`}</td>
          <td title=${services.join(', ')}><span class="services">${services.slice(0, 8).map((s) => html`<i style="background:${serviceColor(s)}"></i>`)}</span> <span class="quiet small">${services.length}</span></td>
          <td class="number">${count(columns.spans[i])}</td>
          <td class="number ${errors > 0 ? 'bad' : 'faint'}">${count(errors)}</td>
          <td class="number">${duration(columns.durationNanos[i])}</td>
          <td class="bar"><span class="track"><i class=${errors > 0 ? 'bad' : ''} style="width:${(columns.durationNanos[i]! / longest) * 100}%"></i></span></td>
        </tr>`;
      })}</tbody></table>`;
  }

  private empty(): TemplateResult {
    return this.text === ''
      ? html`<clew-empty heading="No traces in this time range">
          Nothing was received, or it is older or newer than the range at the top. <a href="/">Home</a> shows what arrives.</clew-empty>`
      : html`<clew-empty heading="No trace matches">
          <p>Nothing in this time range has a span that matches <span class="mono">${this.text}</span>.</p>
          <p><button class="outline" @click=${() => urlState.set({ q: null })}>Show all traces</button></p></clew-empty>`;
  }

  private open(id: string): void {
    urlState.go(traceLink(id));
  }

  private region(event: CustomEvent<{ start: number; end: number; minNanos: number; maxNanos: number }>): void {
    const { start, end, minNanos, maxNanos } = event.detail;
    const rest = this.text.replace(/(^|\s)duration[<>]=?\S+/g, '').trim();
    const bounds = `duration>=${us(minNanos)} duration<=${us(maxNanos)}`;
    urlState.set({ q: addTerm(rest, bounds), from: String(Math.floor(start)), to: String(Math.ceil(end)) });
  }
}

/** As the search notation reads it, rounded so that people can. */
function us(nanos: number): string {
  return nanos >= 1e9 ? `${(nanos / 1e9).toFixed(2)}s` : nanos >= 1e6 ? `${(nanos / 1e6).toFixed(1)}ms` : `${Math.round(nanos / 1e3)}us`;
}
