import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { serviceColor, severityColor } from '../lib/colors.ts';
import { ago, count, exactTime, nanosToMillis, percent, plural } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { addShortcuts } from '../lib/keys.ts';
import { addTerm, editSearch } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { asError } from './log-search.ts';
import { templatePieces } from './log-pattern.ts';
import type { LogPattern, PatternPage } from './log-types.ts';

const PAGE = 50;

/**
 * The matching lines grouped by what is the same in them.
 *
 * `query`: what finds the lines; `text`: the whole of the search bar. Fires `search` with a text
 * narrowed to a pattern or without it.
 */
@customElement('clew-log-patterns')
export class ClewLogPatterns extends LitElement {
  @property() query = '';
  @property() text = '';
  @state() private page: PatternPage | null = null;
  @state() private error: ApiError | null = null;
  @state() private busy = false;
  @state() private unfolded = '';
  @state() private limit = PAGE;
  @state() private order: 'count' | 'first' = 'count';
  @state() private selected = -1;
  private pending: AbortController | null = null;
  private release: Array<() => void> = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const move = (by: number) => () => this.move(by);
    this.release = [
      urlState.subscribe(() => void this.load()),
      addShortcuts([
        { key: 'j', description: 'Next pattern', run: move(1) },
        { key: 'k', description: 'Pattern before', run: move(-1) },
        { key: 'Enter', description: 'Lines of the pattern', run: () => this.openSelected() },
      ]),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
    this.pending?.abort();
    this.asked = '';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query')) {
      this.limit = PAGE;
      this.selected = -1;
      void this.load();
    }
  }

  private asked = '';

  private async load(): Promise<void> {
    const { start, end } = urlState.range;
    const params = { query: this.query, start, end, limit: this.limit };
    const key = JSON.stringify(params);
    if (key === this.asked) return;
    this.asked = key;
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    this.busy = true;
    try {
      this.page = await getJson<PatternPage>('logs/patterns', params, controller.signal);
      this.error = null;
    } catch (e) {
      if (controller.signal.aborted) return;
      this.error = asError(e);
      this.asked = '';
    } finally {
      if (this.pending === controller) this.busy = false;
    }
  }

  private get patterns(): LogPattern[] {
    const all = this.page?.patterns ?? [];
    return this.order === 'count' ? all : [...all].sort((a, b) => (BigInt(b.firstSeen) > BigInt(a.firstSeen) ? 1 : -1));
  }

  private move(by: number): void {
    this.selected = Math.min(this.patterns.length - 1, Math.max(0, this.selected + by));
    void this.updateComplete.then(() => this.renderRoot.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }));
  }

  private openSelected(): boolean {
    const pattern = this.patterns[this.selected];
    if (!pattern) return false;
    this.narrow(pattern);
    return true;
  }

  private narrow(pattern: LogPattern): void {
    urlState.set({ tab: null, q: editSearch(this.text, (search) => addTerm(search, pattern.query)) });
  }

  private exclude(pattern: LogPattern): void {
    const not = /\s/.test(pattern.query) && !/^"[^"]*"$/.test(pattern.query) ? `-(${pattern.query})` : `-${pattern.query}`;
    this.dispatchEvent(new CustomEvent('search', { detail: editSearch(this.text, (search) => addTerm(search, not)) }));
  }

  override render() {
    if (this.error) {
      return html`<clew-error .error=${this.error} .query=${this.query}></clew-error>
        <p class="note"><button class="outline" @click=${() => void this.load()}>Try again</button></p>`;
    }
    const page = this.page;
    if (!page) return html`<div class="bones" aria-label="Loading">${Array.from({ length: 10 }, (_, i) => html`<i style="width:${90 - i * 6}%"></i>`)}</div>`;
    if (page.patterns.length === 0) return html`<clew-empty heading="No pattern, because no line matches"><p>Widen the time range or the search.</p></clew-empty>`;
    const option = (order: 'count' | 'first', label: string) => html`<button class="small" aria-pressed=${this.order === order} @click=${() => (this.order = order)}>${label}</button>`;
    return html`
      <div class="top">${plural(page.distinct, 'pattern')} in ${plural(page.total, 'line')}
        ${page.partial ? html`<span class="warn">partial: ${page.partial.reason}</span>` : nothing}<span class="spacer"></span>
        ${option('count', 'Most frequent first')}${option('first', 'Newest first')}</div>
      <div class="scroll ${this.busy ? 'old' : ''}" role="list">${this.patterns.map((p, i) => this.row(p, i))}
        ${page.distinct > page.patterns.length && this.limit < 500
          ? html`<p class="note"><button class="outline" @click=${() => { this.limit = Math.min(500, this.limit * 4); void this.load(); }}>Show more of ${count(page.distinct)}</button></p>`
          : nothing}</div>`;
  }

  private row(p: LogPattern, at: number): TemplateResult {
    const open = this.unfolded === p.pattern;
    const severities = Object.entries(p.severities).sort((a, b) => b[1] - a[1]);
    const services = Object.entries(p.services).sort((a, b) => b[1] - a[1]);
    return html`<div class="row" role="listitem" aria-current=${at === this.selected ? 'true' : nothing}>
      <span class="number" title="${count(p.count)} lines"><b>${count(p.count)}</b></span>
      <span class="share" title="${percent(p.share)} of the lines"><i style="width:${Math.max(1, p.share * 100)}%"></i><em>${percent(p.share)}</em></span>
      ${this.bars(p, severities[0]?.[0] ?? 'info')}
      <span class="seen faint" title="first ${exactTime(p.firstSeen)}&#10;last ${exactTime(p.lastSeen)}">${ago(nanosToMillis(p.lastSeen))}</span>
      <span class="sevs">${severities.map(([s, n]) => html`<i title="${s}: ${count(n)}" style="background:${severityColor(s)};flex-grow:${n}"></i>`)}</span>
      <button class="pattern mono" title="Show its lines" @click=${() => this.narrow(p)}>${templatePieces(p.pattern).map((t) => (t.variable ? html`<span class="var">${t.text}</span>` : t.text))}</button>
      <span class="tools">
        <button class="icon small" title="Leave these lines out" aria-label="Exclude pattern" @click=${() => this.exclude(p)}>${icon('minus')}</button>
        <button class="icon small" title="One of the lines, services, first and last" aria-label="Details" aria-expanded=${open} @click=${() => (this.unfolded = open ? '' : p.pattern)}>${icon(open ? 'up' : 'down')}</button>
      </span>
      ${open ? html`<div class="more">
        <pre>${p.sample}</pre>
        <p>${services.map(([s, n]) => html`<span class="chip" style="--chip:${serviceColor(s)}">${s} <span class="faint">${count(n)}</span></span>`)}</p>
        <p class="faint">First ${exactTime(p.firstSeen)} · last ${exactTime(p.lastSeen)} · ${severities.map(([s, n]) => `${s} ${count(n)}`).join(', ')}</p></div>` : nothing}
    </div>`;
  }

  private bars(p: LogPattern, severity: string): TemplateResult {
    const most = Math.max(1, ...p.counts);
    return html`<span class="spark" aria-hidden="true">${p.counts.map((c) => html`<i style="height:${c === 0 ? 0 : Math.max(2, (c / most) * 18)}px;background:${severityColor(severity)}"></i>`)}</span>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; flex: 1; min-height: 0; min-width: 0; }
      .top { display: flex; align-items: center; gap: 8px; height: 30px; padding: 0 12px 0 16px; border-bottom: 1px solid var(--line); font-size: var(--small-size); color: var(--text-2); flex: none; }
      .scroll { overflow: auto; flex: 1; min-height: 0; }
      .old { opacity: 0.6; }
      .row { display: grid; grid-template-columns: 72px 84px 96px 64px 36px minmax(0, 1fr) auto; gap: 0 12px; align-items: center; padding: 2px 12px 2px 16px; min-height: 30px; border-bottom: 1px solid var(--line); }
      .row:hover { background: var(--hover); }
      .row[aria-current='true'] { background: var(--accent-soft); }
      .share { position: relative; height: 16px; background: var(--hover); border-radius: 2px; overflow: hidden; }
      .share i { position: absolute; inset: 0 auto 0 0; background: var(--accent-soft); }
      .share em { position: absolute; right: 4px; font: var(--small-size) / 16px var(--font); font-variant-numeric: tabular-nums; color: var(--text-2); }
      .spark { display: flex; align-items: flex-end; height: 18px; gap: 1px; }
      .spark i { flex: 1; min-width: 1px; }
      .seen { font-size: var(--small-size); white-space: nowrap; text-align: right; }
      .sevs { display: flex; height: 8px; border-radius: 2px; overflow: hidden; gap: 1px; }
      .sevs i { flex-basis: 0; min-width: 2px; }
      .pattern { height: auto; padding: 4px; white-space: normal; text-align: left; display: block; overflow-wrap: anywhere; line-height: 1.45; max-height: 4.6em; overflow: hidden; }
      .var { color: var(--text-3); background: var(--hover); border-radius: 3px; padding: 0 3px; }
      .tools { display: flex; }
      .more { grid-column: 1 / -1; padding: 4px 0 8px; min-width: 0; }
      .more p { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 6px 0 0; font-size: var(--small-size); }
      pre { margin: 0; padding: 8px 12px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); white-space: pre-wrap; overflow-wrap: anywhere; font: var(--data-size) / 1.5 var(--mono); max-height: 240px; overflow: auto; }
      .note { padding: 8px 16px; margin: 0; }
      .bones { padding: 16px; display: grid; gap: 16px; }
      .bones i { height: 12px; border-radius: 2px; background: var(--hover); }
      @media (max-width: 1200px) { .row { grid-template-columns: 60px 60px 60px 0 24px minmax(0, 1fr) auto; gap: 0 8px; } .seen { visibility: hidden; } }
    `,
  ];
}
