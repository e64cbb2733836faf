import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-attributes.ts';
import '../elements/clew-error.ts';
import { correlationLink, serviceLink, traceLink } from '../lib/addresses.ts';
import { type ApiError, type Attribute, attributeText, getJson, isAbort, messageOf, ApiError as Failure } from '../lib/api.ts';
import { serviceColor } from '../lib/colors.ts';
import { dateTime, duration, exactTime, nanosBetween, time } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';

interface SpanEvent {
  time: string;
  name: string;
  attributes: Attribute[];
}

interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: Attribute[];
}

interface SpanDetail {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: string;
  service: string;
  start: string;
  end: string;
  durationNanos: number;
  status: string;
  statusMessage: string;
  attributes: Attribute[];
  resource: Attribute[];
  scope: { name: string; version: string };
  events: SpanEvent[];
  links: SpanLink[];
  correlation: Array<{ key: string; value: string }>;
  copies?: number;
  /** In what it differs from what was sent, as sentences. */
  altered?: string[];
  sentStart?: string;
  sentEnd?: string;
}

function sentTime(nanos: string | undefined): string {
  return nanos && nanos !== '0' ? exactTime(nanos) : '(none)';
}

/** One span whole. `traceId`, `spanId`. Attribute values fire `filter`. */
@customElement('clew-span-detail')
export class ClewSpanDetail extends LitElement {
  @property() traceId = '';
  @property() spanId = '';
  @state() private span: SpanDetail | null = null;
  @state() private error: ApiError | null = null;
  private pending: AbortController | null = null;

  override updated(changed: PropertyValues): void {
    if (changed.has('traceId') || changed.has('spanId')) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pending?.abort();
  }

  private async load(): Promise<void> {
    this.pending?.abort();
    if (!this.traceId || !this.spanId) return;
    const controller = new AbortController();
    this.pending = controller;
    try {
      this.span = await getJson<SpanDetail>(`traces/${this.traceId}/spans/${this.spanId}`, {}, controller.signal);
      this.error = null;
    } catch (e) {
      if (isAbort(e)) return;
      this.error = e instanceof Failure ? e : new Failure(messageOf(e), 0, null);
    }
  }

  static override styles = [
    shared,
    css`
      :host { display: block; padding-bottom: 24px; }
      .facts { display: grid; grid-template-columns: auto 1fr; gap: 2px 16px; padding: 12px 16px 0; }
      .facts dt { color: var(--text-2); }
      .facts dd { margin: 0; overflow-wrap: anywhere; }
      .status { margin: 12px 16px 0; padding: 6px 10px; background: var(--bad-soft); border-left: 3px solid var(--bad); overflow-wrap: anywhere; }
      .pivots { display: flex; flex-wrap: wrap; gap: 6px; padding: 12px 16px 0; }
      .pivots a { border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 2px 8px; }
      h3 { margin: 0; padding: 16px 16px 4px; font-size: var(--small-size); font-weight: 600; color: var(--text-2); }
      .event { padding: 4px 16px; }
      pre { margin: 4px 0 0; padding: 8px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); overflow: auto; max-height: 260px; font: var(--data-size) / 1.5 var(--mono); }
    `,
  ];

  override render() {
    const span = this.span;
    return html`<clew-error .error=${this.error}></clew-error>${span && !this.error ? this.content(span) : nothing}`;
  }

  private content(span: SpanDetail): TemplateResult {
    return html`
      <dl class="facts">
        <dt>Service</dt><dd><a class="chip" style="--chip:${serviceColor(span.service)}" href=${serviceLink(span.service)}>${span.service}</a></dd>
        <dt>Start</dt><dd title=${exactTime(span.start)}>${dateTime(span.start)}</dd>
        <dt>Duration</dt><dd>${duration(span.durationNanos)}</dd>
        <dt>Kind</dt><dd>${span.kind}</dd>
        <dt>Status</dt><dd class=${span.status === 'error' ? 'bad' : ''}>${span.status}</dd>
        <dt>Span ID</dt><dd class="mono">${span.spanId}</dd>
      </dl>
      ${span.statusMessage ? html`<div class="status">${span.statusMessage}</div>` : nothing}
      ${span.altered?.map((sentence) => html`<div class="pad warn">${sentence[0]!.toUpperCase()}${sentence.slice(1)}. It was sent with the start
        ${sentTime(span.sentStart)} and the end ${sentTime(span.sentEnd)}.</div>`)}
      ${(span.copies ?? 1) > 1 ? html`<div class="pad quiet">It came ${span.copies} times.</div>` : nothing}
      <div class="pivots">
        ${span.correlation.filter((c) => c.key !== 'trace_id').map(
          (c) => html`<a href=${correlationLink(c.value, c.key)}>Follow ${c.key} ${c.value}</a>`)}
        <a href=${urlState.link('/logs', { q: `trace_id:${span.traceId}` })}>Logs of this trace</a>
      </div>
      ${this.events(span)}
      ${this.links(span)}
      <clew-attributes heading="Attributes" .entries=${span.attributes} .correlated=${span.correlation}></clew-attributes>
      <clew-attributes heading="Resource" fieldPrefix="resource." .entries=${span.resource} .correlated=${span.correlation}></clew-attributes>
      ${span.scope.name ? html`<h3>Instrumentation</h3><div class="event mono">${span.scope.name} ${span.scope.version}</div>` : nothing}
    `;
  }

  private events(span: SpanDetail): TemplateResult | typeof nothing {
    if (span.events.length === 0) return nothing;
    return html`<h3>Events</h3>${span.events.map((event) => {
      const stack = event.attributes.find((a) => a.key === 'exception.stacktrace');
      const message = event.attributes.find((a) => a.key === 'exception.message');
      const rest = event.attributes.filter((a) => a !== stack && a !== message);
      return html`<div class="event">
          <span class=${event.name === 'exception' ? 'bad' : ''}>${event.name}</span>
          <span class="faint" title=${exactTime(event.time)}>${time(event.time)}, ${duration(nanosBetween(event.time, span.start))} after the start</span>
          ${message ? html`<div>${attributeText(message.value)}</div>` : nothing}
          ${stack ? html`<pre>${attributeText(stack.value)}</pre>` : nothing}
        </div>
        <clew-attributes .entries=${rest}></clew-attributes>`;
    })}`;
  }

  private links(span: SpanDetail): TemplateResult | typeof nothing {
    if (span.links.length === 0) return nothing;
    return html`<h3>Links</h3>${span.links.map(
      (link) => html`<div class="event"><a class="mono" href=${traceLink(link.traceId, link.spanId)}>${link.traceId}</a></div>
        <clew-attributes .entries=${link.attributes}></clew-attributes>`)}`;
  }
}
