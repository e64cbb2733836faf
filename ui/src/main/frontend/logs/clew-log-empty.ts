import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import { type ApiError, getJson, type Histogram } from '../lib/api.ts';
import { dateTime, nanosToMillis, plural } from '../lib/format.ts';
import { notationOf, removable, removeTerm } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { label } from '../lib/time-range.ts';
import { urlState } from '../lib/url-state.ts';

interface StatusAnswer {
  stores?: Array<{ signal: string; rows: number; oldest: string }>;
  retentionDays?: number;
}

const MOST_TERMS = 8;

/**
 * Why there is no line: none at all, none so long ago, or a term that fits nothing.
 *
 * `query`; `error`: of the search, when it failed. Fires `search` with another text, `retry`.
 */
@customElement('clew-log-empty')
export class ClewLogEmpty extends LitElement {
  @property() query = '';
  @property({ attribute: false }) error: ApiError | null = null;
  @state() private status: StatusAnswer | null = null;
  @state() private without: Array<{ term: string; total: number }> = [];
  @state() private looking = false;
  private pending: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pending?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query') || changed.has('error')) void this.investigate();
  }

  private async investigate(): Promise<void> {
    this.pending?.abort();
    this.without = [];
    if (this.error) return;
    const controller = new AbortController();
    this.pending = controller;
    const signal = controller.signal;
    const { start, end } = urlState.range;
    getJson<StatusAnswer>('status', {}, signal).then((s) => (this.status = s), () => {});
    if (notationOf(this.query) === 'logql') return;
    this.looking = true;
    const found = await Promise.all(
      removable(this.query).slice(0, MOST_TERMS).map(async (term) => {
        const rest = removeTerm(this.query, term);
        const answer = await getJson<Histogram>('logs/histogram', { query: rest, start, end, buckets: 1 }, signal).catch(() => null);
        return { term, total: answer?.total ?? 0 };
      }),
    );
    if (signal.aborted) return;
    this.looking = false;
    this.without = found.filter((f) => f.total > 0).sort((a, b) => b.total - a.total);
  }

  private search(text: string): void {
    this.dispatchEvent(new CustomEvent('search', { detail: text }));
  }

  override render() {
    if (this.error) return this.failure(this.error);
    const logs = this.status?.stores?.find((s) => s.signal === 'logs');
    if (logs?.rows === 0) {
      return html`<clew-empty heading="No log line has arrived yet">
        <p>Clew listens, but no service sends its logs to it so far.</p>
        <p><a href=${urlState.link('/', { setup: '1' })}>How to send logs</a></p></clew-empty>`;
    }
    const { start, end } = urlState.range;
    const oldest = logs && logs.oldest ? nanosToMillis(logs.oldest) : 0;
    if (oldest > 0 && end <= oldest) return this.tooOld(logs!.oldest);
    return html`<clew-empty heading=${this.query ? 'No line matches in this time range' : 'No line in this time range'}>
      <p>${label(urlState.spec)}${this.query ? html`: <span class="mono">${this.query}</span>` : nothing}</p>
      ${this.looking ? html`<p class="faint">Looking for the term that leaves nothing over …</p>` : nothing}
      ${oldest > start ? html`<p>The oldest line kept is of ${dateTime(logs!.oldest)}, so part of this range is empty by itself.</p>` : nothing}
      ${this.without.length > 0
        ? html`<p>It is ${this.without.length === 1 ? 'this term that leaves nothing over' : 'one of these terms that leaves nothing over'}:</p>
            <ul>${this.without.map((w) => html`<li><button class="outline" @click=${() => this.search(removeTerm(this.query, w.term))}>Without <span class="mono cut">${w.term}</span></button> <span class="quiet">${plural(w.total, 'line')}</span></li>`)}</ul>`
        : nothing}
      <p>
        <button class="outline" @click=${() => urlState.setRange({ from: 'now-24h', to: 'now' })}>Search the last 24 hours</button>
        ${this.query ? html`<button class="outline" @click=${() => this.search('')}>Clear the search</button>` : nothing}
      </p></clew-empty>`;
  }

  private tooOld(oldest: string) {
    const days = this.status?.retentionDays;
    return html`<clew-empty heading="This range is older than what is kept">
      <p>The oldest line is of ${dateTime(oldest)}${days ? `; logs are kept for ${plural(days, 'day')}` : ''}.</p>
      <p><button class="outline" @click=${() => urlState.setRange({ from: 'now-24h', to: 'now' })}>Search the last 24 hours</button></p></clew-empty>`;
  }

  private failure(error: ApiError) {
    const slow = error.status === 503 || error.status === 504;
    return html`<clew-empty heading=${slow ? 'The search took too long' : 'The search could not be answered'}>
      <p>${error.message}</p>
      <p><button class="outline" @click=${() => this.dispatchEvent(new CustomEvent('retry'))}>Try again</button>
      ${slow ? html`<button class="outline" @click=${() => urlState.setRange({ from: 'now-15m', to: 'now' })}>Search the last 15 minutes</button>` : nothing}</p></clew-empty>`;
  }

  static override styles = [
    shared,
    css`
      ul { list-style: none; padding: 0; margin: 4px 0 12px; display: grid; gap: 6px; }
      li { display: flex; gap: 8px; align-items: center; min-width: 0; }
      li button { min-width: 0; max-width: 360px; }
    `,
  ];
}
