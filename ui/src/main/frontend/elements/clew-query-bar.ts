import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { getJson, type ApiError, type FieldInfo } from '../lib/api.ts';
import { type Completion, completionAt, fieldOfLabel, matching } from '../lib/completion.ts';
import { count } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { addShortcuts } from '../lib/keys.ts';
import { labelOf, quoteValue } from '../lib/query-text.ts';
import { recentSearches, rememberSearch } from '../lib/recent-searches.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-error.ts';
import './clew-menu.ts';

interface Suggestion {
  text: string;
  hint: string;
  start: number;
  end: number;
  open: boolean;
  /** A whole search, which runs when chosen. */
  whole?: boolean;
}

const SHOWN = 12;
/** A field list stays right for so long. */
const FIELDS_MILLIS = 60_000;

/**
 * The search bar: text in the notation of the HTTP API, pipes, or LogQL, completed from the fields
 * and values in the chosen time range; recent searches while it is empty.
 *
 * `value`; `signal`: `logs` or `traces`; `error`: of the last search; `busy`; `saved`: searches can
 * be kept under a name. Fires `search` with the text, `stop` when a running search should end.
 */
@customElement('clew-query-bar')
export class ClewQueryBar extends LitElement {
  @property() value = '';
  @property() signal: 'logs' | 'traces' = 'logs';
  @property() placeholder = '';
  @property({ attribute: false }) error: ApiError | null = null;
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) saved = false;
  @state() private suggestions: Suggestion[] = [];
  @state() private chosen = -1;
  @state() private typed = '';
  @state() private savedOpen = false;
  @query('input') private input!: HTMLInputElement;
  private release: () => void = () => {};
  private pending: AbortController | null = null;
  private fields: { key: string; at: number; list: FieldInfo[] } = { key: '', at: 0, list: [] };

  override connectedCallback(): void {
    super.connectedCallback();
    this.release = addShortcuts([
      { key: '/', description: 'Search', run: () => this.input.focus() },
      ...(this.saved ? [{ key: 's', description: 'Saved searches', run: () => this.renderRoot.querySelector('clew-menu')?.open() }] : []),
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
    this.pending?.abort();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('value')) this.typed = this.value;
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('value') && this.input.value !== this.value) this.input.value = this.value;
  }

  private submit(): void {
    this.suggestions = [];
    this.pending?.abort();
    const text = this.input.value.trim();
    rememberSearch(this.signal, text);
    this.dispatchEvent(new CustomEvent('search', { detail: text, bubbles: true, composed: true }));
  }

  private changed(): void {
    this.typed = this.input.value;
    void this.suggest();
  }

  private async suggest(): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    if (this.input.value.trim() === '') {
      this.recent();
      return;
    }
    const at = completionAt(this.input.value, this.input.selectionStart ?? 0);
    const place = { start: at.start, end: at.end };
    try {
      const found: Suggestion[] = (this.signal === 'logs' ? at.known : []).map((k) => ({ text: k.text, hint: k.hint, open: k.open ?? false, ...place }));
      if (at.values !== null) found.push(...(await this.values(at, controller.signal)));
      if (at.fields) {
        const { suffix, label } = at.fields;
        const names = (await this.fieldList(controller.signal)).map((f) => ({ ...f, name: label ? labelOf(f.name) : f.name }));
        const sorted = matching(names.sort((a, b) => b.rows - a.rows).map((f) => ({ text: f.name, hint: f.type })), at.prefix);
        found.unshift(...sorted.slice(0, SHOWN).map((f) => ({ text: f.text + suffix, hint: f.hint, open: suffix !== '', ...place })));
      }
      if (controller.signal.aborted) return;
      this.suggestions = found.filter((s) => s.text.trim() !== this.input.value.slice(at.start, at.end).trim()).slice(0, SHOWN);
    } catch {
      if (!controller.signal.aborted) this.suggestions = [];
    }
    this.chosen = -1;
  }

  private recent(): void {
    this.chosen = -1;
    this.suggestions = recentSearches(this.signal).slice(0, SHOWN).map((text) => ({ text, hint: 'recent', start: 0, end: 0, open: false, whole: true }));
  }

  private async values(at: Completion, signal: AbortSignal): Promise<Suggestion[]> {
    const { start, end } = urlState.range;
    const logql = !at.quoted;
    const field = logql ? fieldOfLabel(at.values!, (await this.fieldList(signal)).map((f) => f.name)) : at.values!;
    const answer = await getJson<{ values: Array<{ value: string; count: number }> }>(
      `${this.signal}/values`, { field, prefix: at.prefix, start, end, limit: SHOWN }, signal);
    return answer.values.map((v) => ({
      text: logql ? `${v.value.replace(/["\\]/g, '\\$&')}"` : quoteValue(v.value), hint: count(v.count), start: at.start, end: at.end, open: false,
    }));
  }

  private async fieldList(signal: AbortSignal): Promise<FieldInfo[]> {
    const { start, end } = urlState.range;
    const key = `${this.signal} ${urlState.spec.from} ${urlState.spec.to}`;
    if (this.fields.key !== key || Date.now() - this.fields.at > FIELDS_MILLIS) {
      const answer = await getJson<{ fields: FieldInfo[] }>(`${this.signal}/fields`, { start, end }, signal);
      this.fields = { key, at: Date.now(), list: answer.fields };
    }
    return this.fields.list;
  }

  private accept(suggestion: Suggestion): void {
    const text = this.input.value;
    const tail = text.slice(suggestion.end).replace(/^"/, suggestion.text.endsWith('"') ? '' : '"');
    const spaced = suggestion.open && /[\w]$/.test(suggestion.text);
    const inserted = suggestion.text + (spaced || (!suggestion.open && !/^[\s)}|,]/.test(tail) && !suggestion.text.endsWith('"')) ? ' ' : '');
    this.input.value = text.slice(0, suggestion.start) + inserted + tail;
    this.typed = this.input.value;
    const caret = suggestion.start + inserted.length;
    this.input.setSelectionRange(caret, caret);
    this.suggestions = [];
    if (suggestion.whole) this.submit();
    else if (suggestion.open) void this.suggest();
  }

  private key(event: KeyboardEvent): void {
    const open = this.suggestions.length > 0;
    if (event.key === 'Enter') {
      const suggestion = this.suggestions[this.chosen];
      if (suggestion) this.accept(suggestion);
      else this.submit();
    } else if (event.key === 'ArrowDown' && open) {
      this.chosen = Math.min(this.suggestions.length - 1, this.chosen + 1);
    } else if (event.key === 'ArrowDown') {
      void this.suggest();
    } else if (event.key === 'ArrowUp' && open) {
      this.chosen = Math.max(-1, this.chosen - 1);
    } else if (event.key === 'Tab' && open && !event.shiftKey) {
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

  /** Under the text, in the same place: a wave where the server found the mistake. */
  private mistake(): TemplateResult | typeof nothing {
    const at = this.error?.position ?? null;
    if (at === null || this.typed !== this.value) return nothing;
    const from = Math.min(at, this.value.length);
    const length = Math.max(1, /^[^\s|)]*/.exec(this.value.slice(from))![0].length);
    return html`<div class="mirror" aria-hidden="true"><span>${this.value.slice(0, from)}<u>${this.value.slice(from, from + length) || ' '}</u></span></div>`;
  }

  private scrolled(): void {
    const mirror = this.renderRoot.querySelector<HTMLElement>('.mirror span');
    if (mirror) mirror.style.left = `${-this.input.scrollLeft}px`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; flex: none; }
      .bar { position: relative; display: flex; gap: 8px; padding: 8px 16px; border-bottom: 1px solid var(--line); }
      .field { position: relative; flex: 1; min-width: 0; }
      .field > svg { position: absolute; left: 8px; top: 6px; color: var(--text-3); }
      input { width: 100%; padding-left: 30px; font: var(--data-size) var(--mono); }
      input.wrong { border-color: var(--bad); }
      .mirror { position: absolute; left: 31px; right: 9px; top: 5px; height: 20px; overflow: hidden; pointer-events: none; font: var(--data-size) / 18px var(--mono); color: transparent; white-space: pre; }
      .mirror span { position: relative; }
      .mirror u { text-decoration: underline wavy var(--bad); text-underline-offset: 2px; text-decoration-skip-ink: none; }
      ul { position: absolute; z-index: 30; left: 0; top: 30px; min-width: 360px; max-width: 100%; margin: 0; padding: 4px 0; list-style: none; background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); box-shadow: var(--shadow); }
      li { display: flex; gap: 16px; padding: 3px 12px; cursor: pointer; font: var(--data-size) var(--mono); }
      li[aria-selected='true'], li:hover { background: var(--accent-soft); }
      li .cut { white-space: pre; }
      li .hint { margin-left: auto; color: var(--text-3); white-space: nowrap; }
    `,
  ];

  override render() {
    const chosen = this.suggestions[this.chosen] ? `option-${this.chosen}` : nothing;
    return html`
      <div class="bar">
        <div class="field">
          ${icon('search')}
          <input type="text" spellcheck="false" autocomplete="off" role="combobox" aria-label="Search" aria-controls="options" aria-expanded=${this.suggestions.length > 0} aria-activedescendant=${chosen}
            aria-invalid=${this.error ? 'true' : 'false'} class=${this.error ? 'wrong' : ''} placeholder=${this.placeholder} .defaultValue=${this.value}
            @keydown=${this.key} @input=${this.changed} @scroll=${this.scrolled} @focus=${() => this.input.value === '' && this.recent()}
            @blur=${() => window.setTimeout(() => (this.suggestions = []), 150)}>
          ${this.mistake()}
          ${this.suggestions.length > 0
            ? html`<ul role="listbox" id="options">${this.suggestions.map(
                (s, i) => html`<li role="option" id="option-${i}" aria-selected=${i === this.chosen} @mousedown=${(e: Event) => { e.preventDefault(); this.accept(s); }}>
                  <span class="cut">${s.text}</span><span class="hint">${s.hint}</span></li>`)}</ul>`
            : nothing}
        </div>
        ${this.busy
          ? html`<button class="outline" @click=${() => this.dispatchEvent(new CustomEvent('stop', { bubbles: true, composed: true }))}>Stop</button>`
          : html`<button class="primary" @click=${this.submit}>Search</button>`}
        <slot></slot>
        ${this.saved ? this.savedMenu() : nothing}
      </div>
      <clew-error .error=${this.error} .query=${this.value}></clew-error>
    `;
  }

  private savedMenu() {
    const opened = async (e: CustomEvent<boolean>) => {
      if (e.detail) await import('./clew-saved-searches.ts');
      this.savedOpen = e.detail;
    };
    return html`<clew-menu outline icon="star" label="Saved" hint="Saved searches (s)" @opened=${opened} @done=${() => this.renderRoot.querySelector('clew-menu')?.close()}>
      ${this.savedOpen ? html`<clew-saved-searches page=${this.signal}></clew-saved-searches>` : nothing}</clew-menu>`;
  }
}
