import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-attributes.ts';
import '../elements/clew-drawer.ts';
import '../elements/clew-error.ts';
import { correlationLink, serviceLink, traceLink } from '../lib/addresses.ts';
import { type ApiError, type Attribute, getJson } from '../lib/api.ts';
import { serviceColor, severityText } from '../lib/colors.ts';
import { ago, exactTime, nanosBetween, nanosToMillis, duration } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { copyText } from '../lib/page.ts';
import { exclude, include, only, words } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { absolute, around } from '../lib/time-range.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-log-body.ts';
import './clew-log-context.ts';
import { asError } from './log-search.ts';
import type { LogDetail } from './log-types.ts';

type Part = 'fields' | 'context' | 'json';

/** With fewer attributes nobody needs to search among them. */
const FEW = 8;

/**
 * One log record: message, links, attributes, the lines around it.
 *
 * `record`: its id; `query`: the search text, which the value buttons change. Fires `search` with
 * the changed text, `column` and `facet` with a field, `step` with -1 or 1, and `closed`. The URL
 * holds which part is shown (`dt`).
 */
@customElement('clew-log-drawer')
export class ClewLogDrawer extends LitElement {
  @property() record = '';
  @property() query = '';
  @state() private detail: LogDetail | null = null;
  @state() private error: ApiError | null = null;
  @state() private copied = '';
  @state() private find = '';
  private pending: AbortController | null = null;
  private release: () => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.release = urlState.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
    this.pending?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('record') && this.record) void this.load();
  }

  private get shown(): Part {
    const part = urlState.get('dt');
    return part === 'context' || part === 'json' ? part : 'fields';
  }

  private async load(): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    try {
      this.detail = await getJson<LogDetail>(`logs/record/${encodeURIComponent(this.record)}`, {}, controller.signal);
      this.error = null;
    } catch (e) {
      if (controller.signal.aborted) return;
      this.detail = null;
      this.error = asError(e);
    }
  }

  private show(part: Part): void {
    urlState.set({ dt: part === 'fields' ? null : part }, { replace: true });
  }

  private fire(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));
  }

  private filter(event: CustomEvent<{ field: string; value: string; exclude: boolean; only: boolean }>): void {
    const { field, value } = event.detail;
    const edit = event.detail.exclude ? exclude : event.detail.only ? only : include;
    this.fire('search', edit(this.query, field, value));
  }

  private async copy(what: string, text: string): Promise<void> {
    if (!(await copyText(text))) return;
    this.copied = what;
    window.setTimeout(() => (this.copied = ''), 1200);
  }

  /** This page with the record open and a range that will still hold it tomorrow. */
  private permalink(d: LogDetail): string {
    const address = new URL(window.location.href);
    const ms = nanosToMillis(d.time);
    const { start, end } = urlState.range;
    const range = ms >= start && ms < end ? absolute(start, end) : around(ms);
    address.searchParams.set('from', range.from);
    address.searchParams.set('to', range.to);
    address.searchParams.set('log', d.id);
    address.searchParams.delete('live');
    return address.toString();
  }

  override render() {
    const d = this.detail;
    const action = (name: 'left' | 'right' | 'copy' | 'link', label: string, run: () => void, done = false) =>
      html`<button slot="actions" class="icon" title=${label} aria-label=${label} @click=${run}>${icon(done ? 'check' : name)}</button>`;
    return html`<clew-drawer heading=${d ? `${d.service}: log line` : 'Log line'}>
      ${action('left', 'Line before (k)', () => this.fire('step', -1))}
      ${action('right', 'Next line (j)', () => this.fire('step', 1))}
      ${d ? html`${action('link', 'Copy a link to this line', () => void this.copy('link', this.permalink(d)), this.copied === 'link')}
        ${action('copy', 'Copy as JSON', () => void this.copy('json', JSON.stringify(d, null, 2)), this.copied === 'json')}` : nothing}
      <clew-error .error=${this.error}></clew-error>
      ${this.error ? html`<p class="pad"><button class="outline" @click=${() => void this.load()}>Try again</button></p>` : nothing}
      ${d ? this.body(d) : this.error ? nothing : html`<p class="pad faint">Loading …</p>`}
    </clew-drawer>`;
  }

  private body(d: LogDetail) {
    const ms = nanosToMillis(d.time);
    const part = this.shown;
    return html`
      <div class="top">
        <div class="meta">
          <b style="color:${severityText(d.severity)}">${(d.severityText || d.severity).toUpperCase()}</b>
          ${d.severityDetected ? html`<span class="faint" title="The sender gave no severity; this one was found in the line">detected</span>` : nothing}
          <a class="chip" style="--chip:${serviceColor(d.service)}" href=${serviceLink(d.service)}>${d.service}</a>
          <span class="mono" title=${this.arrival(d)}>${exactTime(d.time)}</span><span class="faint">${ago(ms)}</span>
        </div>
        <clew-log-body .body=${d.body} .hits=${words(this.query)}></clew-log-body>
        <div class="links">
          ${d.traceId ? html`<a title="Open the trace (t)" href=${traceLink(d.traceId, d.spanId)}>${icon('traces')}Open trace</a>` : nothing}
          ${d.correlation.filter((c) => c.key !== 'trace_id').map(
            (c) => html`<a title="Everything with ${c.key} ${c.value}" href=${correlationLink(c.value, c.key)}>${icon('correlation')}<span class="cut">${c.key} ${c.value.length > 18 ? `${c.value.slice(0, 12)}…` : c.value}</span></a>`,
          )}
          <button class="outline" title="The lines around this one, whatever the search (c)" @click=${() => this.show('context')}>${icon('logs')}Show in context</button>
          <a title="All lines five minutes before and after" href=${urlState.link('/logs', { log: d.id, ...around(ms) })}>${icon('clock')}Around this time</a>
        </div>
        ${d.traceId ? nothing : html`<p class="faint small">This line carries no trace ID, so no trace can be opened from it. A logging bridge of the OpenTelemetry SDK adds one.</p>`}
      </div>
      <div class="tabs" role="tablist">
        ${([['fields', 'Fields'], ['context', 'Context'], ['json', 'JSON']] as Array<[Part, string]>).map(
          ([p, label]) => html`<button role="tab" aria-selected=${part === p} @click=${() => this.show(p)}>${label}</button>`,
        )}
        <span class="spacer"></span>
        ${part === 'fields' && d.attributes.length + d.resource.length > FEW
          ? html`<input type="search" class="find" placeholder="Find a field" aria-label="Find a field or value" .value=${this.find} @input=${(e: Event) => (this.find = (e.target as HTMLInputElement).value)} />`
          : nothing}
      </div>
      ${part === 'context' ? html`<clew-log-context .record=${d.id}></clew-log-context>` : part === 'json' ? html`<pre>${JSON.stringify(d, null, 2)}</pre>` : this.fields(d)}
    `;
  }

  private arrival(d: LogDetail): string {
    if (!d.observedTime || d.observedTime === '0') return '';
    return `Observed ${duration(nanosBetween(d.observedTime, d.time))} later`;
  }

  private fields(d: LogDetail) {
    const text = (key: string, value: string | undefined): Attribute[] => (value ? [{ key, type: 'string', value }] : []);
    const own = [...text('service', d.service), ...text('severity', d.severity), ...text('event', d.eventName), ...text('trace_id', d.traceId), ...text('span_id', d.spanId)];
    const scope = [...text('scope.name', d.scope?.name), ...text('scope.version', d.scope?.version)];
    const part = (heading: string, entries: Attribute[]) =>
      html`<clew-attributes extended heading=${heading} .entries=${entries} .correlated=${d.correlation} .find=${this.find}></clew-attributes>`;
    return html`<div class="fields" @filter=${this.filter}>${part('Attributes', d.attributes)}${part('Resource', d.resource)}${part('Record', own)}${part('Scope', scope)}</div>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; min-height: 0; flex: none; }
      .top { padding: 12px 16px; }
      .pad { padding: 0 16px; }
      .meta { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; font-size: var(--data-size); }
      pre { margin: 12px 16px; padding: 8px 12px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); white-space: pre-wrap; overflow-wrap: anywhere; font: var(--data-size) / 1.5 var(--mono); }
      .links { display: flex; flex-wrap: wrap; gap: 8px; }
      .links a { display: inline-flex; gap: 6px; align-items: center; height: 28px; padding: 0 8px; border: 1px solid var(--line-strong); border-radius: var(--radius); max-width: 100%; min-width: 0; }
      .links a:hover { background: var(--hover); text-decoration: none; }
      .links button { color: var(--accent); background: none; }
      .tabs { display: flex; align-items: center; gap: 2px; padding: 0 12px; border-bottom: 1px solid var(--line); position: sticky; top: 0; background: var(--bg); z-index: 3; }
      .tabs button { border-radius: 0; border-bottom: 2px solid transparent; color: var(--text-2); height: 32px; }
      .tabs button[aria-selected='true'] { border-bottom-color: var(--accent); color: var(--text); }
      .find { width: 160px; height: 24px; min-width: 0; }
      .fields { padding-bottom: 24px; }
    `,
  ];
}
