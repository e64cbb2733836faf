import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { askedId, correlationLink } from '../lib/addresses.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { serviceColor } from '../lib/colors.ts';
import { duration, plural, time } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { ClewPage, copyText } from '../lib/page.ts';
import { quoteValue } from '../lib/query-text.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import '../traces/clew-waterfall.ts';
import type { AxisView } from '../traces/clew-waterfall.ts';
import { selectionDrawer } from '../traces/selection-drawer.ts';
import type { Row } from '../traces/waterfall-model.ts';
import './clew-lanes.ts';
import type { LaneItem } from './clew-lanes.ts';
import type { Correlated } from './correlation-types.ts';
import { type View, viewOf } from './correlation-view.ts';

/** Services that are named where several have the same reason; all of them stand in the lanes. */
const NAMED = 8;

/** The most that the API gives of spans, and of log lines. */
const MOST = '10000';

/**
 * Everything that carries one ID, and everything in the traces that carry it, on one timeline. The
 * address says which ID.
 */
@customElement('clew-correlation')
export class ClewCorrelation extends ClewPage {
  @state() private data: Correlated | null = null;
  @state() private view: View | null = null;
  @state() private error: ApiError | null = null;
  @state() private copied = false;
  @state() private axis: AxisView = { from: 0, to: 1, nameWidth: 360 };
  private shown = { key: '', value: '', limit: '', refreshes: 0 };

