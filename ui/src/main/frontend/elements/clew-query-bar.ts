import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { getJson, type ApiError, type FieldInfo } from '../lib/api.ts';
import { count } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { addShortcuts } from '../lib/keys.ts';
import { cursorAt, quoteValue } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-error.ts';

interface Suggestion {
  text: string;
  hint: string;
  start: number;
  end: number;
  open: boolean;
}

const SHOWN = 12;

/**
 * The search bar: text in the notation of the HTTP API, completed from the fields and values in the
 * chosen time range.
 *
 * `value`; `signal`: `logs` or `traces`; `error`: of the last search; `busy`. Fires `search` with
 * the text, `stop` when a running search should end.
 */
@customElement('clew-query-bar')
export class ClewQueryBar extends LitElement {
  @property() value = '';
  @property() signal: 'logs' | 'traces' = 'logs';
  @property() placeholder = '';
  @property({ attribute: false }) error: ApiError | null = null;
  @property({ type: Boolean }) busy = false;
  @state() private suggestions: Suggestion[] = [];
  @state() private chosen = -1;
  @query('input') private input!: HTMLInputElement;
  private release: () => void = () => {};
  private pending: AbortController | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.release = addShortcuts([{ key: '/', description: 'Search', run: () => this.input.focus() }]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
    this.pending?.abort();
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('value') && this.input.value !== this.value) this.input.value = this.value;
  }

  private submit(): void {
    this.suggestions = [];
    this.pending?.abort();
    this.dispatchEvent(new CustomEvent('search', { detail: this.input.value.trim(), bubbles: true, composed: true }));
  }

  private async suggest(): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    const at = cursorAt(this.input.value, this.input.selectionStart ?? 0);
    const { start, end } = urlState.range;
    try {
      if (at.kind === 'value') {
        const answer = await getJson<{ values: Array<{ value: string; count: number }> }>(
          `${this.signal}/values`, { field: at.field, prefix: at.prefix, start, end, limit: SHOWN }, controller.signal);
        this.suggestions = answer.values.map((v) => ({
          text: quoteValue(v.value), hint: count(v.count), start: at.start, end: at.end, open: false,
        }));
      } else {
        const answer = await getJson<{ fields: FieldInfo[] }>(`${this.signal}/fields`, { start, end }, controller.signal);
        const typed = at.prefix.toLowerCase();
        this.suggestions = answer.fields
          .filter((f) => f.name.toLowerCase().includes(typed))
          .sort((a, b) => Number(b.name.toLowerCase().startsWith(typed)) - Number(a.name.toLowerCase().startsWith(typed)) || b.rows - a.rows)
          .slice(0, SHOWN)
          .map((f) => ({ text: `${f.name}:`, hint: f.type, start: at.start, end: at.end, open: true }));
      }
      this.chosen = -1;
    } catch {
      this.suggestions = [];
    }
  }

  private accept(suggestion: Suggestion): void {
    const text = this.input.value;
    const tail = text.slice(suggestion.end);
    const inserted = suggestion.text + (suggestion.open ? '' : tail.startsWith(' ') ? '' : ' ');
    this.input.value = text.slice(0, suggestion.start) + inserted + tail;
    const caret = suggestion.start + inserted.length;
    this.input.setSelectionRange(caret, caret);
    this.suggestions = [];
    if (suggestion.open) void this.suggest();
  }

  private key(event: KeyboardEvent): void {
    const open = this.suggestions.length > 0;
    if (event.key === 'Enter') {
      const suggestion = this.suggestions[this.chosen];
      if (suggestion) this.accept(suggestion);
      else this.submit();
    } else if (event.key === 'ArrowDown' && open) {
      this.chosen = Math.min(this.suggestions.length - 1, this.chosen + 1);
    } else if (event.key === 'ArrowUp' && open) {
      this.chosen = Math.max(-1, this.chosen - 1);
    } else if (event.key === 'Tab' && open) {
      this.accept(this.suggestions[Math.max(0, this.chosen)]!);
    } else if (event.key === 'Escape') {
      if (open) this.suggestions = [];
      else this.input.blur();
    } else if (event.key === ' ' && event.ctrlKey) {
      void this.suggest();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  static override styles = [
    shared,
    css`
      :host { display: block; flex: none; }
      .bar { position: relative; display: flex; gap: 8px; padding: 8px 16px; border-bottom: 1px solid var(--line); }
      .field { position: relative; flex: 1; min-width: 0; }
      .field svg { position: absolute; left: 8px; top: 6px; color: var(--text-3); }
      input { width: 100%; padding-left: 30px; font: var(--data-size) var(--mono); }
      input.wrong { border-color: var(--bad); }
      ul { position: absolute; z-index: 20; left: 0; top: 30px; min-width: 320px; max-width: 100%; margin: 0; padding: 4px 0; list-style: none; background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); box-shadow: var(--shadow); }
      li { display: flex; gap: 16px; padding: 3px 12px; cursor: pointer; font: var(--data-size) var(--mono); }
      li[aria-selected='true'], li:hover { background: var(--accent-soft); }
      li span { margin-left: auto; color: var(--text-3); }
    `,
  ];

  override render() {
    return html`
      <div class="bar">
        <div class="field">
          ${icon('search')}
          <input type="text" spellcheck="false" autocomplete="off" role="combobox" aria-label="Search" aria-expanded=${this.suggestions.length > 0}
            class=${this.error ? 'wrong' : ''} placeholder=${this.placeholder} .defaultValue=${this.value}
            @keydown=${this.key} @input=${this.suggest} @blur=${() => window.setTimeout(() => (this.suggestions = []), 150)}>
          ${this.suggestions.length > 0
            ? html`<ul role="listbox">${this.suggestions.map(
                (s, i) => html`<li role="option" aria-selected=${i === this.chosen} @mousedown=${(e: Event) => { e.preventDefault(); this.accept(s); }}>
                  ${s.text}<span>${s.hint}</span></li>`)}</ul>`
            : nothing}
        </div>
        ${this.busy
          ? html`<button class="outline" @click=${() => this.dispatchEvent(new CustomEvent('stop', { bubbles: true, composed: true }))}>Stop</button>`
          : html`<button class="primary" @click=${this.submit}>Search</button>`}
        <slot></slot>
      </div>
      <clew-error .error=${this.error} .query=${this.value}></clew-error>
    `;
  }
}
