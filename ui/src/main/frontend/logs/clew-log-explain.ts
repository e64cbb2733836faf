import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-error.ts';
import { type ApiError, getJson, type Stats } from '../lib/api.ts';
import { bytes, count, millis } from '../lib/format.ts';
import { notationOf, splitPipes } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { asError, type Question } from './log-search.ts';
import type { Explain, LogPage } from './log-types.ts';

/** How a search was answered: which blocks were read and why the others were not. `question`. */
@customElement('clew-log-explain')
export class ClewLogExplain extends LitElement {
  @property({ attribute: false }) question: Question | null = null;
  @state() private explain: Explain | null = null;
  @state() private stats: Stats | null = null;
  @state() private error: ApiError | null = null;
  private pending: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pending?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('question') && this.question) void this.load(this.question);
  }

  private async load(question: Question): Promise<void> {
    this.pending?.abort();
    if (notationOf(question.query) === 'logql') return;
    const controller = new AbortController();
    this.pending = controller;
    const { start, end, order } = question;
    try {
      const query = splitPipes(question.query)[0];
      const page = await getJson<LogPage>('logs/search', { query, start, end, order: order === 'oldest' ? order : null, limit: 100, explain: true }, controller.signal);
      this.explain = page.explain ?? {};
      this.stats = page.stats ?? null;
      this.error = null;
    } catch (e) {
      if (!controller.signal.aborted) this.error = asError(e);
    }
  }

  override render() {
    if (this.question && notationOf(this.question.query) === 'logql') return html`<p class="quiet">A LogQL query is not explained.</p>`;
    if (this.error) return html`<clew-error .error=${this.error}></clew-error>`;
    if (!this.explain) return html`<p class="quiet">Asking …</p>`;
    const e = this.explain;
    const most = Math.max(0.01, ...(e.steps ?? []).map((s) => s.millis));
    return html`
      <h2>How the ${this.question?.order === 'oldest' ? 'oldest' : 'newest'} 100 were found</h2>
      ${e.filter ? html`<dl><dt>Read as</dt><dd class="mono">${e.filter}</dd>
        <dt>Looked up</dt><dd class="mono">${e.terms?.length ? e.terms.map((t) => html`<span class="term">${t}</span>`) : 'nothing: this search has no word or value the index knows'}</dd></dl>` : nothing}
      ${this.blocks(e)}
      <dl>
        ${this.stats?.scannedRows === undefined ? nothing : html`<dt>Lines read</dt><dd>${count(this.stats.scannedRows)}</dd>`}
        ${this.stats?.bytesRead === undefined ? nothing : html`<dt>Bytes read</dt><dd>${bytes(this.stats.bytesRead)}</dd>`}
        ${this.stats?.elapsedMillis === undefined ? nothing : html`<dt>Time</dt><dd>${millis(this.stats.elapsedMillis)}</dd>`}
      </dl>
      ${(e.steps ?? []).map((s) => html`<div class="step"><span>${s.name}</span><i style="width:${Math.max(1, (s.millis / most) * 160)}px"></i><span class="number">${millis(s.millis)}</span></div>`)}`;
  }

  private blocks(e: Explain) {
    const scanned = e.scannedBlocks ?? this.stats?.scannedBlocks ?? 0;
    const skipped =
      e.skippedByTime === undefined && e.skippedByIndex === undefined
        ? [{ label: 'Blocks skipped', blocks: this.stats?.skippedBlocks ?? 0, tone: 'b' }]
        : [
            { label: 'Skipped: outside the time', blocks: e.skippedByTime ?? 0, tone: 'a' },
            { label: 'Skipped: no match in the index', blocks: e.skippedByIndex ?? 0, tone: 'b' },
            { label: 'Skipped: beyond what was asked for', blocks: e.skippedByOrder ?? 0, tone: 'c' },
          ];
    const parts = [...skipped, { label: 'Blocks read', blocks: scanned, tone: 'd' }];
    const total = Math.max(1, parts.reduce((a, p) => a + p.blocks, 0));
    return html`<div class="strip" role="img" aria-label="${count(scanned)} of ${count(total)} blocks read">${parts.map((p) => html`<i class=${p.tone} style="flex-grow:${p.blocks / total}"></i>`)}</div>
      <table>${parts.map((p) => html`<tr><td><i class="key ${p.tone}"></i>${p.label}</td><td class="number">${count(p.blocks)}</td></tr>`)}</table>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; width: 380px; padding: 4px; white-space: normal; }
      h2 { margin-bottom: 8px; }
      dl { display: grid; grid-template-columns: 84px 1fr; gap: 2px 8px; margin: 8px 0; }
      dt { color: var(--text-2); }
      dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
      .term { display: inline-block; border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; margin: 0 4px 2px 0; }
      .strip { display: flex; height: 10px; border-radius: 2px; overflow: hidden; background: var(--hover); margin: 8px 0 6px; }
      .strip i { flex-basis: 0; min-width: 0; }
      .a { background: var(--line-strong); }
      .b { background: var(--text-3); }
      .c { background: var(--service-2); }
      .d { background: var(--accent); }
      .key { display: inline-block; width: 8px; height: 8px; border-radius: 2px; margin-right: 6px; }
      table { width: 100%; border-collapse: collapse; }
      td { padding: 1px 0; }
      .step { display: grid; grid-template-columns: 84px 1fr auto; gap: 8px; align-items: center; height: 20px; }
      .step i { height: 8px; background: var(--accent); border-radius: 2px; }
    `,
  ];
}
