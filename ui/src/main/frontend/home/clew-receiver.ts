import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { serviceColor } from '../lib/colors.ts';
import { ago, compact, count, nanosToMillis, plural } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { shared } from '../lib/styles.ts';
import type { Receiver } from './home-types.ts';

const SENDERS = 14;

/** What arrives, one line per sender and signal, and what was refused with the remedy. `data`: of `receiver`. */
@customElement('clew-receiver')
export class ClewReceiver extends LitElement {
  @property({ attribute: false }) data: Receiver | null = null;

  static override styles = [
    shared,
    css`
      :host { display: block; min-width: 0; }
      .waiting { display: flex; gap: 12px; align-items: center; padding: 16px 0; color: var(--text-2); }
      .pulse { width: 8px; height: 8px; border-radius: 50%; background: var(--accent); animation: pulse 1.6s ease-in-out infinite; flex: none; }
      @keyframes pulse { 50% { opacity: 0.25; } }
      table { width: 100%; border-collapse: collapse; font-size: var(--data-size); }
      th { text-align: left; font-weight: 500; color: var(--text-2); font-size: var(--small-size); padding: 0 12px 0 0; height: 24px; border-bottom: 1px solid var(--line); }
      td { padding: 0 12px 0 0; height: 24px; white-space: nowrap; }
      th:last-child, td:last-child { padding-right: 0; }
      .number { text-align: right; }
      h3 { font-size: 13px; margin: 20px 0 4px; font-weight: 600; }
      .refusal { display: flex; gap: 8px; padding: 8px 0; border-top: 1px solid var(--line); }
      .refusal svg { color: var(--warn); margin-top: 1px; }
    `,
  ];

  override render() {
    const data = this.data;
    if (!data) return nothing;
    return html`
      ${data.senders.length === 0
        ? html`<div class="waiting"><span class="pulse"></span><span>Waiting for the first telemetry. It appears here within a second or two of being sent.</span></div>`
        : this.senders(data)}
      ${data.refusals.length > 0
        ? html`<h3>Refused</h3>
            ${data.refusals.slice(0, 6).map(
              (r) => html`<div class="refusal">${icon('warning')}
                <div>
                  <div>${plural(r.count, 'request')} from <span class="mono">${r.remote}</span>: ${r.reason} <span class="faint">(HTTP ${r.status}, ${r.signal}, ${ago(nanosToMillis(r.time))})</span></div>
                  ${r.remedy ? html`<div class="quiet">${r.remedy}</div>` : nothing}
                </div>
              </div>`,
            )}`
        : nothing}
    `;
  }

  private senders(data: Receiver) {
    const more = data.senders.length - SENDERS;
    return html`<table aria-label="Senders">
        <thead><tr><th>Service</th><th>Signal</th><th>From</th><th class="number">Records</th><th class="number">Last</th></tr></thead>
        <tbody>
          ${data.senders.slice(0, SENDERS).map(
            (s) => html`<tr>
              <td><span class="chip" style="--chip:${serviceColor(s.service)}">${s.service || '(no service.name)'}</span></td>
              <td>${s.signal}</td>
              <td class="quiet">${[s.sdk, s.protocol].filter((t) => t).join(', ')}</td>
              <td class="number" title=${count(s.records)}>${compact(s.records)}</td>
              <td class="number quiet">${ago(nanosToMillis(s.lastSeen))}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${more > 0 ? html`<p class="faint small">and ${plural(more, 'more sender')}</p>` : nothing}`;
  }
}
