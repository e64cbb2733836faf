import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { correlationLink, serviceLink } from '../lib/addresses.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { serviceColor, severityColor, severityShort } from '../lib/colors.ts';
import { dateTime, duration, exactTime, plural, time } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { ClewPage, copyText } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-waterfall.ts';
import { ownTimes } from './own-time.ts';
import { selectionDrawer } from './selection-drawer.ts';
import type { TraceSkeleton, TraceWarning } from './trace-types.ts';
import type { TraceInput } from './waterfall-model.ts';

/** More rows at a time would be an answer of many megabytes that is made before it is sent. */
const WINDOW = 100_000;

/** All rows of a trace, the windows of a large one put together. */
async function readTrace(traceId: string, skew: string, signal: AbortSignal): Promise<TraceSkeleton> {
  const path = `traces/${encodeURIComponent(traceId)}`;
  const trace = await getJson<TraceSkeleton>(path, { skew, limit: WINDOW }, signal);
  while (trace.rows < trace.total) {
    const more = await getJson<TraceSkeleton>(path, { skew, limit: WINDOW, from: trace.rows }, signal);
    if (more.rows === 0) break;
    const into = trace.columns as unknown as Record<string, unknown[]>;
    for (const [name, values] of Object.entries(more.columns as unknown as Record<string, unknown[]>)) {
      into[name] = (into[name] ?? []).concat(values);
    }
    trace.rows += more.rows;
  }
  return trace;
}

/**
 * One trace: its waterfall with the log lines between the spans, and the selected span. `traceId`. What is not as it was
 * sent is said above it; `skew=corrected` in the address puts right the clocks that are off.
 */
