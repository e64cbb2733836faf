import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-error.ts';
import { stripAnsi } from '../lib/ansi.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { severityColor, severityShort, severityText } from '../lib/colors.ts';
import { exactTime, time } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { asError } from './log-search.ts';
import type { LogPage } from './log-types.ts';

const STEP = 20;
const MOST = 200;

const SCOPES = [
  { by: 'service', label: 'Service' },
  { by: 'instance', label: 'Instance' },
  { by: 'all', label: 'All' },
] as const;

/** The lines around a record, whatever the search. `record`: its ID. A click on a line opens it. */
@customElement('clew-log-context')
export class ClewLogContext extends LitElement {
  @property() record = '';
  @state() private page: LogPage | null = null;
  @state() private error: ApiError | null = null;
  @state() private earlier = STEP;
  @state() private later = STEP;
  /** The record the lines are around; a click on a neighbour moves the selection, not the lines. */
  private around = '';
  /** The next lines are others, not more of the same. */
  private fresh = true;
  private pending: AbortController | null = null;

  private get by(): string {
    return urlState.get('by') || 'service';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pending?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('record')) return;
    if (this.page?.columns.id.includes(this.record)) return;
    this.around = this.record;
    this.fresh = true;
    this.earlier = STEP;
    this.later = STEP;
    void this.load();
  }

  private async load(): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    const height = this.fresh ? 0 : (this.renderRoot?.querySelector<HTMLElement>('.self')?.offsetTop ?? 0);
    this.fresh = false;
    try {
      const params = { before: this.earlier, after: this.later, by: this.by };
      this.page = await getJson<LogPage>(`logs/context/${encodeURIComponent(this.around)}`, params, controller.signal);
      this.error = null;
      await this.updateComplete;
      this.settle(height);
    } catch (e) {
      if (!controller.signal.aborted) this.error = asError(e);
    }
  }

  /** The record in the middle at first; later what one reads stays where it is. */
  private settle(height: number): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.lines');
    const own = this.renderRoot.querySelector<HTMLElement>('.self');
    if (!box || !own) return;
    if (height === 0) box.scrollTop = own.offsetTop - box.offsetTop - box.clientHeight / 2;
    else box.scrollTop += own.offsetTop - height;
  }

  private more(which: 'earlier' | 'later'): void {
    this[which] = Math.min(MOST, this[which] === STEP ? 60 : MOST);
    void this.load();
  }

  private scope(by: string): void {
    urlState.set({ by: by === 'service' ? null : by }, { replace: true });
    this.fresh = true;
    this.earlier = STEP;
    this.later = STEP;
    void this.load();
  }

  override render() {
    const page = this.page;
    const index = page?.index ?? 0;
    const canBefore = page !== null && index >= this.earlier && this.earlier < MOST;
    const canAfter = page !== null && page.columns.id.length - 1 - index >= this.later && this.later < MOST;
    return html`
      <div class="bar" role="group" aria-label="Whose lines"><span class="quiet">Lines of</span>${SCOPES.map(
        (s) => html`<button class="small" aria-pressed=${this.by === s.by} @click=${() => this.scope(s.by)}>${s.label}</button>`,
      )}</div>
      <clew-error .error=${this.error}></clew-error>
      ${page ? html`<div class="lines">
        ${canBefore ? html`<button class="small edge" @click=${() => this.more('earlier')}>Earlier lines</button>` : html`<div class="end faint">${index === 0 ? 'nothing earlier' : ''}</div>`}
        ${page.columns.id.map((id, i) => this.line(page, id, i))}
        ${canAfter ? html`<button class="small edge" @click=${() => this.more('later')}>Later lines</button>` : nothing}
      </div>` : this.error ? nothing : html`<p class="faint wait">Loading …</p>`}`;
  }

  private line(page: LogPage, id: string, i: number) {
    const c = page.columns;
    const severity = c.severity[i] ?? '';
    return html`<button class="line ${i === page.index ? 'self' : ''} ${id === this.record ? 'open' : ''}" style="--bar:${severityColor(severity)}" @click=${() => urlState.set({ log: id }, { replace: true })}>
      <span class="faint" title=${exactTime(c.time[i] ?? '')}>${time(c.time[i] ?? '')}</span>
      <span style="color:${severityText(severity)}">${severityShort(severity)}</span>
      ${this.by === 'all' ? html`<span class="cut service">${c.service[i]}</span>` : nothing}
      <span class="body">${stripAnsi((c.body[i] ?? '').split('\n')[0]!)}</span></button>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; }
      .bar { display: flex; align-items: center; gap: 4px; padding: 6px 16px; font-size: var(--small-size); }
      .wait { padding: 0 16px; }
      .lines { max-height: max(300px, 62vh); overflow: auto; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
      .line { display: flex; gap: 10px; width: 100%; height: auto; min-height: 24px; padding: 2px 12px 2px 13px; border-radius: 0; border-left: 3px solid var(--bar); font: var(--data-size) / 20px var(--mono); align-items: start; text-align: left; margin-bottom: 1px; }
      .line > span { flex: none; }
      .line .body { flex: 1; min-width: 0; white-space: pre-wrap; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
      .line.self { background: var(--hover); }
      .line.open { background: var(--accent-soft); }
      .service { width: 80px; color: var(--text-2); }
      .edge { margin: 2px 12px; color: var(--accent); }
      .end { padding: 0 16px; font-size: var(--small-size); min-height: 2px; }
    `,
  ];
}
