import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { messageOf, sendJson } from '../lib/api.ts';
import { ago, clock, compact, count, day, plural } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { type Scrub, scrubSentences } from './scrub-text.ts';

/** What /api/clew/v1/incidents says. */
export interface Incidents {
  conditions: { sinceMillis: number; part: string; kind: string; severity: string; sentence: string }[];
  events: {
    firstMillis: number;
    lastMillis: number;
    count: number;
    part: string;
    kind: string;
    amount: number;
    sentence: string;
    acknowledged: boolean;
  }[];
  scrub: Scrub;
}

/** More are in the API; nobody reads on. */
const SHOWN = 100;

/** What is wrong now, and the history of what went wrong. */
@customElement('clew-incidents')
export class ClewIncidents extends LitElement {
  @property({ attribute: false }) data: Incidents | null = null;
  @state() private problem = '';

  static override styles = [
    shared,
    css`
      .head { display: flex; align-items: baseline; gap: 12px; flex-wrap: wrap; margin: 28px 0 4px; }
      h2 { margin: 0; }
      h2.scrub { margin: 28px 0 4px; }
      ul { list-style: none; margin: 8px 0; padding: 0; }
      li { padding: 8px 0; border-top: 1px solid var(--line); }
      li.known { color: var(--text-2); }
      .facts { display: flex; flex-wrap: wrap; gap: 2px 12px; font-size: var(--small-size, 12px); color: var(--text-2); }
      .sentence { overflow-wrap: anywhere; }
    `,
  ];

  override render() {
    const data = this.data;
    if (!data) {
      return nothing;
    }
    const fresh = data.events.filter((e) => !e.acknowledged).length;
    return html`<div class="head">
        <h2>What went wrong</h2>
        ${fresh > 0 ? html`<button type="button" @click=${this.acknowledge}>Acknowledge ${plural(fresh, 'event')}</button>` : nothing}
        ${this.problem ? html`<span class="bad" role="alert">${this.problem}</span>` : nothing}
      </div>
      ${data.conditions.length + data.events.length === 0
        ? html`<p class="quiet">Nothing: no part has reported damage, loss or anything else so far.</p>`
        : html`<ul>
            ${data.conditions.map(
              (c) => html`<li>
                <div class="facts"><b class=${c.severity === 'unhealthy' ? 'bad' : 'warn'}>now</b><span>${c.part}</span><span>since ${this.at(c.sinceMillis)}</span></div>
                <div class="sentence">${c.sentence}</div>
              </li>`,
            )}
            ${data.events.slice(0, SHOWN).map(
              (e) => html`<li class=${e.acknowledged ? 'known' : ''}>
                <div class="facts">
                  <span title=${ago(e.lastMillis)}>${this.at(e.lastMillis)}</span><span>${e.part}</span><span>${e.kind.replace('_', ' ')}</span>
                  <span title=${count(e.amount)}>amount ${compact(e.amount)}</span>
                  ${e.count > 1 ? html`<span>${count(e.count)} times since ${this.at(e.firstMillis)}</span>` : nothing}
                </div>
                <div class="sentence">${e.sentence}</div>
              </li>`,
            )}
          </ul>
          ${data.events.length > SHOWN ? html`<p class="quiet">${count(data.events.length - SHOWN)} older ones are in /api/clew/v1/incidents.</p>` : nothing}`}
      ${this.scrub(data.scrub)}`;
  }

  private scrub(s: Scrub) {
    return html`<h2 class="scrub">Reading everything on disk</h2>
      <p class="small quiet">Once in a while all stored data is read and its checksums are compared, so that damage is found before somebody needs it. What is found is told above.</p>
      <p>${scrubSentences(s).map((sentence, i) => html`<span class=${s.findings > 0 && i === 0 ? 'warn' : ''}>${sentence}</span> `)}</p>`;
  }

  private at(ms: number): string {
    return `${day(ms)} ${clock(ms)}`;
  }

  private async acknowledge(): Promise<void> {
    try {
      await sendJson('POST', 'incidents/acknowledge', {});
      this.problem = '';
      this.dispatchEvent(new CustomEvent('acknowledged', { bubbles: true, composed: true }));
    } catch (e) {
      this.problem = messageOf(e);
    }
  }
}
