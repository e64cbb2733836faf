import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { ago, compact, exactTime, millis, nanosToMillis, plural, time } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { ClewPage } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { type ActiveAlert, type Alerts, type Rule, type RuleGroup, timeline, type Transition } from './alert-types.ts';

const REFRESH_MILLIS = 10_000;

/** Rules by trouble, what fires and since when, and what became of each notification. */
@customElement('clew-alerts')
export class ClewAlerts extends ClewPage {
  @state() private data: Alerts | null = null;
  @state() private history: Transition[] = [];
  @state() private error: ApiError | null = null;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.reload(), REFRESH_MILLIS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  protected override async load(signal: AbortSignal): Promise<void> {
    const { start, end } = urlState.range;
    const [data, history] = await Promise.all([
      getJson<Alerts>('alerts', {}, signal),
      getJson<{ transitions: Transition[] }>('alerts/history', { start, end }, signal),
    ]);
    this.data = data;
    this.history = history.transitions;
    this.error = null;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
  }

  private get open(): string {
    return urlState.get('rule');
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .state { display: inline-block; min-width: 64px; padding: 0 8px; border-radius: 10px; line-height: 20px; font-size: var(--small-size); text-align: center; border: 1px solid var(--line-strong); color: var(--text-2); }
      .state.firing { background: var(--bad-soft); border-color: var(--bad); color: var(--bad); }
      .state.pending { background: var(--warn-soft); border-color: var(--warn); color: var(--warn); }
      .group { display: flex; align-items: baseline; gap: 12px; padding: 16px 16px 4px; }
      .rule { display: grid; grid-template-columns: 80px minmax(180px, 1.2fr) minmax(160px, 2fr) 220px 90px; gap: 12px; align-items: center; width: 100%; height: auto; min-height: 32px; padding: 4px 16px; border: 0; border-radius: 0; border-bottom: 1px solid var(--line); text-align: left; }
      .line { position: relative; height: 12px; background: var(--surface); border: 1px solid var(--line); border-radius: 2px; overflow: hidden; }
      .line i { position: absolute; top: 0; bottom: 0; }
      .line i.pending { background: var(--warn); }
      .line i.firing { background: var(--bad); }
      .detail { padding: 8px 16px 16px 108px; border-bottom: 1px solid var(--line); background: var(--surface); display: grid; gap: 8px; }
      pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: var(--data-size) / 1.5 var(--mono); }
      .labels { display: flex; flex-wrap: wrap; gap: 4px; }
      .labels span { font: var(--data-size) var(--mono); padding: 1px 6px; border: 1px solid var(--line); border-radius: 3px; background: var(--bg); }
      .notes { padding: 24px 16px; }
      .notes h2 { margin-bottom: 8px; }
      .broken { padding: 8px 16px; background: var(--bad-soft); border-bottom: 1px solid var(--line); display: flex; gap: 8px; }
      @media (max-width: 1100px) { .rule { grid-template-columns: 80px 1fr 1fr 120px 70px; } }
    `,
  ];

  override render() {
    const data = this.data;
    return html`
      <clew-error .error=${this.error}></clew-error>
      <div class="scroll">${data === null ? nothing : this.content(data)}</div>
    `;
  }

  private content(data: Alerts): TemplateResult {
    const rules = data.groups.reduce((sum, group) => sum + group.rules.length, 0);
    return html`
      <div class="bar">
        <span><b class=${data.firing > 0 ? 'bad' : ''}>${data.firing}</b> firing</span>
        <span><b class=${data.pending > 0 ? 'warn' : ''}>${data.pending}</b> pending</span>
        <span class="quiet">${plural(rules, 'rule')} in ${plural(data.groups.length, 'group')}</span>
        <span class="spacer"></span>
        <span class="faint small">State over the chosen time range; rule files are read again when they change.</span>
      </div>
      ${data.fileErrors.map(
        (e) => html`<div class="broken" role="alert">
          <span class="bad">${icon('warning')}</span>
          <span><span class="mono">${e.file}:${e.line}:${e.column}</span> ${e.message}
            <span class="quiet">The last good version of this file stays in force.</span></span>
        </div>`,
      )}
      ${rules === 0 ? this.empty() : [...data.groups].sort(byTrouble).map((group) => this.group(group))}
      ${this.notifications(data)}
    `;
  }

  private empty(): TemplateResult {
    return html`<clew-empty heading="No rules yet">
      Put a Prometheus rule file, such as <span class="mono">shop.yml</span>, into the rules directory
      (<span class="mono">rules</span> in the data directory unless configured otherwise). It is picked up within seconds.
    </clew-empty>`;
  }

  private group(group: RuleGroup): TemplateResult {
    return html`
      <div class="group">
        <h2>${group.name}</h2>
        <span class="faint small mono">${group.file}</span>
        <span class="faint small">every ${millis(group.intervalSeconds * 1000)}</span>
        <span class="spacer"></span>
        ${Number(group.lastEvaluation) > 0
          ? html`<span class="faint small" title=${exactTime(group.lastEvaluation)}>
              evaluated ${ago(nanosToMillis(group.lastEvaluation))} in ${millis(group.evaluationMillis)}</span>`
          : html`<span class="faint small">not evaluated yet</span>`}
      </div>
      ${group.rules.map((rule) => this.rule(group, rule))}
    `;
  }

  private rule(group: RuleGroup, rule: Rule): TemplateResult {
    const key = `${group.name}/${rule.name}`;
    const isOpen = this.open === key;
    const recording = rule.kind === 'record';
    return html`
      <button class="rule" aria-expanded=${isOpen} @click=${() => urlState.set({ rule: isOpen ? null : key })}>
        <span class="state ${recording ? '' : rule.state}">${recording ? 'recording' : rule.state}</span>
        <span class="cut" title=${rule.name}>${rule.name}${rule.health === 'err' ? html` <span class="bad">error</span>` : nothing}</span>
        <span class="cut mono quiet" title=${rule.expression}>${rule.expression}</span>
        ${recording ? html`<span></span>` : this.stateLine(group, rule)}
        <span class="number quiet">${recording ? '' : rule.alerts.length > 0 ? plural(rule.alerts.length, 'alert') : ''}</span>
      </button>
      ${isOpen ? this.detail(group, rule) : nothing}
    `;
  }

  private stateLine(group: RuleGroup, rule: Rule): TemplateResult {
    const { start, end } = urlState.range;
    const own = this.history.filter((t) => t.rule === rule.name && t.group === group.name);
    const stretches = timeline(own, rule.state, start, end);
    return html`<span class="line" role="img" aria-label="${plural(own.length, 'state change')} in the time range">
      ${stretches.map((s) => html`<i class=${s.state} style="left:${s.from * 100}%;width:${(s.to - s.from) * 100}%"></i>`)}
    </span>`;
  }

  private detail(group: RuleGroup, rule: Rule): TemplateResult {
    return html`<div class="detail">
      <pre>${rule.expression}</pre>
      <div class="quiet small">
        ${rule.forSeconds > 0 ? `Fires after ${millis(rule.forSeconds * 1000)} of being true.` : rule.kind === 'alert' ? 'Fires at once.' : ''}
        ${group.language === 'logql'
          ? html`<a href=${urlState.link('/logs', { q: rule.expression })}>Show in Logs</a>`
          : html`<a href=${urlState.link('/metrics', { q: rule.expression })}>Show in Metrics</a>`}
      </div>
      ${rule.lastError ? html`<div class="bad">${rule.lastError}</div>` : nothing}
      ${rule.kind === 'alert' && rule.alerts.length === 0
        ? html`<div class="quiet">No series makes the expression true right now.</div>`
        : rule.alerts.map((alert) => this.alert(alert))}
    </div>`;
  }

  private alert(alert: ActiveAlert): TemplateResult {
    const note = alert.annotations['summary'] ?? alert.annotations['description'] ?? '';
    return html`<div>
      <div class="labels">
        <span class="state ${alert.state}">${alert.state}</span>
        ${Object.entries(alert.labels).map(([name, value]) => html`<span>${name}="${value}"</span>`)}
      </div>
      ${note ? html`<div>${note}</div>` : nothing}
      <div class="quiet small">
        value ${compact(alert.value)}, active since
        <span title=${exactTime(alert.activeAt)}>${time(alert.activeAt)} (${ago(nanosToMillis(alert.activeAt))})</span>
      </div>
    </div>`;
  }

  private notifications(data: Alerts): TemplateResult {
    return html`<div class="notes">
      <h2>Notifications</h2>
      ${data.notifications.length === 0
        ? html`<div class="quiet">Nothing has been sent. Webhooks are set in the configuration under
            <span class="mono">alerting</span>; every delivery and every failed attempt is listed here.</div>`
        : html`<table class="data">
            <thead><tr><th>Time</th><th>Receiver</th><th>Status</th><th>Group</th><th class="number">Alerts</th><th>Outcome</th><th></th></tr></thead>
            <tbody>
              ${data.notifications.map(
                (n) => html`<tr>
                  <td class="mono" title=${exactTime(n.time)}>${time(n.time)}</td>
                  <td>${n.receiver}</td>
                  <td><span class="state ${n.status === 'firing' ? 'firing' : ''}">${n.status}</span></td>
                  <td class="mono">${Object.entries(n.groupLabels).map(([k, v]) => `${k}=${v}`).join(' ')}</td>
                  <td class="number">${n.alerts}</td>
                  <td class=${n.outcome === 'delivered' ? 'good' : n.outcome === 'failed' ? 'bad' : 'warn'}>
                    ${n.outcome}${n.attempts > 1 ? ` after ${plural(n.attempts, 'attempt')}` : ''}</td>
                  <td class="quiet cut">${n.error}</td>
                </tr>`,
              )}
            </tbody>
          </table>`}
    </div>`;
  }
}

function byTrouble(a: RuleGroup, b: RuleGroup): number {
  return rank(b) - rank(a) || (a.name < b.name ? -1 : 1);
}

function rank(group: RuleGroup): number {
  return group.rules.reduce((most, rule) => Math.max(most, rule.state === 'firing' ? 2 : rule.state === 'pending' ? 1 : 0), 0);
}
