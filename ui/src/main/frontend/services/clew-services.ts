import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { spark } from '../elements/clew-spark.ts';
import { serviceLink } from '../lib/addresses.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { serviceColor } from '../lib/colors.ts';
import { compact, count, millis, percent, plural, rate } from '../lib/format.ts';
import { ClewPage } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { change, type Service } from './service-types.ts';

type Column = 'trouble' | 'name' | 'rate' | 'errors' | 'p95';

/** Rate, errors and duration of every service, those in trouble first. */
@customElement('clew-services')
export class ClewServices extends ClewPage {
  @state() private services: Service[] | null = null;
  @state() private error: ApiError | null = null;

  protected override async load(signal: AbortSignal): Promise<void> {
    const answer = await getJson<{ services: Service[] }>('services', { ...urlState.range, points: 30 }, signal);
    this.services = answer.services;
    this.error = null;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      td { height: 40px !important; }
      td.name { width: 26%; max-width: 0; }
      .note { display: block; font-size: var(--small-size); color: var(--text-3); }
      th button { height: 24px; padding: 0 4px; margin: 0 -4px; color: inherit; font-size: inherit; }
      th button[aria-pressed='true'] { color: var(--text); background: none; }
      tr { cursor: pointer; }
    `,
  ];

  private get order(): Column {
    return (urlState.get('sort') || 'trouble') as Column;
  }

  override render() {
    return html`<clew-error .error=${this.error}></clew-error>
      <div class="scroll">${this.services === null ? nothing : this.services.length === 0 ? this.empty() : this.table(this.services)}</div>`;
  }

  private empty(): TemplateResult {
    return html`<clew-empty heading="No service has sent anything in this time range">
      <a href="/">Home</a> shows the address to send to, and what arrives there.</clew-empty>`;
  }

  private header(column: Column, label: string, number = true): TemplateResult {
    return html`<th class=${number ? 'number' : ''} aria-sort=${this.order === column ? 'descending' : nothing}>
      <button aria-pressed=${this.order === column} @click=${() => urlState.set({ sort: column }, { replace: true })}>${label}</button></th>`;
  }

  private table(services: Service[]): TemplateResult {
    const key = (s: Service): number =>
      this.order === 'rate' ? (s.ratePerSecond ?? -1) : this.order === 'errors' ? (s.errorRatio ?? -1) : (s.p95Millis ?? -1);
    const sorted =
      this.order === 'trouble' ? services
      : this.order === 'name' ? [...services].sort((a, b) => (a.name < b.name ? -1 : 1))
      : [...services].sort((a, b) => key(b) - key(a));
    return html`<table class="data">
      <thead><tr>
        ${this.header('name', 'Service', false)}
        ${this.header('rate', 'Requests')}<th></th>
        ${this.header('errors', 'Errors')}<th></th>
        ${this.header('p95', 'p95')}<th></th>
        <th class="number">p50</th><th class="number">p99</th>
        <th class="number">Spans</th><th class="number">Log lines</th>
      </tr></thead>
      <tbody>${sorted.map((s) => this.row(s))}</tbody></table>`;
  }

  private row(s: Service): TemplateResult {
    const address = serviceLink(s.name);
    const slower = change(s.p95Millis, s.before?.p95Millis);
    const more = change(s.ratePerSecond, s.before?.ratePerSecond);
    const bad = (s.errorRatio ?? 0) > 0;
    return html`<tr @click=${() => urlState.go(address)}>
      <td class="name"><a class="chip cut" style="--chip:${serviceColor(s.name)};display:flex" href=${address} @click=${(e: Event) => e.stopPropagation()}>${s.name}</a>
        ${s.versions.length > 0 ? html`<span class="note cut" title=${s.versions.join(', ')}>${s.versions.length === 1 ? s.versions[0] : plural(s.versions.length, 'version')}</span>` : nothing}
        ${s.otherSpans ? html`<span class="note warn">${compact(s.otherSpans)} spans under “other”: too many span names</span>` : nothing}</td>
      <td class="number">${s.ratePerSecond === null ? html`<span class="faint">${s.spans > 0 ? '–' : 'logs only'}</span>` : rate(s.ratePerSecond)}${more ? html`<span class="note">${more}</span>` : nothing}</td>
      <td>${s.spark ? spark(s.spark.rate, 'var(--accent)', 90) : nothing}</td>
      <td class="number ${bad ? 'bad' : 'faint'}">${percent(s.errorRatio)}${bad && s.before ? html`<span class="note">${percent(s.before.errorRatio)} before</span>` : nothing}</td>
      <td>${s.spark && bad ? spark(s.spark.errors, 'var(--bad)', 90) : nothing}</td>
      <td class="number">${millis(s.p95Millis)}${slower ? html`<span class="note ${slower.includes('×') ? 'warn' : ''}">${slower}</span>` : nothing}</td>
      <td>${s.spark ? spark(s.spark.p95, 'var(--text-2)', 90) : nothing}</td>
      <td class="number quiet">${millis(s.p50Millis)}</td>
      <td class="number quiet">${millis(s.p99Millis)}</td>
      <td class="number quiet" title=${count(s.spans)}>${compact(s.spans)}</td>
      <td class="number quiet" title=${s.logsWithTraceContextRatio === null ? count(s.logs) : `${count(s.logs)}, ${percent(s.logsWithTraceContextRatio)} with trace context`}>${compact(s.logs)}</td>
    </tr>`;
  }
}