@customElement('clew-trace')
export class ClewTrace extends ClewPage {
  @property() traceId = '';
  @state() private trace: TraceSkeleton | null = null;
  @state() private inputs: TraceInput[] = [];
  @state() private error: ApiError | null = null;
  @state() private find = '';
  @state() private copied = false;
  private refreshes = 0;
  /** What was asked for: an ID has several spellings. */
  private loaded = '';

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('traceId') && changed.get('traceId')) this.reload();
  }

  protected override async load(signal: AbortSignal): Promise<void> {
    // A selection or a tab fetches nothing; a refresh does, for spans that came late.
    const skew = urlState.get('skew') === 'corrected' ? 'corrected' : '';
    const asked = `${this.traceId} ${skew}`;
    if (!this.traceId || (this.trace && this.loaded === asked && this.refreshes === urlState.refreshes)) return;
    const trace = await readTrace(this.traceId, skew, signal);
    const same = this.loaded === asked;
    this.loaded = asked;
    this.refreshes = urlState.refreshes;
    // Nothing new: what was folded and zoomed stays.
    if (same && this.trace?.traceId === trace.traceId && this.trace.rows === trace.rows && this.trace.logs?.rows === trace.logs?.rows) return;
    this.trace = trace;
    this.inputs = [{ ...trace, offset: 0, logs: trace.logs?.columns }];
    this.error = null;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
    this.trace = null;
  }

  private get tab(): string {
    return urlState.get('tab') || 'waterfall';
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding: 8px 16px; border-bottom: 1px solid var(--line); flex: none; }
      .name { font-size: 15px; font-weight: 600; min-width: 0; }
      .tabs { display: flex; gap: 4px; padding: 4px 12px; border-bottom: 1px solid var(--line); align-items: center; flex: none; }
      .tabs input { height: 24px; width: 220px; font-size: var(--data-size); }
      .work { display: flex; flex: 1; min-height: 0; }
      clew-waterfall { flex: 1; min-width: 0; }
      .warnings { margin: 0; padding: 0 0 0 16px; flex-basis: 100%; max-height: 120px; overflow: auto; font-size: var(--small-size); color: var(--warn); }
      .warnings button { height: 20px; padding: 0 6px; }
      .lines { flex: 1; }
      .lines td:last-child { white-space: pre-wrap; overflow-wrap: anywhere; }
      .lines td { height: 24px; vertical-align: top; padding-top: 3px; }
      td .share { display: inline-block; height: 8px; background: var(--accent); opacity: 0.7; border-radius: 2px; }
    `,
  ];

  override render() {
    if (this.error?.status === 404) return this.notFound();
    return html`<clew-error .error=${this.error}></clew-error>${this.trace ? this.content(this.trace) : nothing}`;
  }

  private notFound(): TemplateResult {
    return html`<clew-empty heading="This trace is not stored">
      <p>No span carries the trace ID <span class="mono">${this.traceId}</span>. It may be older than the retention, the
        sender may have sampled it out, or its spans have not arrived yet: SDKs send every few seconds.</p>
      <p><a href=${correlationLink(this.traceId)}>Look for log lines with this ID</a></p>
    </clew-empty>`;
  }

  private content(trace: TraceSkeleton): TemplateResult {
    const selected = urlState.get('sel');
    return html`
      ${this.head(trace)}
      <div class="tabs">
        ${['waterfall', 'services', 'logs'].map(
          (t) => html`<button class="small" aria-pressed=${this.tab === t} @click=${() => urlState.set({ tab: t === 'waterfall' ? null : t }, { replace: true })}>
            ${t === 'logs' ? `Logs ${trace.logs?.rows ?? 0}` : t[0]!.toUpperCase() + t.slice(1)}</button>`)}
        <span class="spacer"></span>
        ${this.tab === 'waterfall'
          ? html`<input type="search" placeholder="Find span or service" aria-label="Find in this trace" .value=${this.find}
              @input=${(e: Event) => (this.find = (e.target as HTMLInputElement).value)}>`
          : nothing}
      </div>
      <div class="work">
        ${this.tab === 'logs' ? this.logs(trace) : this.tab === 'services' ? this.services(trace) : html`
          <clew-waterfall .traces=${this.inputs} .base=${trace.start} .selected=${selected} .find=${this.find}
            @row-selected=${this.selected}></clew-waterfall>`}
        ${selected ? this.drawer(trace, selected) : nothing}
      </div>
    `;
  }

  private head(trace: TraceSkeleton): TemplateResult {
    const { columns } = trace;
    const root = Math.max(0, columns.parent.indexOf(-1));
    const errors = columns.status.filter((s) => s === 'error').length;
    const service = trace.services[columns.service[root]!] ?? '';
    return html`<div class="head">
      <span class="chip" style="--chip:${serviceColor(service)}">${service}</span>
      <span class="name cut">${columns.name[root]}</span>
      <span>${duration(trace.durationNanos)}</span>
      <span class="quiet">${plural(trace.rows, 'span')}</span>
      <span class="quiet">${plural(trace.services.length, 'service')}</span>
      <span class=${errors > 0 ? 'bad' : 'quiet'}>${plural(errors, 'error')}</span>
      <span class="quiet" title=${exactTime(trace.start)}>${dateTime(trace.start)}</span>
      <span class="spacer"></span>
      <a href=${correlationLink(trace.traceId)}>Correlation</a>
      <a href="/api/clew/v1/traces/${trace.traceId}" target="_blank">JSON</a>
      <button class="small outline" @click=${this.copyLink}>${icon(this.copied ? 'check' : 'link')} ${this.copied ? 'Copied' : 'Copy link'}</button>
      ${trace.clocks?.length
        ? html`<label class="small"><input type="checkbox" name="skew" .checked=${trace.skewCorrected ?? false} @change=${this.correct}>
            Correct clocks</label>`
        : nothing}
      ${trace.warnings?.length ? html`<ul class="warnings">${trace.warnings.map((w) => this.warning(trace, w))}</ul>` : nothing}
    </div>`;
  }

  private warning(trace: TraceSkeleton, { message, spans }: TraceWarning): TemplateResult {
    const [example] = spans;
    return html`<li>${message[0]!.toUpperCase()}${message.slice(1)}.
      ${example ? html`<button class="small" @click=${() => urlState.select('sel', `${trace.traceId}/${example}`)}>Show ${spans.length > 1 ? 'one' : 'it'}</button>` : nothing}</li>`;
  }

  private correct(event: Event): void {
    urlState.set({ skew: (event.target as HTMLInputElement).checked ? 'corrected' : null });
  }

  private async copyLink(): Promise<void> {
    this.copied = await copyText(urlState.shareLink());
    window.setTimeout(() => (this.copied = false), 1500);
  }

  private drawer(trace: TraceSkeleton, selected: string): TemplateResult {
    const { columns } = trace;
    const nameOf = (_: string, spanId: string) => columns.name[columns.spanId.indexOf(spanId)];
    return selectionDrawer(selected, nameOf, trace.logs?.columns, `trace_id:${trace.traceId}`);
  }

  private logs(trace: TraceSkeleton): TemplateResult {
    const logs = trace.logs?.columns;
    if (!logs || logs.id.length === 0) {
      return html`<clew-empty heading="No log lines carry this trace ID">
        Either its services send no logs to Clew, or their logs carry no trace context. With the OpenTelemetry Java agent
        it is there without doing anything; other SDKs need their logging bridge.</clew-empty>`;
    }
    return html`<div class="scroll lines"><table class="data"><tbody>
      ${logs.id.map(
        (id, i) => html`<tr>
          <td class="mono quiet" title=${exactTime(logs.time[i]!)}><a href=${urlState.link('/logs', { q: `trace_id:${trace.traceId}`, log: id })}>${time(logs.time[i]!)}</a></td>
          <td style="color:${severityColor(logs.severity[i]!)}">${severityShort(logs.severity[i]!)}</td>
          <td><span class="chip" style="--chip:${serviceColor(logs.service[i]!)}">${logs.service[i]}</span></td>
          <td class="mono">${logs.body[i]}</td></tr>`)}
    </tbody></table></div>`;
  }

  /** Where the time went: the time of each service's spans in which none of their children ran. */
  private services(trace: TraceSkeleton): TemplateResult {
    const { columns } = trace;
    const self = ownTimes(columns);
    const rows = trace.services.map((name, s) => {
      const own = columns.service.map((v, i) => (v === s ? i : -1)).filter((i) => i >= 0);
      return {
        name,
        spans: own.length,
        errors: own.filter((i) => columns.status[i] === 'error').length,
        self: own.reduce((sum, i) => sum + self[i]!, 0),
      };
    });
    const total = Math.max(1, rows.reduce((sum, r) => sum + r.self, 0));
    return html`<div class="scroll lines"><table class="data">
      <thead><tr><th>Service</th><th class="number">Spans</th><th class="number">Errors</th><th class="number">Own time</th><th></th></tr></thead>
      <tbody>${rows.sort((a, b) => b.self - a.self).map(
        (r) => html`<tr>
          <td><a class="chip" style="--chip:${serviceColor(r.name)}" href=${serviceLink(r.name)}>${r.name}</a></td>
          <td class="number">${r.spans}</td><td class="number ${r.errors > 0 ? 'bad' : ''}">${r.errors}</td>
          <td class="number">${duration(r.self)}</td>
          <td><span class="share" style="width:${(r.self / total) * 200}px"></span></td></tr>`)}</tbody></table></div>`;
  }

  private selected(event: CustomEvent<{ kind: string; traceId: string; spanId: string; logId: string }>): void {
    const { kind, traceId, spanId, logId } = event.detail;
    urlState.select('sel', kind === 'log' ? `log/${logId}` : `${traceId}/${spanId}`);
  }
}
