import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-attributes.ts';
import { prettyJson } from '../elements/clew-attributes.ts';
import '../elements/clew-drawer.ts';
import '../elements/clew-error.ts';
import { ApiError, attributeText, getJson, isAbort, messageOf } from '../lib/api.ts';
import { serviceColor, severityShort, severityText } from '../lib/colors.ts';
import { ago, exactTime, nanosToMillis, time } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { copyText } from '../lib/page.ts';
import { exclude, include } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { around } from '../lib/time-range.ts';
import { urlState } from '../lib/url-state.ts';
import type { LogDetail, LogPage } from './log-types.ts';

/**
 * One log record: message, links, attributes, the lines around it.
 *
 * `record`: its id; `query`: the search text, which the value buttons change. Fires `search` with
 * the changed text, and `closed`.
 */
@customElement('clew-log-drawer')
export class ClewLogDrawer extends LitElement {
  @property() record = '';
  @property() query = '';
  @state() private detail: LogDetail | null = null;
  @state() private context: LogPage | null = null;
  @state() private error: ApiError | null = null;
  @state() private tab: 'fields' | 'context' | 'raw' = 'fields';
  @state() private copied = false;
  private pending: AbortController | null = null;

  static override styles = [
    shared,
    css`
      :host { display: flex; min-height: 0; flex: none; }
      .top { padding: 12px 16px; }
      .meta { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; font-size: var(--data-size); }
      pre { margin: 12px 0; padding: 8px 12px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); white-space: pre-wrap; overflow-wrap: anywhere; font: var(--data-size) / 1.5 var(--mono); max-height: 40vh; overflow: auto; }
      .links { display: flex; flex-wrap: wrap; gap: 8px; }
      .links a { display: inline-flex; gap: 6px; align-items: center; height: 26px; padding: 0 8px; border: 1px solid var(--line-strong); border-radius: var(--radius); max-width: 100%; min-width: 0; }
      .links a:hover { background: var(--hover); text-decoration: none; }
      .tabs { display: flex; gap: 2px; padding: 0 12px; border-bottom: 1px solid var(--line); }
      .tabs button { border-radius: 0; border-bottom: 2px solid transparent; color: var(--text-2); }
      .tabs button[aria-selected='true'] { border-bottom-color: var(--accent); color: var(--text); }
      .around { display: grid; grid-template-columns: auto auto minmax(0, 1fr); column-gap: 10px; padding: 4px 16px; font: var(--data-size) / 22px var(--mono); cursor: pointer; }
      .around:hover { background: var(--hover); }
      .around.self { background: var(--accent-soft); }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('record') && this.record) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pending?.abort();
  }

  private async load(): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    this.context = null;
    this.error = null;
    try {
      const id = encodeURIComponent(this.record);
      this.detail = await getJson<LogDetail>(`logs/record/${id}`, {}, controller.signal);
      if (this.tab === 'context') await this.loadContext();
    } catch (e) {
      if (isAbort(e)) return;
      this.detail = null;
      this.error = e instanceof ApiError ? e : new ApiError(messageOf(e), 0, null);
    }
  }

  private async loadContext(): Promise<void> {
    const signal = this.pending?.signal;
    try {
      this.context = await getJson<LogPage>(`logs/context/${encodeURIComponent(this.record)}`, { before: 20, after: 20 }, signal);
    } catch (e) {
      if (!isAbort(e)) this.error = e instanceof ApiError ? e : new ApiError(messageOf(e), 0, null);
    }
  }

  private show(tab: 'fields' | 'context' | 'raw'): void {
    this.tab = tab;
    if (tab === 'context' && !this.context) void this.loadContext();
  }

  private filter(event: CustomEvent<{ field: string; value: string; exclude: boolean }>): void {
    const { field, value, exclude: not } = event.detail;
    const text = not ? exclude(this.query, field, value) : include(this.query, field, value);
    this.dispatchEvent(new CustomEvent('search', { detail: text, bubbles: true, composed: true }));
  }

  private async copy(): Promise<void> {
    this.copied = await copyText(JSON.stringify(this.detail, null, 2));
    window.setTimeout(() => (this.copied = false), 1200);
  }

  override render() {
    const d = this.detail;
    return html`<clew-drawer heading=${d ? `${d.service}: log line` : 'Log line'}>
      <button slot="actions" class="icon" title="Copy as JSON" aria-label="Copy as JSON" @click=${this.copy}>${icon(this.copied ? 'check' : 'copy')}</button>
      <clew-error .error=${this.error}></clew-error>
      ${d ? this.body(d) : nothing}
    </clew-drawer>`;
  }

  private body(d: LogDetail) {
    const ms = nanosToMillis(d.time);
    return html`
      <div class="top">
        <div class="meta">
          <b style="color:${severityText(d.severity)}">${(d.severityText || d.severity).toUpperCase()}</b>
          <a class="chip" style="--chip:${serviceColor(d.service)}" href=${urlState.link(`/services/${encodeURIComponent(d.service)}`)}>${d.service}</a>
          <span class="mono">${exactTime(d.time)}</span><span class="faint">${ago(ms)}</span>
        </div>
        <pre>${prettyJson(attributeText(d.body))}</pre>
        <div class="links">
          ${d.traceId ? html`<a href=${urlState.link(`/trace/${d.traceId}`, { span: d.spanId })}>${icon('traces')}Open trace</a>` : nothing}
          ${d.correlation.filter((c) => c.key !== 'trace_id').map(
            (c) => html`<a title="Everything with ${c.key} ${c.value}" href=${`/c/${encodeURIComponent(c.key)}/${encodeURIComponent(c.value)}`}>${icon('correlation')}<span class="cut">${c.key} ${c.value}</span></a>`,
          )}
          <a href=${urlState.link('/logs', { q: urlState.get('q'), log: d.id, ...around(ms) })}>${icon('clock')}Around this time</a>
        </div>
        ${d.traceId ? nothing : html`<p class="faint small">This line carries no trace ID, so no trace can be opened from it. A logging bridge of the OpenTelemetry SDK adds one.</p>`}
      </div>
      <div class="tabs" role="tablist">
        ${(['fields', 'context', 'raw'] as const).map(
          (t) => html`<button role="tab" aria-selected=${this.tab === t} @click=${() => this.show(t)}>${{ fields: 'Fields', context: 'Lines around', raw: 'Raw' }[t]}</button>`,
        )}
      </div>
      ${this.tab === 'fields' ? this.fields(d) : this.tab === 'context' ? this.around() : html`<div class="top"><pre style="max-height:none">${JSON.stringify(d, null, 2)}</pre></div>`}
    `;
  }

  private fields(d: LogDetail) {
    const ids = [
      ...(d.eventName ? [{ key: 'event', type: 'string', value: d.eventName }] : []),
      ...(d.traceId ? [{ key: 'trace_id', type: 'string', value: d.traceId }, { key: 'span_id', type: 'string', value: d.spanId }] : []),
    ];
    return html`<div @filter=${this.filter}>
      <clew-attributes .entries=${ids} .correlated=${d.correlation}></clew-attributes>
      <clew-attributes heading="Attributes" .entries=${d.attributes} .correlated=${d.correlation}></clew-attributes>
      <clew-attributes heading="Resource" .entries=${d.resource} .correlated=${d.correlation}></clew-attributes>
      ${d.scope?.name ? html`<clew-attributes heading="Scope" .entries=${[{ key: 'scope.name', type: 'string', value: d.scope.name }, ...(d.scope.version ? [{ key: 'scope.version', type: 'string', value: d.scope.version }] : [])]}></clew-attributes>` : nothing}
    </div>`;
  }

  private around() {
    const page = this.context;
    if (!page) return html`<p class="top faint">Loading …</p>`;
    const c = page.columns;
    return html`<div style="padding:4px 0">
      ${c.id.map(
        (id, i) => html`<div class="around ${i === page.index ? 'self' : ''}" title=${c.body[i] ?? ''} @click=${() => urlState.set({ log: id }, { replace: true })}>
          <span class="faint">${time(c.time[i] ?? '')}</span>
          <span style="color:${severityText(c.severity[i] ?? '')}">${severityShort(c.severity[i] ?? '')}</span>
          <span class="cut">${c.body[i]}</span>
        </div>`,
      )}
    </div>`;
  }
}
