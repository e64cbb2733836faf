import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../elements/clew-menu.ts';
import type { ClewMenu } from '../elements/clew-menu.ts';
import { icon } from '../lib/icons.ts';
import { recentSearches } from '../lib/recent-searches.ts';
import { shared } from '../lib/styles.ts';
import { isFormula, locate, positionIn } from './formula.ts';
import type { ClewPromqlEditor, Mark } from './clew-promql-editor.ts';
import type { Answered, Problem } from './panel-data.ts';
import { freeId, type QuerySpec, withQuery } from './panel-spec.ts';

/**
 * The queries and formulas of a panel, each with its editor, legend, and buttons to hide, copy and
 * remove. `queries`; `problems` and `answers` of the last evaluation. Fires `queries` with the
 * changed list, and whether it was a run (`{queries, run}`).
 */
@customElement('clew-query-rows')
export class ClewQueryRows extends LitElement {
  @property({ attribute: false }) queries: QuerySpec[] = [];
  @property({ attribute: false }) problems: Problem[] = [];
  @property({ attribute: false }) answers: Answered[] = [];
  @state() private ready = customElements.get('clew-promql-editor') !== undefined;
  private focusNext = '';
  private readonly kept = new Map<string, { key: string; marks: Mark[] }>();

  override connectedCallback(): void {
    super.connectedCallback();
    // The editor is the heaviest part of the interface; the page stands before it arrives.
    if (!this.ready) void import('./clew-promql-editor.ts').then(() => (this.ready = true));
  }

  override updated(): void {
    if (this.focusNext === '' || !this.ready) return;
    const editor = this.editor(this.focusNext);
    this.focusNext = '';
    void editor?.updateComplete.then(() => editor.focus());
  }

  private editor(id: string): ClewPromqlEditor | null {
    return this.renderRoot.querySelector(`clew-promql-editor[data-id="${id}"]`);
  }

  override focus(): void {
    this.focusNext = this.queries[0]?.id ?? 'A';
    this.requestUpdate();
  }

  /** The queries as they stand in the editors, run or not. */
  current(): QuerySpec[] {
    return this.queries.map((q) => ({ ...q, text: this.editor(q.id)?.text ?? q.text }));
  }

  private fire(queries: QuerySpec[], run: boolean): void {
    this.dispatchEvent(new CustomEvent('queries', { detail: { queries, run } }));
  }

  run(): void {
    this.fire(this.current(), true);
  }

  private change(id: string, values: Partial<QuerySpec>): void {
    this.fire(this.current().map((q) => (q.id === id ? { ...q, ...values } : q)), false);
  }

  private add(formula: boolean, from?: QuerySpec): void {
    const id = freeId(this.queries, formula);
    if (id === null) return;
    const plain = this.queries.filter((q) => !isFormula(q.id)).map((q) => q.id);
    const text = from ? (this.editor(from.id)?.text ?? from.text) : formula && plain.length > 1 ? `${plain[0]} / ${plain[1]} * 100` : formula ? `${plain[0] ?? 'A'} * 100` : '';
    this.focusNext = id;
    this.fire(withQuery(this.current(), { id, text, legend: from?.legend ?? '', hidden: false }), false);
  }

  private leaveOut(id: string): void {
    this.fire(this.current().filter((q) => q.id !== id), false);
  }

  private recall(e: Event, id: string, text: string): void {
    (e.currentTarget as HTMLElement).closest<ClewMenu>('clew-menu')?.close();
    this.fire(this.current().map((q) => (q.id === id ? { ...q, text } : q)), true);
  }

  override render() {
    return html`${this.queries.map((q) => this.row(q))}
      <div class="add">
        <button class="small" @click=${() => this.add(false)}>${icon('plus')}Query</button>
        <button class="small" title="Arithmetic over queries, such as A / B * 100" @click=${() => this.add(true)}>${icon('plus')}Formula</button>
        <span class="faint small keys"><kbd>enter</kbd> runs · <kbd>shift</kbd> <kbd>enter</kbd> new line · <kbd>alt</kbd> <kbd>↑</kbd> asked before</span>
        <span class="spacer"></span><slot></slot>
        <button class="primary small" @click=${() => this.run()}>Run</button>
      </div>`;
  }

