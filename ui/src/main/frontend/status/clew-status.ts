import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-error.ts';
import type { Receiver, Status } from '../home/home-types.ts';
import '../home/clew-receiver.ts';
import { type ApiError, getJson, sendJson } from '../lib/api.ts';
import { bytes, compact, count, day, millis, nanosToMillis, percent, plural } from '../lib/format.ts';
import { ClewPage } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-incidents.ts';
import type { Incidents } from './clew-incidents.ts';

const POLL_MILLIS = 5000;

/** Whether the machine's clock is believed; the problem is empty when it is. */
interface Clock {
  trusted: boolean;
  problem: string;
}

/** The appliance itself: health, buffer lag, stores, disk and memory, what was refused. */
@customElement('clew-status')
export class ClewStatus extends ClewPage {
  @state() private status: Status | null = null;
  @state() private receiver: Receiver | null = null;
  @state() private clockProblem = '';
  @state() private incidents: Incidents | null = null;
  @state() private error: ApiError | null = null;
  private timer = 0;

  static override styles = [
    shared,
    pageStyles,
    css`
      .body { padding: 16px 24px 40px; max-width: 1120px; }
      .health { display: flex; align-items: baseline; gap: 12px; font-size: 18px; font-weight: 600; }
      .health small { font-size: var(--data-size); font-weight: 400; color: var(--text-2); }
      h2 { margin: 28px 0 4px; }
      .bars { display: grid; grid-template-columns: 1fr 1fr; gap: 12px 32px; margin-top: 28px; }
      .bar { padding: 0; border: 0; display: block; }
      .track { height: 6px; border-radius: 3px; background: var(--line); margin: 6px 0; overflow: hidden; display: flex; }
      .fill { background: var(--accent); }
      .fill.other { background: var(--line-strong); }
      .fill.full { background: var(--bad); }
      ul { margin: 8px 0; padding-left: 18px; }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.timer);
  }

  protected async load(signal: AbortSignal): Promise<void> {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.reload(), POLL_MILLIS);
    const receiver = getJson<Receiver>('receiver', {}, signal).then((r) => (this.receiver = r), () => {});
    const clock = getJson<Clock>('clock', {}, signal).then((c) => (this.clockProblem = c.problem), () => {});
    const incidents = getJson<Incidents>('incidents', {}, signal).then((i) => (this.incidents = i), () => {});
    this.status = await getJson<Status>('status', {}, signal);
    this.error = null;
    await Promise.all([receiver, clock, incidents]);
  }

  protected failed(error: ApiError): void {
    this.error = error;
  }

  override render() {
    const s = this.status;
    return html`<clew-error .error=${this.error}></clew-error>
      <div class="scroll">${s ? html`<div class="body">${this.health(s)}<clew-incidents .data=${this.incidents} @acknowledged=${() => this.reload()}></clew-incidents>${this.resources(s)}${this.stores(s)}${this.buffer(s)}${this.received()}</div>` : nothing}</div>`;
  }

  private health(s: Status) {
    const tone = { healthy: 'good', degraded: 'warn', unhealthy: 'bad' }[s.health];
    const sentence = { healthy: 'Healthy', degraded: 'Degraded: some operations fail', unhealthy: 'Unhealthy' }[s.health];
    return html`<div class="health"><span class=${tone}>${sentence}</span><small>Clew ${s.version}, running for ${millis(s.uptimeMillis)}</small></div>
      ${s.reasons.length > 0 ? html`<ul>${s.reasons.map((r) => html`<li>${r}</li>`)}</ul>` : nothing}
      ${this.clockProblem ? html`<button @click=${this.confirmClock}>The clock is right: go on dropping what is past its retention</button>` : nothing}`;
  }

  private confirmClock = async (): Promise<void> => {
    try {
      await sendJson<Clock>('POST', 'clock/confirm', {});
      this.reload();
    } catch (e) {
      this.error = e as ApiError;
    }
  };

  private resources(s: Status) {
    const used = s.disk.totalBytes - s.disk.freeBytes;
    const share = s.disk.totalBytes > 0 ? used / s.disk.totalBytes : 0;
    const data = s.disk.totalBytes > 0 ? s.disk.dataBytes / s.disk.totalBytes : 0;
    const heap = s.memory.heapMaxBytes > 0 ? s.memory.heapUsedBytes / s.memory.heapMaxBytes : 0;
    return html`<div class="bars">
      <div>
        <div><b>Disk</b> <span class="quiet">${bytes(s.disk.freeBytes)} free of ${bytes(s.disk.totalBytes)}</span></div>
        <div class="track" role="img" aria-label="${percent(share)} of the disk used">
          <span class="fill ${share > 0.9 ? 'full' : ''}" style="width:${Math.max(data > 0 ? 0.5 : 0, data * 100)}%"></span>
          <span class="fill other" style="width:${Math.max(0, (share - data) * 100)}%"></span>
        </div>
        <div class="small faint cut" title=${s.disk.path}>${bytes(s.disk.dataBytes)} by Clew in ${s.disk.path}; the oldest day goes after ${plural(s.retentionDays, 'day')}</div>
      </div>
      <div>
        <div><b>Memory</b> <span class="quiet">${bytes(s.memory.heapUsedBytes)} of ${bytes(s.memory.heapMaxBytes)} heap</span></div>
        <div class="track" role="img" aria-label="${percent(heap)} of the heap used"><span class="fill ${heap > 0.95 ? 'full' : ''}" style="width:${heap * 100}%"></span></div>
        <div class="small faint">Part of it is garbage not yet collected.</div>
      </div>
    </div>`;
  }

  private stores(s: Status) {
    return html`<h2>Stores</h2>
      <table class="data">
        <thead><tr><th>Signal</th><th class="number">Records</th><th class="number">On disk</th><th class="number">Per record</th><th class="number">Days</th><th>Oldest</th><th class="number">In memory</th></tr></thead>
        <tbody>
          ${s.stores.map(
            (x) => html`<tr><td>${x.signal}</td><td class="number" title=${count(x.rows)}>${compact(x.rows)}</td><td class="number">${bytes(x.bytes)}</td>
              <td class="number">${x.rows > 0 ? `${(x.bytes / x.rows).toFixed(1)} B` : '–'}</td><td class="number">${x.days}</td>
              <td>${x.oldest && x.oldest !== '0' && x.rows > 0 ? day(nanosToMillis(x.oldest)) : '–'}</td><td class="number">${bytes(x.memoryBytes)}</td></tr>`,
          )}
        </tbody>
      </table>`;
  }

  private buffer(s: Status) {
    return html`<h2>Write-ahead buffer</h2>
      <table class="data">
        <thead><tr><th>Signal</th><th class="number">On disk</th><th class="number">Waiting requests</th><th class="number">Behind by</th><th class="number">Quarantined</th></tr></thead>
        <tbody>
          ${s.buffer.map(
            (b) => html`<tr><td>${b.signal}</td><td class="number">${bytes(b.bytes)}</td><td class="number">${count(b.lagEntries)}</td>
              <td class="number ${b.lagMillis > 60000 ? 'warn' : ''}">${millis(b.lagMillis)}</td>
              <td class="number ${b.quarantined > 0 ? 'bad' : ''}">${count(b.quarantined)}</td></tr>`,
          )}
        </tbody>
      </table>`;
  }

  private received() {
    return html`${this.receiver ? html`<h2>Received</h2><clew-receiver .data=${this.receiver}></clew-receiver>` : nothing}
      <h2>Scraped</h2>
      <p><a href=${urlState.link('/targets')}>Targets</a> <span class="quiet">that Clew fetches metrics from, and how the last scrape of each went.</span></p>`;
  }
}
