import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { dataSince, spark } from '../elements/clew-spark.ts';
import { askedService } from '../lib/addresses.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { serviceColor } from '../lib/colors.ts';
import { clockMinutes, compact, count, millis, percent, rate } from '../lib/format.ts';
import { ClewPage } from '../lib/page.ts';
import { term } from '../lib/query-text.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { change, type Operation, type Service } from './service-types.ts';

/** One service: rate, errors and duration over time, and the same for each of its operations. The address names it. */
@customElement('clew-service')
export class ClewService extends ClewPage {
  @state() private service: (Service & { operations: Operation[] }) | null = null;
  @state() private error: ApiError | null = null;

  protected override async load(signal: AbortSignal): Promise<void> {
    const name = askedService();
    if (!name) return;
    this.service = await getJson('service', { name, ...urlState.range, points: 60 }, signal);
    this.error = null;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
    this.service = null;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .head { display: flex; align-items: center; gap: 16px; padding: 8px 16px; border-bottom: 1px solid var(--line); flex: none; }
      .name { font-size: 15px; font-weight: 600; }
      .tiles { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); border-bottom: 1px solid var(--line); }
      .tile { padding: 12px 16px; border-right: 1px solid var(--line); min-width: 0; }
      .tile:last-child { border-right: 0; }
      .big { font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; }
      .tile svg { width: 100%; height: 72px; margin-top: 8px; }
      .ends { display: flex; justify-content: space-between; font-size: var(--small-size); color: var(--text-3); }
      h2 { padding: 16px 16px 8px; }
      td.op { max-width: 0; width: 40%; }
      tr { cursor: pointer; }
    `,
  ];

  override render() {
    if (this.error?.status === 404) {
      return html`<clew-empty heading="Nothing from ${askedService()} in this time range">
        <a href=${urlState.link('/services')}>All services</a></clew-empty>`;
    }
    return html`<clew-error .error=${this.error}></clew-error>${this.service ? this.content(this.service) : nothing}`;
  }

  private content(s: Service & { operations: Operation[] }): TemplateResult {
    const q = term('service', s.name);
    return html`
      <div class="head">
        <span class="chip name" style="--chip:${serviceColor(s.name)}">${s.name}</span>
        ${s.versions.length > 0 ? html`<span class="quiet">version ${s.versions.join(', ')}</span>` : nothing}
        <span class="spacer"></span>
        <a href=${urlState.link('/traces', { q })}>Traces</a>
        <a href=${urlState.link('/traces', { q: `${q} status:error` })}>Failed traces</a>
        <a href=${urlState.link('/logs', { q })}>Logs</a>
        <a href=${urlState.link('/metrics', { where: `service_name=${JSON.stringify(s.name)}` })}>Metrics</a>
      </div>
      <div class="scroll">
        <div class="tiles">
          ${this.tile('Requests', rate(s.ratePerSecond), change(s.ratePerSecond, s.before?.ratePerSecond), s.spark?.rate, 'var(--accent)', s)}
          ${this.tile('Errors', percent(s.errorRatio), s.before ? `${percent(s.before.errorRatio)} before` : '', s.spark?.errors, 'var(--bad)', s)}
          ${this.tile('p95 duration', millis(s.p95Millis), change(s.p95Millis, s.before?.p95Millis), s.spark?.p95, 'var(--service-4)', s)}
        </div>
        <div class="bar quiet">
          <span>${count(s.spans)} spans</span><span>${count(s.logs)} log lines</span>
          ${s.logsWithTraceContextRatio !== null && s.logs > 0
            ? html`<span class=${s.logsWithTraceContextRatio < 0.5 ? 'warn' : ''}>${percent(s.logsWithTraceContextRatio)} of them with trace context</span>` : nothing}
        </div>
        ${s.otherSpans
          ? html`<div class="bar warn">This service has more span names than there is room for: ${count(s.otherSpans)} spans count under the operation
              “other”. Names with an ID in them do that; put it in an attribute.</div>`
          : nothing}
        ${s.operations.length === 0
          ? html`<clew-empty heading="No operations">This service has sent no server or consumer spans in the time range.</clew-empty>`
          : this.operations(s)}
      </div>`;
  }

  private tile(label: string, value: string, note: string, values: Array<number | null> | undefined, color: string, s: Service): TemplateResult {
    const since = dataSince(values ?? []);
    return html`<div class="tile">
      <div class="quiet">${label}</div>
      <span class="big">${value}</span> <span class="quiet small">${note}</span>
      ${values && s.spark
        ? html`${stretched(values.slice(since), color)}
          <div class="ends"><span>${since > 0 ? 'data since ' : ''}${clockMinutes(s.spark.startMillis + s.spark.stepMillis * since)}</span>
            <span>${clockMinutes(s.spark.startMillis + s.spark.stepMillis * Math.max(0, values.length - 1))}</span></div>`
        : nothing}
    </div>`;
  }

  private operations(s: Service & { operations: Operation[] }): TemplateResult {
    return html`<h2>Operations</h2>
      <table class="data">
        <thead><tr><th>Operation</th><th>Kind</th><th class="number">Requests</th><th></th><th class="number">Errors</th>
          <th class="number">p50</th><th class="number">p95</th><th class="number">p99</th></tr></thead>
        <tbody>${s.operations.map((o) => {
          const address = urlState.link('/traces', { q: `${term('service', s.name)} ${term('name', o.name)}` });
          return html`<tr @click=${() => urlState.go(address)}>
            <td class="op cut"><a href=${address} @click=${(e: Event) => e.stopPropagation()}>${o.name}</a></td>
            <td class="quiet">${o.kind}</td>
            <td class="number">${rate(o.ratePerSecond)}</td>
            <td>${o.spark ? spark(o.spark.rate, 'var(--accent)', 90) : nothing}</td>
            <td class="number ${(o.errorRatio ?? 0) > 0 ? 'bad' : 'faint'}">${percent(o.errorRatio)}</td>
            <td class="number quiet">${millis(o.p50Millis)}</td><td class="number">${millis(o.p95Millis)}</td><td class="number quiet">${millis(o.p99Millis)}</td>
          </tr>`;
        })}</tbody></table>`;
  }
}

/** The line over the whole width of its tile, with its greatest value named. */
function stretched(values: Array<number | null>, color: string): TemplateResult {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  if (known.length === 0) return html`<div class="faint small" style="height:72px;margin-top:8px">No data points yet</div>`;
  const most = Math.max(...known, 1e-9);
  const points = values
    .map((v, i) => (v === null || !Number.isFinite(v) ? null : `${((i / Math.max(1, values.length - 1)) * 600).toFixed(1)},${(70 - (v / most) * 66).toFixed(1)}`))
    .filter((p) => p !== null)
    .join(' ');
  return html`<svg viewBox="0 0 600 72" preserveAspectRatio="none" role="img" aria-label="greatest value ${compact(most)}">
    <polyline points="0,71 600,71" stroke="var(--line)" fill="none" vector-effect="non-scaling-stroke"></polyline>
    <polyline points=${points} stroke=${color} fill="none" stroke-width="1.5" vector-effect="non-scaling-stroke"></polyline>
  </svg>`;
}