  /** Faults and hints of the last evaluation that stand in the text of this query, formulas included. */
  private marks(id: string): Mark[] {
    const faults = this.problems.filter((p) => p.query === id && p.position !== null).map((p): Mark => ({ position: p.position!, message: p.message, severity: 'error' }));
    const hints = this.answers.flatMap((a) =>
      [...a.warnings, ...a.infos].flatMap((message): Mark[] => {
        const at = positionIn(message, a.text);
        const place = at === null ? null : locate(a.compiled, at);
        return place?.id === id ? [{ position: place.position, message: message.replace(/^PromQL (warning|info): /, ''), severity: a.warnings.includes(message) ? 'warning' : 'info' }] : [];
      }));
    const key = JSON.stringify([faults, hints]);
    if (this.kept.get(id)?.key !== key) this.kept.set(id, { key, marks: [...faults, ...hints] });
    return this.kept.get(id)!.marks;
  }

  private row(query: QuerySpec) {
    const problem = this.problems.find((p) => p.query === query.id);
    const answer = this.answers.find((a) => a.query.id === query.id);
    const formula = isFormula(query.id);
    const marks = this.marks(query.id);
    return html`<div class="row ${query.hidden ? 'hidden' : ''}">
      <button class="id" aria-pressed=${!query.hidden} title="${query.hidden ? 'Show' : 'Hide'} ${query.id}" @click=${() => this.change(query.id, { hidden: !query.hidden })}>${query.id}</button>
      <div class="text">
        ${this.ready
          ? html`<clew-promql-editor data-id=${query.id} .value=${query.text} .marks=${marks} .label="Query ${query.id}" .hint=${formula ? 'A / B * 100' : hint(query.id)} @run=${() => this.run()}></clew-promql-editor>`
          : html`<div class="waiting mono">${query.text || ' '}</div>`}
        ${problem ? html`<div class="problem" role="alert">${icon('warning')}<span>${problem.message}</span></div>` : nothing}
        ${formula && answer && !problem ? html`<div class="compiled mono" title=${answer.text}>= ${answer.text.replace(/\s+/g, ' ')}</div>` : nothing}
      </div>
      <input class="legend" aria-label="Legend of ${query.id}" placeholder="legend: automatic" title="How its series are called: text with {{label}}" .value=${query.legend}
        @change=${(e: Event) => this.change(query.id, { legend: (e.target as HTMLInputElement).value })}>
      ${this.recent(query.id)}
      <button class="icon small" title="Copy as another query" aria-label="Copy ${query.id}" @click=${() => this.add(formula, query)}>${icon('copy')}</button>
      <button class="icon small" title="Remove" aria-label="Remove ${query.id}" ?disabled=${this.queries.length < 2} @click=${() => this.leaveOut(query.id)}>${icon('trash')}</button>
    </div>`;
  }

  private recent(id: string) {
    const recent = recentSearches('metrics');
    return html`<clew-menu icon="clock" hint="Asked before"><div class="recent">${recent.length === 0 ? html`<span class="quiet">Nothing was asked yet in this browser.</span>` : recent.map(
      (text) => html`<button class="mono" title=${text} @click=${(e: Event) => this.recall(e, id, text)}><span class="cut">${text}</span></button>`)}</div></clew-menu>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; flex: none; border-bottom: 1px solid var(--line); padding: 8px 16px 6px; }
      .row { display: flex; gap: 6px; align-items: flex-start; margin-bottom: 6px; }
      .row.hidden .text, .row.hidden .legend { opacity: 0.5; }
      .id { width: 30px; padding: 0; justify-content: center; font: 600 var(--data-size) var(--mono); border-color: var(--line-strong); }
      .id[aria-pressed='false'] { text-decoration: line-through; color: var(--text-3); }
      .text { flex: 1; min-width: 0; }
      .waiting { border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--raised); padding: 5px 6px; line-height: 18px; white-space: pre-wrap; overflow-wrap: anywhere; }
      .legend { width: 170px; flex: none; font-size: var(--small-size); }
      .row button.icon.small, .row clew-menu { margin-top: 3px; }
      .problem { display: flex; gap: 6px; padding: 3px 4px 0; font-size: var(--small-size); color: var(--bad); overflow-wrap: anywhere; }
      .problem svg.icon { width: 14px; height: 14px; margin-top: 1px; }
      .compiled { padding: 3px 6px 0; color: var(--text-3); font-size: var(--small-size); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .add { display: flex; align-items: center; gap: 6px; padding-left: 34px; }
      .keys { margin-left: 8px; }
      .recent { display: flex; flex-direction: column; min-width: 380px; }
      .recent button { font: var(--small-size) var(--mono); justify-content: flex-start; height: 24px; }
      @media (max-width: 1100px) { .legend { width: 110px; } .keys { display: none; } }
    `,
  ];
}

function hint(id: string): string {
  return id === 'A' ? 'sum by (service_name) (rate(http_server_request_duration_seconds_count[$__rate_interval]))' : 'another query';
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-query-rows': ClewQueryRows;
  }
}
