import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-error.ts';
import { spark } from '../elements/clew-spark.ts';
import { serviceLink } from '../lib/addresses.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { serviceColor } from '../lib/colors.ts';
import { ago, bytes, compact, millis, nanosToMillis, percent, plural, rate } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { ClewPage } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-receiver.ts';
import './clew-setup.ts';
import type { FiringAlert, Receiver, ServiceRow, Status } from './home-types.ts';

const POLL_MILLIS = 2000;

interface AlertAnswer {
  groups: Array<{
    rules: Array<{
      name: string;
      kind: string;
      alerts?: Array<{ state: string; labels: Record<string, string>; annotations: Record<string, string>; activeAt: string }>;
    }>;
  }>;
}

/** How to send data while there is none; then what is wrong. `setup=1` in the URL shows the former. */
@customElement('clew-home')
export class ClewHome extends ClewPage {
  @state() private receiver: Receiver | null = null;
  @state() private services: ServiceRow[] | null = null;
  @state() private alerts: FiringAlert[] = [];
  @state() private status: Status | null = null;
  @state() private error: ApiError | null = null;

  private timer = 0;
  private sample: { at: number; records: number } | null = null;
  private perSecond: number | null = null;

  static override styles = [
    shared,
    pageStyles,
    css`
      .columns { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); min-height: 100%; }
      .columns > section { padding: 20px 24px 32px; min-width: 0; }
      .columns > section + section { border-left: 1px solid var(--line); }
      .lead { font-size: 18px; font-weight: 600; margin: 0 0 4px; }
      .lead + p { margin: 0 0 16px; color: var(--text-2); max-width: 70ch; }
      h2 { margin-bottom: 8px; }
      .quietline { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 8px 16px; border-bottom: 1px solid var(--line); color: var(--text-2); font-size: var(--data-size); flex: none; }
      .alert { display: flex; gap: 8px; padding: 8px 0; border-bottom: 1px solid var(--line); }
      .alert svg { color: var(--bad); margin-top: 1px; }
      td.name { max-width: 220px; }
      .rate { vertical-align: middle; display: inline-flex; align-items: center; gap: 10px; }
      .sample { margin-top: 24px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--text-2); }
      @media (max-width: 1100px) {
        .columns { grid-template-columns: minmax(0, 1fr); min-height: 0; }
        .columns > section + section { border-left: 0; border-top: 1px solid var(--line); }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.timer);
  }

  protected async load(signal: AbortSignal): Promise<void> {
    window.clearTimeout(this.timer);
    const { start, end } = urlState.range;
    const rest = Promise.allSettled([
      getJson<{ services: ServiceRow[] }>('services', { start, end, points: 30 }, signal).then((a) => (this.services = a.services)),
      getJson<AlertAnswer>('alerts', {}, signal).then((a) => (this.alerts = firing(a))),
      getJson<Status>('status', {}, signal).then((s) => (this.status = s)),
    ]);
    await this.poll(signal);
    await rest;
    this.error = null;
  }

  /** The receiver alone is asked again and again: its panel is live. */
  private async poll(signal: AbortSignal): Promise<void> {
    if (!document.hidden || !this.receiver) {
      const answer = await getJson<Receiver>('receiver', {}, signal);
      const first = this.receiver !== null && this.receiver.senders.length === 0 && answer.senders.length > 0;
      this.measure(answer);
      this.receiver = answer;
      this.error = null;
      if (first && !urlState.get('setup')) window.setTimeout(() => urlState.refresh(), 1500);
    }
    this.timer = window.setTimeout(() => {
      this.poll(signal).catch(() => (this.timer = window.setTimeout(() => this.reload(), 5 * POLL_MILLIS)));
    }, POLL_MILLIS);
  }

  private measure(answer: Receiver): void {
    const records = answer.totals.reduce((sum, t) => sum + t.records, 0);
    const now = performance.now();
    if (this.sample && now > this.sample.at) this.perSecond = Math.max(0, (records - this.sample.records) / ((now - this.sample.at) / 1000));
    this.sample = { at: now, records };
  }

  protected failed(error: ApiError): void {
    this.error = error;
    this.timer = window.setTimeout(() => this.reload(), 5 * POLL_MILLIS);
  }

  override render() {
    const receiver = this.receiver;
    if (!receiver) return html`<clew-error .error=${this.error}></clew-error>`;
    const received = receiver.senders.length > 0 || (this.services?.length ?? 0) > 0;
    return html`<clew-error .error=${this.error}></clew-error>
      ${received && urlState.get('setup') !== '1' ? this.overview(receiver) : this.setup(receiver, received)}`;
  }

  private setup(receiver: Receiver, received: boolean) {
    return html`<div class="scroll"><div class="columns">
      <section>
        <h1 class="lead">${received ? 'Send more telemetry' : 'Send telemetry to Clew'}</h1>
        <p>Point an OpenTelemetry exporter here. Logs, metrics and traces need no further set-up.</p>
        <clew-setup .grpcPort=${receiver.endpoints.grpcPort} .httpPort=${receiver.endpoints.httpPort}></clew-setup>
        <p class="sample">No service at hand? <span class="mono">./clew run --demo</span> starts a small shop that sends real telemetry through the same ports.</p>
      </section>
      <section>
        <h2>Received</h2>
        <clew-receiver .data=${receiver}></clew-receiver>
        ${received ? html`<p><a href="/">To the overview</a></p>` : nothing}
      </section>
    </div></div>`;
  }

  private overview(receiver: Receiver) {
    return html`
      ${this.ingestLine(receiver)}
      <div class="scroll"><div class="columns">
        <section>
          <h2>Services, those in trouble first</h2>
          ${this.serviceTable()}
        </section>
        <section>
          <h2>${this.alerts.length === 0 ? 'Alerts' : plural(this.alerts.length, 'alert firing', 'alerts firing')}</h2>
          ${this.alerts.length === 0
            ? html`<p class="quiet">Nothing is firing. <a href=${urlState.link('/alerts')}>Rules</a></p>`
            : this.alerts.slice(0, 8).map(
                (a) => html`<div class="alert">${icon('alerts')}<div class="cut">
                  <div class="cut"><a href=${urlState.link('/alerts')}>${a.rule}</a> <span class="faint small">since ${ago(nanosToMillis(a.activeAt)).replace(' ago', '')}</span></div>
                  <div class="quiet cut">${a.annotations['summary'] ?? a.annotations['description'] ?? Object.entries(a.labels).map(([k, v]) => `${k}=${v}`).join(' ')}</div>
                </div></div>`,
              )}
          <h2 style="margin-top:24px">Received</h2>
          <clew-receiver .data=${receiver}></clew-receiver>
          <p><a href=${urlState.link('/', { setup: '1' })}>Connect another service</a></p>
        </section>
      </div></div>`;
  }

  private ingestLine(receiver: Receiver) {
    const disk = this.status?.disk;
    const refused = receiver.totals.reduce((sum, t) => sum + t.refusedRequests, 0);
    return html`<div class="quietline" role="status">
      ${this.perSecond === null ? nothing : html`<span>Receiving ${rate(this.perSecond)}</span>`}
      <span>Since the start ${receiver.totals.map((t) => `${compact(t.records)} ${{ logs: 'log lines', traces: 'spans', metrics: 'metric points' }[t.signal] ?? t.signal}`).join(', ')}</span>
      ${refused > 0 ? html`<span class="warn">${plural(refused, 'request')} refused</span>` : nothing}
      ${disk ? html`<span>${bytes(disk.dataBytes)} stored, ${bytes(disk.freeBytes)} free, kept ${this.status!.retentionDays} days</span>` : nothing}
    </div>`;
  }

  private serviceTable() {
    const services = this.services;
    if (services === null) return html`<p class="faint">Loading …</p>`;
    if (services.length === 0) return html`<p class="quiet">No service sent anything in this time range. <button class="outline small" @click=${() => urlState.setRange({ from: 'now-24h', to: 'now' })}>Last 24 hours</button></p>`;
    return html`<table class="data">
      <thead><tr><th>Service</th><th class="number">Requests</th><th class="number">Errors</th><th class="number">p95</th><th>Before</th><th class="number">Log lines</th></tr></thead>
      <tbody>${services.map((s) => this.serviceRow(s))}</tbody>
    </table>`;
  }

  private serviceRow(s: ServiceRow) {
    const href = serviceLink(s.name);
    const color = serviceColor(s.name);
    return html`<tr>
      <td class="name cut"><a class="chip" style="--chip:${color}" href=${href}>${s.name}</a></td>
      <td class="number">${s.ratePerSecond === null ? html`<span class="faint">${s.spans > 0 ? '–' : 'logs only'}</span>` : html`<span class="rate">${spark(s.spark?.rate ?? [], color, 96, 20)}${rate(s.ratePerSecond)}</span>`}</td>
      <td class="number ${(s.errorRatio ?? 0) > 0 ? 'bad' : ''}">${s.ratePerSecond === null ? '–' : percent(s.errorRatio)}</td>
      <td class="number">${s.ratePerSecond === null ? '–' : millis(s.p95Millis)}</td>
      <td class="faint">${slower(s)}</td>
      <td class="number"><a href=${urlState.link('/logs', { q: `service:${s.name}` })}>${compact(s.logs)}</a></td>
    </tr>`;
  }
}

/** The p95 of the period before, and how much worse it got when that is worth a glance. */
function slower(s: ServiceRow) {
  const before = s.before?.p95Millis;
  if (!before || !s.p95Millis) return nothing;
  const factor = s.p95Millis / before;
  return html`<span title="p95 in the period before">${millis(before)}</span>${factor < 1.25
      ? nothing
      : html` <span class="warn">${factor.toFixed(factor < 10 ? 1 : 0)}× slower</span>`}`;
}

function firing(answer: AlertAnswer): FiringAlert[] {
  return answer.groups.flatMap((g) =>
    g.rules.flatMap((r) =>
      (r.alerts ?? [])
        .filter((a) => a.state === 'firing')
        .map((a) => ({ rule: r.name, labels: a.labels, annotations: a.annotations, activeAt: a.activeAt })),
    ),
  );
}