  protected override async load(signal: AbortSignal): Promise<void> {
    const asked = askedId();
    if (asked.value === '') return;
    const shown = this.shown;
    const limit = urlState.get('limit');
    const same = asked.value === shown.value && asked.key === shown.key && limit === shown.limit;
    if (this.data && same && urlState.refreshes === shown.refreshes) return;
    // The ID decides what is shown, not the time range of the other pages.
    const found = await getJson<Correlated>('correlation', { ...asked, limit }, signal);
    this.shown = { ...asked, limit, refreshes: urlState.refreshes };
    // Nothing new: what was folded and zoomed stays.
    if (same && this.data && JSON.stringify(found) === JSON.stringify(this.data)) return;
    this.data = found;
    this.view = viewOf(this.data);
    this.error = null;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
    this.data = null;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .head { padding: 12px 16px 8px; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; border-bottom: 1px solid var(--line); flex: none; }
      .id { font: 600 15px/24px var(--mono); overflow-wrap: anywhere; }
      .sentence { flex-basis: 100%; }
      .neighbours { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; padding: 6px 16px; border-bottom: 1px solid var(--line); flex: none; max-height: 64px; overflow: auto; }
      .neighbours a { font: var(--data-size) var(--mono); border: 1px solid var(--line); border-radius: 10px; padding: 1px 8px; }
      .neighbours a b { font-weight: 400; color: var(--text-2); }
      .lanes { flex: none; max-height: 36%; overflow-y: auto; scrollbar-gutter: stable; border-bottom: 1px solid var(--line); }
      .empties { padding: 8px 16px; display: grid; gap: 2px; border-bottom: 1px solid var(--line); flex: none; color: var(--text-2); max-height: 96px; overflow-y: auto; }
      .empties div { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; }
      .empties .chip { color: var(--text); }
      .work { display: flex; flex: 1; min-height: 0; }
      .timeline { display: flex; flex-direction: column; flex: 1; min-width: 0; }
      clew-waterfall { flex: 1; }
      .suggestions { padding: 6px 16px; border-bottom: 1px solid var(--line); flex: none; }
      .cut-note { padding: 4px 16px; background: var(--warn-soft); border-bottom: 1px solid var(--line); }
      .alerts { padding: 6px 16px; border-bottom: 1px solid var(--line); flex: none; }
    `,
  ];

  override render() {
    return html`
      <clew-error .error=${this.error}></clew-error>
      ${this.data && this.view ? this.content(this.data, this.view) : nothing}
    `;
  }

  private content(data: Correlated, view: View): TemplateResult {
    const nothingFound = data.counts.spans === 0 && data.counts.logs === 0;
    return html`
      ${this.head(data)}
      ${nothingFound ? this.nothingFound(data) : html`
        ${this.neighbours(data)}
        ${this.suggestions(data)}
        ${this.cuts(data)}
        <div class="work"><div class="timeline">
          <div class="lanes">
            <clew-lanes .items=${view.lanes} .marks=${view.marks} .services=${data.services.map((s) => s.name)}
              .base=${view.base} .selected=${urlState.get('sel')} .view=${this.axis}
              @item-selected=${(e: CustomEvent<LaneItem>) => urlState.select('sel', e.detail.key)}></clew-lanes>
          </div>
          ${this.alerts(data)}
          ${this.reasons(data)}
          <clew-waterfall .traces=${view.traces} .base=${view.base} compress .selected=${urlState.get('sel')}
            .why=${(row: Row) => this.why(data, view, row)}
            @view-changed=${(e: CustomEvent<AxisView>) => (this.axis = e.detail)}
            @row-selected=${this.selected}></clew-waterfall></div>
          ${urlState.get('sel') ? this.drawer(data, urlState.get('sel')) : nothing}
        </div>
      `}
    `;
  }

  private drawer(data: Correlated, selected: string): TemplateResult {
    const nameOf = (traceId: string, spanId: string) => {
      const columns = data.traces.find((t) => t.traceId === traceId)?.columns;
      return columns?.name[columns.spanId.indexOf(spanId)];
    };
    return selectionDrawer(selected, nameOf, data.logs.columns, quoteValue(data.value));
  }

  private head(data: Correlated): TemplateResult {
    return html`<div class="head">
      <span class="quiet">${data.keys.length > 0 ? data.keys.join(', ') : askedId().key || 'any key'}</span>
      <span class="id">${data.value}</span>
      ${askedId().key ? html`<a class="small" href=${correlationLink(data.value)}>Look under every key</a>` : nothing}
      <button class="small" @click=${this.copy}>${icon(this.copied ? 'check' : 'copy')} ${this.copied ? 'Copied' : 'Copy'}</button>
      <span class="sentence">${data.summary}</span>
    </div>`;
  }

  private async copy(): Promise<void> {
    this.copied = await copyText(askedId().value);
    window.setTimeout(() => (this.copied = false), 1500);
  }

  private nothingFound(data: Correlated): TemplateResult {
    return html`<clew-empty heading="Nothing carries this ID">
      ${[...data.empty, ...data.cut].map((e) => html`<p>${e.reason}</p>`)}
      <p>Under correlation keys IDs are compared exactly, upper and lower case included. Which attributes are keys is set
        under <span class="mono">correlation.keys</span> in the configuration.</p>
      ${askedId().key ? html`<p><a href=${correlationLink(askedId().value)}>Look under every key</a></p>` : nothing}
      <p><a href=${urlState.link('/logs', { q: quoteValue(askedId().value) })}>Search the words of all log lines instead</a></p>
    </clew-empty>`;
  }

  private neighbours(data: Correlated): TemplateResult | typeof nothing {
    if (data.neighbours.length === 0) return nothing;
    return html`<div class="neighbours">
      <span class="quiet small">Also in these records</span>
      ${data.neighbours.map(
        (n) => html`<a href=${correlationLink(n.value, n.key)}
          title="${plural(n.records, 'record')} with this ${n.key}"><b>${n.key}</b> ${n.value} <b>${n.records}</b></a>`,
      )}
    </div>`;
  }

  /** Fields that nobody configured but that have the ID as keys have it. */
  private suggestions(data: Correlated): TemplateResult | typeof nothing {
    if (data.suggestedKeys.length === 0) return nothing;
    return html`<div class="suggestions small">
      ${data.suggestedKeys.map(
        (key) => html`<div>${plural(key.services, 'service')} ${key.services === 1 ? 'uses' : 'use'}
          <span class="mono">${key.field}</span>:
          <a href=${correlationLink(data.value, key.field)}>follow it</a>
          <span class="quiet">; to follow it always, add it to <span class="mono">correlation.keys</span></span></div>`,
      )}
    </div>`;
  }

  /** What is left out, with its numbers, and the way to more of it. */
  private cuts(data: Correlated): TemplateResult | typeof nothing {
    if (data.cut.length === 0) return nothing;
    const more = urlState.get('limit') !== MOST && data.cut.some((c) => c.part === 'spans' || c.part === 'logs');
    return html`<div class="cut-note small">
      ${data.cut.map((c) => html`<div>${c.reason}</div>`)}
      ${more ? html`<button class="small" @click=${() => urlState.set({ limit: MOST })}>Show up to 10,000 of each</button>` : nothing}
    </div>`;
  }

  private alerts(data: Correlated): TemplateResult | typeof nothing {
    if (data.alerts.length === 0) return nothing;
    return html`<div class="alerts">
      ${data.alerts.map(
        (a) => html`<div class="warn">${icon('alerts')} ${a.name} ${a.state} since ${time(a.activeAt)}
          <span class="quiet mono">${Object.entries(a.labels).map(([k, v]) => `${k}="${v}"`).join(' ')}</span></div>`,
      )}
    </div>`;
  }

  /** A sentence for every part that has nothing to show; of several services that have the same one, once. */
  private reasons(data: Correlated): TemplateResult | typeof nothing {
    if (data.empty.length === 0) return nothing;
    const services = new Map<string, string[]>();
    for (const { service, reason } of data.empty) {
      const ofIt = service && reason.startsWith(`${service} `) ? reason.slice(service.length + 1) : reason;
      services.set(ofIt, [...(services.get(ofIt) ?? []), ...(service ? [service] : [])]);
    }
    return html`<div class="empties small">
      ${[...services].map(
        ([reason, names]) => html`<div>
          ${names.slice(0, NAMED).map((name) => html`<span class="chip" style="--chip:${serviceColor(name)}">${name}</span>`)}
          <span>${names.length > NAMED ? `and ${names.length - NAMED} more: ` : ''}${names.length > 1 ? 'each ' : ''}${reason}</span>
        </div>`,
      )}
    </div>`;
  }

  private why(data: Correlated, view: View, row: Row): string {
    const input = view.traces[row.trace];
    if (row.kind === 'log' && input?.logs) {
      const i = data.logs.columns.id.indexOf(input.logs.id[row.index]!);
      return `Here because: ${data.logs.columns.why[i] ?? ''}`;
    }
    const trace = data.traces.find((t) => t.traceId === input?.traceId);
    if (!trace) return '';
    return row.kind === 'band' ? `${trace.why}, ${duration(trace.durationNanos)}` : `Here because: ${trace.columns.why?.[row.index] ?? trace.why}`;
  }

  private selected(event: CustomEvent<{ kind: string; traceId: string; spanId: string; logId: string }>): void {
    const { kind, traceId, spanId, logId } = event.detail;
    urlState.select('sel', kind === 'log' ? `log/${logId}` : `${traceId}/${spanId}`);
  }
}
